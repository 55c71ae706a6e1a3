package dev.esclusa.kube;

import dev.esclusa.kube.Schema.Field;
import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.ListType;
import dev.esclusa.kube.Schema.PatchStrategy;
import dev.esclusa.kube.Schema.Scalar;
import dev.esclusa.kube.Schema.ScalarKind;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.kube.Schema.Zero;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a structural schema of a CustomResourceDefinition, as kube-openapi's schemaconv does for
 * server-side apply (Kubernetes docs, "Extend the Kubernetes API with CustomResourceDefinitions").
 */
final class OpenApiSchema {
  private OpenApiSchema() {}

  static Schema read(Value schema) {
    return read(schema, false);
  }

  private static Schema read(Value schema, boolean opened) {
    if (Value.TRUE.equals(schema.at("x-kubernetes-int-or-string"))) {
      return new Scalar(ScalarKind.INT_OR_STRING);
    }
    boolean open = opened || Value.TRUE.equals(schema.at("x-kubernetes-preserve-unknown-fields"));
    String type = schema.text("type");
    return switch (type == null ? "" : type) {
      case "object" -> object(schema, open);
      case "array" -> array(schema, open);
      case "string" -> new Scalar(text(schema.text("format")));
      case "integer" -> new Scalar(ScalarKind.INTEGER);
      case "number" -> new Scalar(ScalarKind.NUMBER);
      case "boolean" -> new Scalar(ScalarKind.BOOLEAN);
      default -> Schema.ANY;
    };
  }

  private static Schema object(Value schema, boolean open) {
    Map<String, Field> fields = new LinkedHashMap<>();
    List<String> required = texts(schema.at("required"));
    if (schema.at("properties") instanceof Value.Mapping properties) {
      properties
          .entries()
          .forEach((name, property) -> fields.put(name, field(name, property, required, open)));
    }
    boolean atomic = "atomic".equals(schema.text("x-kubernetes-map-type"));
    return new Struct("", fields, others(schema, fields.isEmpty() || open), atomic);
  }

  private static Field field(String name, Value property, List<String> required, boolean open) {
    return new Field(
        name,
        read(property, open),
        PatchStrategy.NONE,
        Zero.KEPT,
        required.contains(name),
        property.at("default"));
  }

  private static @Nullable Schema others(Value schema, boolean free) {
    return switch (schema.at("additionalProperties")) {
      case Value.Mapping values -> read(values);
      case Value.Bool(boolean allowed) -> allowed ? Schema.ANY : null;
      case null, default -> free ? Schema.ANY : null;
    };
  }

  private static Schema array(Value schema, boolean open) {
    Value items = schema.at("items");
    String type = schema.text("x-kubernetes-list-type");
    ListType listType =
        switch (type == null ? "" : type) {
          case "map" -> ListType.MAP;
          case "set" -> ListType.SET;
          default -> ListType.ATOMIC;
        };
    return new ListOf(
        items == null ? Schema.ANY : read(items, open),
        listType,
        texts(schema.at("x-kubernetes-list-map-keys")));
  }

  private static ScalarKind text(@Nullable String format) {
    return switch (format == null ? "" : format) {
      case "date-time" -> ScalarKind.TIME;
      case "byte" -> ScalarKind.BYTES;
      case "int-or-string" -> ScalarKind.INT_OR_STRING;
      default -> ScalarKind.STRING;
    };
  }

  private static List<String> texts(@Nullable Value list) {
    List<String> found = new ArrayList<>();
    if (list instanceof Value.Sequence(List<Value> items)) {
      for (Value item : items) {
        if (item instanceof Value.Text(String text)) {
          found.add(text);
        }
      }
    }
    return found;
  }
}
