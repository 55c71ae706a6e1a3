package dev.esclusa.rego;

import dev.esclusa.rego.JsonSchema.Dependency;
import dev.esclusa.rego.JsonSchema.Part;
import dev.esclusa.rego.JsonSchema.Pattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One validation against a {@link JsonSchema}, in the order and with the scores of gojsonschema's
 * validation.go.
 */
final class JsonSchemaRun {
  private static final int MAX_DEPTH = 400;

  /** What does not fit: gojsonschema's error type, the field's path, and the text. */
  record Finding(String type, String field, String description) {}

  /** Findings of a part, and how much of it fitted: the best failing alternative is told. */
  private static final class Result {
    final List<Finding> findings = new ArrayList<>();
    int score;

    boolean valid() {
      return findings.isEmpty();
    }

    void add(Where where, String type, String description) {
      findings.add(new Finding(type, where.field(), description));
      score -= 2;
    }

    void merge(Result other) {
      findings.addAll(other.findings);
      score += other.score;
    }
  }

  /** The way from the document's root. */
  private record Where(String name, @Nullable Where parent) {
    String field() {
      StringBuilder out = new StringBuilder(name);
      for (Where at = parent; at != null && at.parent != null; at = at.parent) {
        out.insert(0, at.name + ".");
      }
      return out.toString();
    }
  }

  private final BuiltinCall call;
  private int depth;

  JsonSchemaRun(BuiltinCall call) {
    this.call = call;
  }

  List<Finding> validate(Part root, RegoValue document) {
    return check(root, document, new Where("(Root)", null)).findings;
  }

  private Result check(Part part, RegoValue value, Where where) {
    Result result = new Result();
    check(part, value, result, where);
    return result;
  }

  private void check(Part part, RegoValue value, Result result, Where where) {
    call.step(1);
    if (part.always != null) {
      if (!part.always) {
        result.add(where, "false", "False always fails validation");
      }
      return;
    }
    if (++depth > MAX_DEPTH) {
      throw new BuiltinFailure("validation nests too deeply");
    }
    if (part.reference != null) {
      check(part.reference, value, result, where);
    } else if (hasType(part, value, result, where)) {
      combinations(part, value, result, where);
      byKind(part, value, result, where);
      result.score++;
    }
    depth--;
  }

  private static boolean hasType(Part part, RegoValue value, Result result, Where where) {
    String type =
        value instanceof RegoNumber number && number.isWhole() ? "integer" : value.typeName();
    if (part.types.isEmpty()
        || part.types.contains(type)
        || type.equals("integer") && part.types.contains("number")) {
      return true;
    }
    String expected =
        part.types.size() == 1
            ? part.types.iterator().next()
            : "[" + String.join(",", part.types) + "]";
    result.add(where, "invalid_type", "Invalid type. Expected: " + expected + ", given: " + type);
    return false;
  }

  private void byKind(Part part, RegoValue value, Result result, Where where) {
    switch (value) {
      case RegoNumber number -> {
        number(part, number, result, where);
        common(part, value, result, where);
      }
      case RegoArray array -> {
        array(part, array, result, where);
        common(part, value, result, where);
      }
      case RegoObject object -> {
        object(part, object, result, where);
        common(part, value, result, where);
        part.properties.forEach(
            (name, property) -> {
              RegoValue member = object.get(name);
              if (member != null) {
                check(property, member, result, new Where(name, where));
              }
            });
      }
      case RegoString text -> {
        common(part, value, result, where);
        string(part, text.value(), result, where);
      }
      default -> common(part, value, result, where);
    }
  }

  private void combinations(Part part, RegoValue value, Result result, Where where) {
    anyOf(part, value, result, where);
    oneOf(part, value, result, where);
    allOf(part, value, result, where);
    if (part.not != null && check(part.not, value, where).valid()) {
      result.add(where, "number_not", "Must not validate the schema (not)");
    }
    if (value instanceof RegoObject object) {
      dependencies(part, object, result, where);
    }
    if (part.condition != null) {
      condition(part, part.condition, value, result, where);
    }
    result.score++;
  }

  private void anyOf(Part part, RegoValue value, Result result, Where where) {
    Result best = null;
    for (Part option : part.anyOf) {
      Result tried = check(option, value, where);
      if (tried.valid()) {
        return;
      }
      best = best == null || tried.score > best.score ? tried : best;
    }
    if (best != null) {
      result.add(where, "number_any_of", "Must validate at least one schema (anyOf)");
      result.merge(best);
    }
  }

