package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Num;
import dev.esclusa.tree.Value.Sequence;
import dev.esclusa.tree.Value.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Validation by the OpenAPI v3 schema of a CustomResourceDefinition: types, required fields, enums,
 * bounds, patterns, lengths, list sets and maps, allOf/anyOf/oneOf/not (Kubernetes docs,
 * "Specifying a structural schema"). CEL rules are not evaluated.
 */
final class StructuralSchema {
  private final List<Refusal.Cause> faults = new ArrayList<>();

  private StructuralSchema() {}

  static List<Refusal.Cause> faults(Mapping schema, Mapping object) {
    StructuralSchema run = new StructuralSchema();
    run.value(schema, object, "");
    return List.copyOf(run.faults);
  }

  private void value(Mapping schema, Value value, String at) {
    if (value.isNull() && Value.TRUE.equals(schema.get("nullable"))) return;
    if (!type(schema, value, at)) return;
    enumeration(schema, value, at);
    switch (value) {
      case Mapping mapping -> mapping(schema, mapping, at);
      case Sequence sequence -> sequence(schema, sequence, at);
      case Text text -> text(schema, text.value(), at);
      case Num number -> number(schema, number, at);
      case Value.Bool bool -> {}
      case Value.Null nothing -> {}
    }
    combined(schema, value, at);
  }

  private boolean type(Mapping schema, Value value, String at) {
    if (Value.TRUE.equals(schema.get("x-kubernetes-int-or-string"))) {
      if (value instanceof Text || value instanceof Num number && number.isLong()) return true;
      wrongType(value, "integer,string", at);
      return false;
    }
    String type = Meta.textOr(schema, "", "type");
    boolean fits =
        switch (type) {
          case "object" -> value instanceof Mapping;
          case "array" -> value instanceof Sequence;
          case "string" -> value instanceof Text;
          case "boolean" -> value instanceof Value.Bool;
          case "integer" -> value instanceof Num number && number.isLong();
          case "number" -> value instanceof Num;
          default -> true;
        };
    if (!fits) wrongType(value, type, at);
    return fits;
  }

  private void wrongType(Value value, String wanted, String at) {
    String seen =
        switch (value) {
          case Mapping m -> "object";
          case Sequence s -> "array";
          case Text t -> "string";
          case Num n -> n.isLong() ? "integer" : "number";
          case Value.Bool b -> "boolean";
          case Value.Null n -> "null";
        };
    faults.add(
        new Refusal.Cause(
            "FieldValueTypeInvalid",
            at,
            "Invalid value: \""
                + seen
                + "\": "
                + at
                + " in body must be of type "
                + wanted
                + ": \""
                + seen
                + "\""));
  }

  private void enumeration(Mapping schema, Value value, String at) {
    if (!(schema.get("enum") instanceof Sequence allowed) || allowed.items().contains(value))
      return;
    List<String> shown = allowed.items().stream().map(Value::toString).toList();
    faults.add(
        new Refusal.Cause(
            "FieldValueNotSupported",
            at,
            "Unsupported value: " + value + ": supported values: " + String.join(", ", shown)));
  }

