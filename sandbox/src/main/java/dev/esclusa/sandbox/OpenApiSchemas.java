package dev.esclusa.sandbox;

import dev.esclusa.kube.ObjectSchema;
import dev.esclusa.kube.Schema;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The component schemas of an OpenAPI document, written from the schema tables; named types are
 * referred to.
 */
final class OpenApiSchemas {
  private final Registry registry;
  private final Schemas schemas;

  OpenApiSchemas(Registry registry, Schemas schemas) {
    this.registry = registry;
    this.schemas = schemas;
  }

  void add(ResourceType type, Map<String, Value> components) {
    CustomType custom = registry.custom(type);
    Mapping schema;
    if (custom == null) {
      ObjectSchema known = schemas.of(type);
      schema = struct(known.root(), components);
    } else {
      Mapping properties = Meta.mappingAt(custom.schema(), "properties");
      Mapping text = Value.mapping("type", "string");
      properties = properties.with("apiVersion", text).with("kind", text);
      Schema.Field metadata = schemas.of(type).root().fields().get("metadata");
      if (metadata != null)
        properties = properties.with("metadata", schema(metadata.schema(), components));
      schema = custom.schema().with("properties", properties);
    }
    components.put(
        name(type),
        schema.with("x-kubernetes-group-version-kind", Value.sequence(OpenApi.kind(type))));
  }

  /** Any name is right as long as it is one: {@code dev.example.v1.Widget}. */
  private static String name(ResourceType type) {
    return "io.k8s.api."
        + (type.group().isEmpty() ? "core" : type.group())
        + "."
        + type.version()
        + "."
        + type.kind();
  }

  private Mapping schema(Schema schema, Map<String, Value> components) {
    return switch (schema) {
      case Schema.Reference reference -> reference(reference, components);
      case Schema.Struct struct -> struct(struct, components);
      case Schema.ListOf list ->
          Value.mapping("type", "array", "items", schema(list.items(), components));
      case Schema.Scalar scalar -> scalar(scalar.kind());
      case Schema.Any any -> Value.mapping("x-kubernetes-preserve-unknown-fields", true);
    };
  }

  private Mapping reference(Schema.Reference reference, Map<String, Value> components) {
    String name = "io.k8s.types." + reference.name();
    if (!components.containsKey(name)) {
      components.put(name, Meta.EMPTY); // types may contain themselves
      components.put(name, schema(reference.resolved(), components));
    }
    return Value.mapping("$ref", "#/components/schemas/" + name);
  }

  private Mapping struct(Schema.Struct struct, Map<String, Value> components) {
    Map<String, Value> properties = new LinkedHashMap<>();
    struct
        .fields()
        .forEach((name, field) -> properties.put(name, schema(field.schema(), components)));
    Mapping schema = Value.mapping("type", "object");
    if (!properties.isEmpty()) schema = schema.with("properties", Value.mapping(properties));
    List<String> required =
        struct.fields().values().stream()
            .filter(Schema.Field::required)
            .map(Schema.Field::name)
            .toList();
    if (!required.isEmpty()) schema = schema.with("required", Value.of(required));
    Schema others = struct.others();
    return others == null
        ? schema
        : schema.with("additionalProperties", schema(others, components));
  }

  private static Mapping scalar(Schema.ScalarKind kind) {
    return switch (kind) {
      case STRING -> Value.mapping("type", "string");
      case INTEGER -> Value.mapping("type", "integer");
      case NUMBER -> Value.mapping("type", "number");
      case BOOLEAN -> Value.mapping("type", "boolean");
      case QUANTITY ->
          Value.mapping(
              "oneOf", List.of(Value.mapping("type", "string"), Value.mapping("type", "number")));
      case INT_OR_STRING ->
          Value.mapping(
              "oneOf", List.of(Value.mapping("type", "integer"), Value.mapping("type", "string")));
      case TIME -> Value.mapping("type", "string", "format", "date-time");
      case BYTES -> Value.mapping("type", "string", "format", "byte");
      case UNTYPED -> Meta.EMPTY;
    };
  }
}