  private void oneOf(Part part, RegoValue value, Result result, Where where) {
    int valid = 0;
    Result best = null;
    for (Part option : part.oneOf) {
      Result tried = check(option, value, where);
      if (tried.valid()) {
        valid++;
      } else if (valid == 0 && (best == null || tried.score > best.score)) {
        best = tried;
      }
    }
    if (!part.oneOf.isEmpty() && valid != 1) {
      result.add(where, "number_one_of", "Must validate one and only one schema (oneOf)");
      if (valid == 0 && best != null) {
        result.merge(best);
      }
    }
  }

  private void allOf(Part part, RegoValue value, Result result, Where where) {
    boolean all = true;
    for (Part option : part.allOf) {
      Result tried = check(option, value, where);
      all &= tried.valid();
      result.merge(tried);
    }
    if (!all) {
      result.add(where, "number_all_of", "Must validate all the schemas (allOf)");
    }
  }

  private void dependencies(Part part, RegoObject object, Result result, Where where) {
    for (Map.Entry<String, Dependency> entry : part.dependencies.entrySet()) {
      if (object.get(entry.getKey()) == null) {
        continue;
      }
      for (String name : entry.getValue().names()) {
        if (object.get(name) == null) {
          result.add(where, "missing_dependency", "Has a dependency on " + name);
        }
      }
      if (entry.getValue().part() != null) {
        check(entry.getValue().part(), object, result, where);
      }
    }
  }

  private void condition(Part part, Part condition, RegoValue value, Result result, Where where) {
    boolean met = check(condition, value, where).valid();
    Part next = met ? part.then : part.otherwise;
    Result tried = next == null ? new Result() : check(next, value, where);
    if (!tried.valid()) {
      result.add(
          where,
          met ? "condition_then" : "condition_else",
          met
              ? "Must validate \"then\" as \"if\" was valid"
              : "Must validate \"else\" as \"if\" was not valid");
      result.merge(tried);
    }
  }

  private void common(Part part, RegoValue value, Result result, Where where) {
    if (part.constant != null && !part.constant.equals(value)) {
      result.add(where, "const", where.field() + " does not match: " + part.constant.json());
    }
    if (part.enumeration != null && !part.enumeration.contains(value)) {
      String allowed =
          part.enumeration.stream().map(RegoValue::json).collect(Collectors.joining(", "));
      result.add(where, "enum", where.field() + " must be one of the following: " + allowed);
    }
    if (!part.format.isEmpty()
        && value instanceof RegoString text
        && !JsonSchemaFormat.fits(part.format, text.value())) {
      result.add(where, "format", "Does not match format '" + part.format + "'");
    }
    result.score++;
  }

  private void array(Part part, RegoArray array, Result result, Where where) {
    items(part, array, result, where);
    int size = array.size();
    if (part.minItems != null && size < part.minItems) {
      result.add(where, "array_min_items", "Array must have at least " + part.minItems + " items");
    }
    if (part.maxItems != null && size > part.maxItems) {
      result.add(where, "array_max_items", "Array must have at most " + part.maxItems + " items");
    }
    if (part.uniqueItems) {
      Map<RegoValue, Integer> places = new HashMap<>();
      for (int i = 0; i < size; i++) {
        Integer earlier = places.put(array.at(i), i);
        if (earlier != null) {
          result.add(where, "unique", "array items[" + earlier + "," + i + "] must be unique");
        }
      }
    }
    if (part.contains != null) {
      contains(part.contains, array, result, where);
    }
    result.score++;
  }

  private void items(Part part, RegoArray array, Result result, Where where) {
    int described = part.sameItems ? array.size() : Math.min(part.items.size(), array.size());
    for (int i = 0; i < described; i++) {
      Part item = part.items.get(part.sameItems ? 0 : i);
      result.merge(check(item, array.at(i), new Where(Integer.toString(i), where)));
    }
    Part rest = part.additionalItems;
    if (part.sameItems || part.items.isEmpty() || described == array.size() || rest == null) {
      return;
    }
    if (rest.always != null) {
      if (!rest.always) {
        result.add(where, "array_no_additional_items", "No additional items allowed on array");
      }
      return;
    }
    for (int i = described; i < array.size(); i++) {
      result.merge(check(rest, array.at(i), new Where(Integer.toString(i), where)));
    }
  }

