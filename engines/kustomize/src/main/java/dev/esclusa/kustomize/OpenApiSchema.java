package dev.esclusa.kustomize;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Merge rules from an OpenAPI v2 document ({@code x-kubernetes-patch-strategy} and its keys). */
final class OpenApiSchema {
  private static final int MAX_REFERENCES = 100;
  private static final String PREFIX = "#/definitions/";

  private final Mapping definitions;
  private final boolean withBuiltIn;
  private final Map<String, Type> kinds = new HashMap<>();

  private OpenApiSchema(Mapping definitions, boolean withBuiltIn) {
    this.definitions = definitions;
    this.withBuiltIn = withBuiltIn;
    for (Value definition : definitions.entries().values()) {
      if (definition.at("x-kubernetes-group-version-kind") instanceof Sequence names) {
        names.items().forEach(name -> kinds.put(kind(name), new Type(definition)));
      }
    }
  }

  static OpenApiSchema of(List<Document> documents, boolean withBuiltIn) {
    Value definitions = documents.isEmpty() ? null : documents.get(0).root().at("definitions");
    return new OpenApiSchema(
        definitions instanceof Mapping mapping ? mapping : Value.mapping(), withBuiltIn);
  }

  @Nullable MergeSchema of(String apiVersion, String kind) {
    return kinds.get(apiVersion + "/" + kind);
  }

  private static String kind(Value name) {
    String group = Scalars.text(name.at("group"));
    String version = Scalars.text(name.at("version"));
    return (group.isEmpty() ? version : group + "/" + version)
        + "/"
        + Scalars.text(name.at("kind"));
  }

  private @Nullable MergeSchema resolved(@Nullable Value schema) {
    Value here = schema;
    for (int i = 0; i < MAX_REFERENCES && here != null; i++) {
      String reference = here.text("$ref");
      if (reference == null) {
        return new Type(here);
      }
      String name = reference.startsWith(PREFIX) ? reference.substring(PREFIX.length()) : "";
      here = definitions.get(name);
      if (here == null && withBuiltIn && name.startsWith("io.k8s.")) {
        return TableSchema.named(name.substring(name.lastIndexOf('.') + 1));
      }
    }
    return null;
  }

  private final class Type implements MergeSchema {
    private final Value schema;

    Type(Value schema) {
      this.schema = schema;
    }

    @Override
    public @Nullable MergeSchema field(String name) {
      Value property = schema.at("properties", name);
      return resolved(property == null ? schema.at("additionalProperties") : property);
    }

    @Override
    public @Nullable MergeSchema items() {
      return "array".equals(schema.text("type")) ? resolved(schema.at("items")) : null;
    }

    @Override
    public boolean merges() {
      String strategy = schema.text("x-kubernetes-patch-strategy");
      return strategy != null && Arrays.asList(strategy.split(",")).contains("merge");
    }

    @Override
    public List<String> keys() {
      if (schema.at("x-kubernetes-list-map-keys") instanceof Sequence listed) {
        List<String> keys = new ArrayList<>();
        listed.items().forEach(key -> keys.add(Scalars.text(key)));
        return keys;
      }
      String key = schema.text("x-kubernetes-patch-merge-key");
      return key == null ? List.of() : List.of(key);
    }
  }
}
