package dev.esclusa.sandbox;

import dev.esclusa.kube.ObjectSchema;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One served version of a CustomResourceDefinition. */
record CustomType(ResourceType type, Mapping schema, Mapping version, ObjectSchema objectSchema) {

  /** The served versions, the preferred one first. */
  static List<CustomType> of(Mapping definition) {
    List<CustomType> types = new ArrayList<>();
    for (Mapping version : Meta.mappingsAt(definition, "spec", "versions")) {
      if (!Value.TRUE.equals(version.get("served"))) continue;
      Mapping schema = Meta.mappingAt(version, "schema", "openAPIV3Schema");
      boolean statusApart = version.at("subresources", "status") != null;
      types.add(
          new CustomType(
              type(definition, version),
              schema,
              version,
              ObjectSchema.custom(schema, statusApart)));
    }
    types.sort(
        Comparator.comparing(
            (CustomType custom) -> custom.type().version(), VersionOrder.NEWEST_FIRST));
    return types;
  }

  List<Mapping> printerColumns() {
    return Meta.mappingsAt(version, "additionalPrinterColumns");
  }

  private static ResourceType type(Mapping definition, Mapping version) {
    Mapping names = Meta.mappingAt(definition, "spec", "names");
    String kind = Meta.textOr(names, "", "kind");
    Set<String> subresources = new HashSet<>();
    if (version.at("subresources", "status") != null) subresources.add("status");
    if (version.at("subresources", "scale") != null) subresources.add("scale");
    return new ResourceType(
        Meta.textOr(definition, "", "spec", "group"),
        Meta.textOr(version, "", "name"),
        Meta.textOr(names, "", "plural"),
        Meta.textOr(names, kind.toLowerCase(java.util.Locale.ROOT), "singular"),
        kind,
        "Cluster".equals(definition.text("spec", "scope"))
            ? ResourceType.Scope.CLUSTER
            : ResourceType.Scope.NAMESPACED,
        Meta.textsAt(names, "shortNames"),
        Meta.textsAt(names, "categories"),
        subresources,
        ResourceType.ALL_VERBS);
  }
}
