package dev.esclusa.sandbox;

import java.util.List;
import java.util.Set;

/** One served resource in one version, e.g. {@code apps/v1 deployments}. */
record ResourceType(
    String group,
    String version,
    String plural,
    String singular,
    String kind,
    Scope scope,
    List<String> shortNames,
    List<String> categories,
    Set<String> subresources,
    List<String> verbs) {
  static final List<String> ALL_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  enum Scope {
    NAMESPACED("Namespaced"),
    CLUSTER("Cluster");

    final String text;

    Scope(String text) {
      this.text = text;
    }
  }

  boolean namespaced() {
    return scope == Scope.NAMESPACED;
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** As messages name it: {@code deployments.apps}. */
  String qualified() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  boolean is(String group, String plural) {
    return this.plural.equals(plural) && this.group.equals(group);
  }

  boolean hasStatus() {
    return subresources.contains("status");
  }

  Key key(String namespace, String name) {
    return new Key(group, plural, namespaced() ? namespace : "", name);
  }
}
