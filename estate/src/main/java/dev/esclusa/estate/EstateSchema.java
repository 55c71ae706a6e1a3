package dev.esclusa.estate;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;

/** The JSON Schema (2020-12) of configuration documents, for editors. */
public final class EstateSchema {
  /** Where the published text lies among this module's resources. */
  public static final String RESOURCE = "/dev/esclusa/estate/estate.schema.json";

  private EstateSchema() {}

  /** The schema, made from the table that also drives the checks. */
  public static String text() {
    return Json.pretty(schema()) + "\n";
  }

  private static Value.Mapping schema() {
    Value.Mapping definitions = Value.mapping();
    List<Value> choices = new ArrayList<>();
    for (DocumentShape shape : DocumentShape.ALL) {
      Value.Mapping whole = parts(shape.fields()).with("description", Value.of(shape.says()));
      definitions = definitions.with(shape.kind(), whole);
      choices.add(Value.mapping("$ref", "#/$defs/" + shape.kind()));
    }
    return Value.mapping(
        "$schema", "https://json-schema.org/draft/2020-12/schema",
        "$id", "https://esclusa.dev/schema/estate-v1.json",
        "title", "A configuration document of Esclusa",
        "oneOf", choices,
        "$defs", definitions);
  }

  private static Value.Mapping of(Field field) {
    Value.Mapping type = of(field.type()).with("description", Value.of(field.says()));
    Value otherwise = field.otherwise();
    return otherwise == null ? type : type.with("default", otherwise);
  }

  private static Value.Mapping of(FieldType type) {
    return switch (type) {
      case FieldType.Text text -> Value.mapping("type", "string", "pattern", text.form().pattern());
      case FieldType.Truth _ -> Value.mapping("type", "boolean");
      case FieldType.Whole whole ->
          Value.mapping("type", "integer", "minimum", whole.min(), "maximum", whole.max());
      case FieldType.Choice choice -> Value.mapping("enum", choice.words());
      case FieldType.Reference _ -> Value.mapping("type", "string", "minLength", 1);
      case FieldType.Many many ->
          Value.mapping(
              "type", "array",
              "items", of(many.item()),
              "minItems", many.min(),
              "uniqueItems", many.unique());
      case FieldType.Parts parts -> parts(parts.fields());
      case FieldType.Texts _ ->
          Value.mapping("type", "object", "additionalProperties", Value.mapping("type", "string"));
    };
  }

  private static Value.Mapping parts(List<Field> fields) {
    Value.Mapping properties = Value.mapping();
    List<String> required = new ArrayList<>();
    for (Field field : fields) {
      properties = properties.with(field.name(), of(field));
      if (field.required()) {
        required.add(field.name());
      }
    }
    return Value.mapping(
        "type",
        "object",
        "properties",
        properties,
        "required",
        required,
        "additionalProperties",
        false);
  }
}