  private void contains(Part wanted, RegoArray array, Result result, Where where) {
    Result best = null;
    for (int i = 0; i < array.size(); i++) {
      Result tried = check(wanted, array.at(i), new Where(Integer.toString(i), where));
      if (tried.valid()) {
        return;
      }
      best = best == null || tried.score > best.score ? tried : best;
    }
    result.add(where, "contains", "At least one of the items must match");
    if (best != null) {
      result.merge(best);
    }
  }

  private void object(Part part, RegoObject object, Result result, Where where) {
    if (part.minProperties != null && object.size() < part.minProperties) {
      result.add(
          where,
          "array_min_properties",
          "Must have at least " + part.minProperties + " properties");
    }
    if (part.maxProperties != null && object.size() > part.maxProperties) {
      result.add(
          where, "array_max_properties", "Must have at most " + part.maxProperties + " properties");
    }
    for (String name : part.required) {
      if (object.get(name) == null) {
        result.add(where, "required", name + " is required");
      } else {
        result.score++;
      }
    }
    for (int i = 0; i < object.size(); i++) {
      property(part, RegoJson.key(object.keyAt(i)), object.valueAt(i), result, where);
    }
    if (part.propertyNames != null) {
      for (RegoValue key : object.keys()) {
        Result tried = check(part.propertyNames, key, where);
        if (!tried.valid()) {
          result.add(
              where,
              "invalid_property_name",
              "Property name of \"" + RegoJson.key(key) + "\" does not match");
          result.merge(tried);
        }
      }
    }
    result.score++;
  }

  private void property(Part part, String name, RegoValue value, Result result, Where where) {
    boolean known = part.properties.containsKey(name);
    boolean matched = false;
    for (Pattern pattern : part.patternProperties.values()) {
      call.step(1 + name.length());
      if (pattern.part() != null && pattern.regex().matches(name)) {
        matched = true;
        result.merge(check(pattern.part(), value, new Where(name, where)));
      }
    }
    result.score += matched ? 1 : 0;
    Part rest = part.additionalProperties;
    if (known || matched || rest == null) {
      return;
    }
    if (rest.always == null) {
      result.merge(check(rest, value, new Where(name, where)));
    } else if (!rest.always) {
      result.add(
          where,
          "additional_property_not_allowed",
          "Additional property " + name + " is not allowed");
    }
  }

  private void string(Part part, String text, Result result, Where where) {
    int length = text.codePointCount(0, text.length());
    if (part.minLength != null && length < part.minLength) {
      result.add(
          where, "string_gte", "String length must be greater than or equal to " + part.minLength);
    }
    if (part.maxLength != null && length > part.maxLength) {
      result.add(
          where, "string_lte", "String length must be less than or equal to " + part.maxLength);
    }
    call.step(1 + length / 8);
    if (part.pattern != null && !part.pattern.regex().matches(text)) {
      result.add(where, "pattern", "Does not match pattern '" + part.pattern.text() + "'");
    }
    result.score++;
  }

  private static void number(Part part, RegoNumber number, Result result, Where where) {
    BigDecimal value = number.decimal();
    if (part.multipleOf != null && !isMultiple(value, part.multipleOf)) {
      result.add(where, "multiple_of", "Must be a multiple of " + shown(part.multipleOf));
    }
    if (part.maximum != null && value.compareTo(part.maximum) > 0) {
      result.add(where, "number_lte", "Must be less than or equal to " + shown(part.maximum));
    }
    if (part.exclusiveMaximum != null && value.compareTo(part.exclusiveMaximum) >= 0) {
      result.add(where, "number_lt", "Must be less than " + shown(part.exclusiveMaximum));
    }
    if (part.minimum != null && value.compareTo(part.minimum) < 0) {
      result.add(where, "number_gte", "Must be greater than or equal to " + shown(part.minimum));
    }
    if (part.exclusiveMinimum != null && value.compareTo(part.exclusiveMinimum) <= 0) {
      result.add(where, "number_gt", "Must be greater than " + shown(part.exclusiveMinimum));
    }
    result.score++;
  }

  private static boolean isMultiple(BigDecimal value, BigDecimal of) {
    if (Math.abs((long) value.scale() - of.scale()) > 100_000) {
      throw new BuiltinFailure("number too large");
    }
    return value.remainder(of).signum() == 0;
  }

  /** A big.Float as Go's %v shows it. */
  private static String shown(BigDecimal number) {
    BinaryFloat rounded = BinaryFloat.parse(number.toString());
    return rounded.isZero() ? "0" : ShortestDecimal.of(rounded, 64).general();
  }
}