  private void mapping(Mapping schema, Mapping mapping, String at) {
    for (String required : Meta.textsAt(schema, "required")) {
      if (!mapping.has(required)) faults.add(Refusal.Cause.required(child(at, required), ""));
    }
    count(schema, "minProperties", "maxProperties", mapping.size(), at, "properties");
    Mapping properties = Meta.mappingAt(schema, "properties");
    for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
      Value under = properties.get(entry.getKey());
      if (under == null) under = schema.get("additionalProperties");
      if (under instanceof Mapping found) value(found, entry.getValue(), child(at, entry.getKey()));
    }
  }

  private void sequence(Mapping schema, Sequence sequence, String at) {
    count(schema, "minItems", "maxItems", sequence.items().size(), at, "items");
    Mapping items = Meta.mappingAt(schema, "items");
    HashSet<Value> seen = new HashSet<>();
    List<String> keys = Meta.textsAt(schema, "x-kubernetes-list-map-keys");
    boolean distinct =
        List.of("set", "map").contains(Meta.textOr(schema, "", "x-kubernetes-list-type"))
            || Value.TRUE.equals(schema.get("uniqueItems"));
    for (int index = 0; index < sequence.items().size(); index++) {
      Value item = sequence.items().get(index);
      value(items, item, at + "[" + index + "]");
      Value key = keys.isEmpty() ? item : keyOf(item, keys);
      if (distinct && !seen.add(key)) {
        faults.add(
            new Refusal.Cause(
                "FieldValueDuplicate", at + "[" + index + "]", "Duplicate value: " + key));
      }
    }
  }

  private static Value keyOf(Value item, List<String> keys) {
    Mapping key = Meta.EMPTY;
    for (String name : keys)
      if (item instanceof Mapping mapping) key = Meta.carried(name, mapping, key);
    return key;
  }

  private void text(Mapping schema, String text, String at) {
    long length = text.codePointCount(0, text.length());
    long min = Meta.longOr(schema, 0, "minLength");
    long max = Meta.longOr(schema, Long.MAX_VALUE, "maxLength");
    if (length < min) {
      invalid(
          at, NameRules.quoted(text), at + " in body should be at least " + min + " chars long");
    }
    if (length > max) {
      faults.add(
          new Refusal.Cause(
              "FieldValueTooLong", at, "Too long: may not be more than " + max + " bytes"));
    }
    String pattern = schema.text("pattern");
    if (pattern != null && !matches(pattern, text)) {
      invalid(at, NameRules.quoted(text), at + " in body should match '" + pattern + "'");
    }
  }

  /** Patterns are RE2 in Kubernetes; one that Java does not know lets everything pass. */
  private static boolean matches(String pattern, String text) {
    try {
      return Pattern.compile(pattern).matcher(text).find();
    } catch (PatternSyntaxException foreign) {
      return true;
    }
  }

  private void number(Mapping schema, Num number, String at) {
    BigDecimal value = number.decimal();
    if (schema.get("minimum") instanceof Num minimum) {
      int order = value.compareTo(minimum.decimal());
      boolean exclusive = Value.TRUE.equals(schema.get("exclusiveMinimum"));
      if (order < 0 || exclusive && order == 0) {
        invalid(
            at,
            number.toString(),
            at + " in body should be greater than " + (exclusive ? "" : "or equal to ") + minimum);
      }
    }
    if (schema.get("maximum") instanceof Num maximum) {
      int order = value.compareTo(maximum.decimal());
      boolean exclusive = Value.TRUE.equals(schema.get("exclusiveMaximum"));
      if (order > 0 || exclusive && order == 0) {
        invalid(
            at,
            number.toString(),
            at + " in body should be less than " + (exclusive ? "" : "or equal to ") + maximum);
      }
    }
    if (schema.get("multipleOf") instanceof Num step
        && value.remainder(step.decimal()).signum() != 0) {
      invalid(at, number.toString(), at + " in body should be a multiple of " + step);
    }
  }

  private void combined(Mapping schema, Value value, String at) {
    for (Mapping part : Meta.mappingsAt(schema, "allOf")) value(part, value, at);
    List<Mapping> any = Meta.mappingsAt(schema, "anyOf");
    if (!any.isEmpty() && any.stream().noneMatch(part -> fits(part, value, at))) {
      invalid(at, "\"\"", at + " in body must validate at least one schema (anyOf)");
    }
    List<Mapping> one = Meta.mappingsAt(schema, "oneOf");
    if (!one.isEmpty() && one.stream().filter(part -> fits(part, value, at)).count() != 1) {
      invalid(at, "\"\"", at + " in body must validate one and only one schema (oneOf)");
    }
    if (schema.get("not") instanceof Mapping not && fits(not, value, at)) {
      invalid(at, "\"\"", at + " in body must not validate the schema (not)");
    }
  }

  private static boolean fits(Mapping schema, Value value, String at) {
    StructuralSchema run = new StructuralSchema();
    run.value(schema, value, at);
    return run.faults.isEmpty();
  }

  private void count(Mapping schema, String least, String most, int seen, String at, String what) {
    long min = Meta.longOr(schema, 0, least);
    long max = Meta.longOr(schema, Long.MAX_VALUE, most);
    if (seen < min)
      invalid(at, Integer.toString(seen), at + " in body should have at least " + min + " " + what);
    if (seen > max) {
      faults.add(
          new Refusal.Cause(
              "FieldValueTooMany",
              at,
              "Too many: " + seen + ": must have at most " + max + " " + what));
    }
  }

  private void invalid(String at, String value, String detail) {
    faults.add(Refusal.Cause.invalid(at, value, detail));
  }

  private static String child(String at, String name) {
    return at.isEmpty() ? name : at + "." + name;
  }
}
