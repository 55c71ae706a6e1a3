package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is served here: the legacy discovery documents and the aggregated one
 * (apidiscovery.k8s.io/v2).
 */
final class Discovery {
  private final Registry registry;

  Discovery(Registry registry) {
    this.registry = registry;
  }

  /** Null when the path is none of discovery. */
  @Nullable Answer answer(Request request) {
    String path =
        request.path().endsWith("/")
            ? request.path().substring(0, request.path().length() - 1)
            : request.path();
    List<String> part = List.of(path.split("/", -1));
    boolean aggregated = Accept.of(request.headers().get("Accept")) == Accept.AGGREGATED_DISCOVERY;
    return switch (part.size()) {
      case 2 ->
          switch (part.get(1)) {
            case "api" -> aggregated ? aggregated(true) : Answer.ok(coreVersions());
            case "apis" -> aggregated ? aggregated(false) : Answer.ok(groupList());
            default -> null;
          };
      case 3 ->
          switch (part.get(1)) {
            case "api" -> found(resources("", part.get(2)));
            case "apis" -> found(group(part.get(2)));
            default -> null;
          };
      case 4 -> part.get(1).equals("apis") ? found(resources(part.get(2), part.get(3))) : null;
      default -> null;
    };
  }

  private static Answer found(@Nullable Mapping document) {
    return document == null ? Answer.text(404, "404 page not found\n") : Answer.ok(document);
  }

  private static Mapping coreVersions() {
    return Value.mapping(
        "kind", "APIVersions", "versions", List.of("v1"), "serverAddressByClientCIDRs", List.of());
  }

  private Mapping groupList() {
    List<Mapping> groups = new ArrayList<>();
    versions()
        .forEach(
            (group, versions) -> {
              if (!group.isEmpty()) groups.add(group(group, versions));
            });
    return Value.mapping("kind", "APIGroupList", "apiVersion", "v1", "groups", groups);
  }

  private @Nullable Mapping group(String name) {
    List<String> versions = versions().get(name);
    if (versions == null || name.isEmpty()) return null;
    Mapping head = Value.mapping("kind", "APIGroup", "apiVersion", "v1");
    Mapping whole = head;
    for (Map.Entry<String, Value> entry : group(name, versions).entries().entrySet()) {
      whole = whole.with(entry.getKey(), entry.getValue());
    }
    return whole;
  }

  private static Mapping group(String name, List<String> versions) {
    List<Mapping> shown =
        versions.stream()
            .map(version -> Value.mapping("groupVersion", name + "/" + version, "version", version))
            .toList();
    return Value.mapping("name", name, "versions", shown, "preferredVersion", shown.getFirst());
  }

  private @Nullable Mapping resources(String group, String version) {
    List<Value> resources = new ArrayList<>();
    for (ResourceType type : registry.types()) {
      if (!type.group().equals(group) || !type.version().equals(version)) continue;
      resources.add(resource(type));
      type.subresources().stream()
          .sorted()
          .forEach(name -> resources.add(Subresource.discovered(type, name)));
    }
    if (resources.isEmpty()) return null;
    String groupVersion = group.isEmpty() ? version : group + "/" + version;
    return Value.mapping(
        "kind",
        "APIResourceList",
        "apiVersion",
        "v1",
        "groupVersion",
        groupVersion,
        "resources",
        resources);
  }

  private static Mapping resource(ResourceType type) {
    Mapping shown =
        Value.mapping(
            "name", type.plural(),
            "singularName", type.singular(),
            "namespaced", type.namespaced(),
            "kind", type.kind(),
            "verbs", type.verbs());
    if (!type.shortNames().isEmpty()) shown = shown.with("shortNames", Value.of(type.shortNames()));
    if (!type.categories().isEmpty()) shown = shown.with("categories", Value.of(type.categories()));
    return shown;
  }

  private Answer aggregated(boolean core) {
    List<Value> groups = new ArrayList<>();
    versions()
        .forEach(
            (group, versions) -> {
              if (group.isEmpty() == core) groups.add(aggregatedGroup(group, versions));
            });
    Mapping list =
        Value.mapping(
            "kind",
            "APIGroupDiscoveryList",
            "apiVersion",
            "apidiscovery.k8s.io/v2",
            "metadata",
            Meta.EMPTY,
            "items",
            groups);
    return new Answer.Plain(
        200,
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
        dev.esclusa.tree.Json.write(list));
  }

  private Mapping aggregatedGroup(String group, List<String> versions) {
    List<Mapping> shown = new ArrayList<>();
    for (String version : versions) {
      List<Mapping> resources =
          registry.types().stream()
              .filter(type -> type.group().equals(group) && type.version().equals(version))
              .map(Discovery::aggregatedResource)
              .toList();
      shown.add(Value.mapping("version", version, "resources", resources, "freshness", "Current"));
    }
    Mapping metadata = group.isEmpty() ? Meta.EMPTY : Value.mapping("name", group);
    return Value.mapping("metadata", metadata, "versions", shown);
  }

  private static Mapping aggregatedResource(ResourceType type) {
    Mapping shown =
        Value.mapping(
            "resource", type.plural(),
            "responseKind", responseKind("", "", type.kind()),
            "scope", type.scope().text,
            "singularResource", type.singular(),
            "verbs", type.verbs());
    if (!type.shortNames().isEmpty()) shown = shown.with("shortNames", Value.of(type.shortNames()));
    if (!type.categories().isEmpty()) shown = shown.with("categories", Value.of(type.categories()));
    if (type.subresources().isEmpty()) return shown;
    List<Value> subresources = new ArrayList<>();
    type.subresources().stream()
        .sorted()
        .forEach(name -> subresources.add(Subresource.aggregated(type, name)));
    return shown.with("subresources", new Sequence(subresources));
  }

  static Mapping responseKind(String group, String version, String kind) {
    return Value.mapping("group", group, "version", version, "kind", kind);
  }

  /**
   * Groups in the order in which they are served, each with its versions, the preferred one first.
   */
  private Map<String, List<String>> versions() {
    return registry.types().stream()
        .collect(
            Collectors.groupingBy(
                ResourceType::group,
                LinkedHashMap::new,
                Collectors.collectingAndThen(
                    Collectors.mapping(ResourceType::version, Collectors.toList()),
                    versions ->
                        versions.stream().distinct().sorted(VersionOrder.NEWEST_FIRST).toList())));
  }
}
