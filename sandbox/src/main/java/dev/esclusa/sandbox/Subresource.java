package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;

/** How discovery shows the subresources of a type. */
final class Subresource {
  private static final List<String> READ_AND_WRITE = List.of("get", "patch", "update");

  private Subresource() {}

  static Mapping discovered(ResourceType type, String name) {
    Mapping shown =
        Value.mapping(
            "name", type.plural() + "/" + name,
            "singularName", "",
            "namespaced", type.namespaced(),
            "kind", kind(type, name),
            "verbs", verbs(name));
    if (name.equals("scale"))
      return shown.with("group", Value.of("autoscaling")).with("version", Value.of("v1"));
    return name.equals("eviction")
        ? shown.with("group", Value.of("policy")).with("version", Value.of("v1"))
        : shown;
  }

  static Mapping aggregated(ResourceType type, String name) {
    Mapping kind =
        switch (name) {
          case "scale" -> Discovery.responseKind("autoscaling", "v1", "Scale");
          case "eviction" -> Discovery.responseKind("policy", "v1", "Eviction");
          default -> Discovery.responseKind("", "", kind(type, name));
        };
    return Value.mapping("subresource", name, "responseKind", kind, "verbs", verbs(name));
  }

  private static String kind(ResourceType type, String name) {
    return switch (name) {
      case "scale" -> "Scale";
      case "eviction" -> "Eviction";
      case "token" -> "TokenRequest";
      case "binding" -> "Binding";
      case "attach" -> "PodAttachOptions";
      case "exec" -> "PodExecOptions";
      case "portforward" -> "PodPortForwardOptions";
      case "proxy" -> type.kind() + "ProxyOptions";
      default -> type.kind();
    };
  }

  private static List<String> verbs(String name) {
    return switch (name) {
      case "eviction", "binding", "token" -> List.of("create");
      case "attach", "exec", "portforward" -> List.of("create", "get");
      case "log" -> List.of("get");
      case "finalize" -> List.of("update");
      case "proxy" -> ResourceType.ALL_VERBS;
      default -> READ_AND_WRITE;
    };
  }
}
