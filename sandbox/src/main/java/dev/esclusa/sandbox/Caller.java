package dev.esclusa.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who a request acts for, after impersonation. */
record Caller(
    String name, List<String> groups, Map<String, List<String>> extra, SandboxUser.Access access) {
  private static final Set<String> READING = Set.of("get", "list", "watch");

  /** An empty namespace asks for the whole cluster or for a cluster-scoped object. */
  boolean may(String verb, String namespace, ResourceType type) {
    if (asksAboutItself(type)) return true;
    if (!access.namespaces().isEmpty() && !access.namespaces().contains(namespace)) return false;
    return switch (access.verbs()) {
      case NONE -> false;
      case READ -> READING.contains(verb);
      case ALL -> true;
    };
  }

  /** Whether nothing is closed to this caller. */
  boolean mayAnything() {
    return access.verbs() == SandboxUser.Verbs.ALL && access.namespaces().isEmpty();
  }

  private static boolean asksAboutItself(ResourceType type) {
    return type.plural().startsWith("selfsubject");
  }
}
