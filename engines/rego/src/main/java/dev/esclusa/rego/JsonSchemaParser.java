package dev.esclusa.rego;

import dev.esclusa.rego.JsonSchema.Dependency;
import dev.esclusa.rego.JsonSchema.Draft;
import dev.esclusa.rego.JsonSchema.Part;
import dev.esclusa.rego.JsonSchema.Pattern;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the document of a {@link JsonSchema}; checks and texts are those of gojsonschema's
 * schema.go.
 */
final class JsonSchemaParser {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "null", "object", "string");
  private static final int MAX_DEPTH = 400;

  /** A schema with a URI of its own, or the whole document. */
  private record Located(RegoValue document, URI base) {}

  private final RegoValue document;
  private final BuiltinCall call;
  private final Draft draft;
  private final Map<String, Located> byUri = new HashMap<>();
  private final Map<String, Part> references = new HashMap<>();
  private int depth;

  JsonSchemaParser(RegoValue document, BuiltinCall call) {
    this.document = document;
    this.call = call;
    this.draft = draft(document);
  }

  Part parse() {
    URI base = URI.create("");
    byUri.put("", new Located(document, base));
    locate(document, base);
    return parse(document, base);
  }

  private static Draft draft(RegoValue document) {
    String schema =
        document.get("$schema") instanceof RegoString text
            ? text.value().replaceFirst("#$", "")
            : "";
    return switch (schema) {
      case "http://json-schema.org/draft-04/schema" -> Draft.FOUR;
      case "http://json-schema.org/draft-06/schema" -> Draft.SIX;
      case "http://json-schema.org/draft-07/schema" -> Draft.SEVEN;
      default -> Draft.ANY;
    };
  }

  /** Notes the schemas that have an id. */
  private void locate(RegoValue value, URI base) {
    call.step(1);
    enter();
    if (value instanceof RegoArray array) {
      for (RegoValue item : array) {
        locate(item, base);
      }
    } else if (value instanceof RegoObject object) {
      URI own = base;
      RegoValue id = object.get("id") == null ? object.get("$id") : object.get("id");
      if (id instanceof RegoString text) {
        own = resolve(base, text.value());
        byUri.put(own.toString(), new Located(object, own));
      }
      for (int i = 0; i < object.size(); i++) {
        String key = RegoJson.key(object.keyAt(i));
        if (key.equals("properties")
            || key.equals("dependencies")
            || key.equals("patternProperties")) {
          locateMembers(object.valueAt(i), own);
        } else if (!key.equals("const") && !key.equals("enum")) {
          locate(object.valueAt(i), own);
        }
      }
    }
    depth--;
  }

  private void locateMembers(RegoValue value, URI base) {
    if (value instanceof RegoObject members) {
      for (RegoValue member : members.values()) {
        locate(member, base);
      }
    }
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new BuiltinFailure("schema nests too deeply");
    }
  }

  private static URI resolve(URI base, String reference) {
    try {
      // Java's resolve loses the base's query and treats "" specially
      return reference.isEmpty()
          ? base
          : base.toString().isEmpty() ? URI.create(reference) : base.resolve(reference);
    } catch (IllegalArgumentException bad) {
      throw new BuiltinFailure("parse \"" + reference + "\": invalid reference");
    }
  }

  private Part parse(RegoValue value, URI outer) {
    call.step(1);
    Part part = new Part(draft);
    if (draft != Draft.FOUR && value instanceof RegoBoolean bool) {
      part.always = bool.value();
      return part;
    }
    if (!(value instanceof RegoObject schema)) {
      throw new BuiltinFailure("Expected: Valid Schema, given: Invalid JSON");
    }
    enter();
    fill(part, schema, base(schema, outer));
    depth--;
    return part;
  }

  private URI base(RegoObject schema, URI outer) {
    String key =
        draft == Draft.FOUR || draft == Draft.ANY && schema.get("id") != null ? "id" : "$id";
    String id = text(schema, key);
    return id == null ? outer : resolve(outer, id);
  }

  private void fill(Part part, RegoObject schema, URI base) {
    definitions(schema, base);
    text(schema, "title");
    text(schema, "description");
    String reference = text(schema, "$ref");
    if (reference != null) {
      part.reference = referenced(resolve(base, reference));
      return;
    }
    types(part, schema);
    objects(part, schema, base);
    arrays(part, schema, base);
    numbers(part, schema);
    strings(part, schema);
    counts(part, schema);
    values(part, schema);
    combinations(part, schema, base);
  }

  private void definitions(RegoObject schema, URI base) {
    RegoValue definitions = schema.get("definitions");
    if (definitions == null) {
      return;
    }
    if (!(definitions instanceof RegoObject object)) {
      throw invalidType("Array Of Schemas", "definitions");
    }
    for (RegoValue definition : object.values()) {
      if (!(definition instanceof RegoObject) && !(definition instanceof RegoBoolean)) {
        throw invalidType("Array Of Schemas", "definitions");
      }
      parse(definition, base);
    }
  }

  private Part referenced(URI uri) {
    Part known = references.get(uri.toString());
    if (known != null) {
      return known;
    }
    Part holder = new Part(draft);
    references.put(uri.toString(), holder);
    Located located = find(uri);
    if (!(located.document() instanceof RegoObject)
        && !(located.document() instanceof RegoBoolean)) {
      throw mustBeOfType("Valid Schema", "object");
    }
    holder.reference = parse(located.document(), located.base());
    return holder;
  }

  private Located find(URI uri) {
    Located whole = byUri.get(uri.toString());
    if (whole != null) {
      return whole;
    }
    String text = uri.toString();
    int hash = text.indexOf('#');
    Located outer = byUri.get(hash < 0 ? text : text.substring(0, hash));
    if (outer == null) {
      outer = byUri.get((hash < 0 ? text : text.substring(0, hash)) + "#");
    }
    if (outer == null) {
      throw uri.isAbsolute()
          ? new BuiltinFailure("remote reference loading disabled")
          : new BuiltinFailure("Reference " + text + " must be canonical");
    }
    String pointer = uri.getFragment() == null ? "" : uri.getFragment();
    return new Located(at(outer.document(), pointer), outer.base());
  }

  private static RegoValue at(RegoValue document, String pointer) {
    if (!pointer.isEmpty() && !pointer.startsWith("/")) {
      throw new BuiltinFailure("JSON pointer must be empty or start with a \"/\"");
    }
    RegoValue value = document;
    String[] keys = pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1);
    for (String written : keys) {
      String key = written.replace("~1", "/").replace("~0", "~");
      RegoValue next =
          value instanceof RegoArray && key.matches("[0-9]{1,9}")
              ? value.get(RegoNumber.of(Long.parseLong(key)))
              : value.get(key);
      if (next == null) {
        throw new BuiltinFailure("Object has no key '" + key + "'");
      }
      value = next;
    }
    return value;
  }

  private static void types(Part part, RegoObject schema) {
    RegoValue type = schema.get("type");
    if (type instanceof RegoString text) {
      type(part, text.value());
    } else if (type instanceof RegoArray array) {
      for (RegoValue item : array) {
        if (!(item instanceof RegoString text)) {
          throw invalidType("type", "string/Array Of Strings");
        }
        type(part, text.value());
      }
    } else if (type != null) {
      throw invalidType("type", "string/Array Of Strings");
    }
  }

  private static void type(Part part, String type) {
    if (!TYPES.contains(type)) {
      throw new BuiltinFailure(
          "has a primitive type that is NOT VALID -- given: /"
              + type
              + "/ Expected valid values are:["
              + String.join(" ", TYPES)
              + "]");
    }
    if (!part.types.add(type)) {
      throw new BuiltinFailure(type + " type is duplicated");
    }
  }

  private void objects(Part part, RegoObject schema, URI base) {
    RegoValue properties = schema.get("properties");
    if (properties != null) {
      if (!(properties instanceof RegoObject members)) {
        throw mustBeOfType("Properties", "object");
      }
      members.forEach((key, member) -> part.properties.put(RegoJson.key(key), parse(member, base)));
    }
    part.additionalProperties = additional(schema, "additionalProperties", base);
    patternProperties(part, schema, base);
    RegoValue names = schema.get("propertyNames");
    if (names != null && draft != Draft.FOUR) {
      if (!(names instanceof RegoObject) && !(names instanceof RegoBoolean)) {
        throw invalidType("Valid Schema", "patternProperties");
      }
      part.propertyNames = parse(names, base);
    }
    dependencies(part, schema, base);
  }

  private void patternProperties(Part part, RegoObject schema, URI base) {
    RegoValue patterns = schema.get("patternProperties");
    if (patterns == null) {
      return;
    }
    if (!(patterns instanceof RegoObject members)) {
      throw invalidType("Valid Schema", "patternProperties");
    }
    members.forEach(
        (key, member) -> {
          String text = RegoJson.key(key);
          GoRegex regex = regex(text, "Invalid regex pattern '" + text + "'");
          part.patternProperties.put(text, new Pattern(text, regex, parse(member, base)));
        });
  }

  private static GoRegex regex(String text, String reason) {
    try {
      return GoRegex.compile(text);
    } catch (BuiltinFailure bad) {
      throw new BuiltinFailure(reason);
    }
  }

  private @Nullable Part additional(RegoObject schema, String key, URI base) {
    RegoValue value = schema.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof RegoBoolean bool) {
      Part part = new Part(draft);
      part.always = bool.value();
      return part;
    }
    if (!(value instanceof RegoObject)) {
      throw invalidType("boolean/Valid Schema", key);
    }
    return parse(value, base);
  }

  private void dependencies(Part part, RegoObject schema, URI base) {
    RegoValue dependencies = schema.get("dependencies");
    if (dependencies == null) {
      return;
    }
    if (!(dependencies instanceof RegoObject members)) {
      throw mustBeOfType("dependencies", "object");
    }
    members.forEach(
        (key, member) ->
            part.dependencies.put(
                RegoJson.key(key),
                switch (member) {
                  case RegoArray names ->
                      new Dependency(
                          texts(
                              names,
                              () -> mustBeOfType("Dependency", "Schema Or Array Of Strings")),
                          null);
                  case RegoObject object -> new Dependency(List.of(), parse(object, base));
                  case RegoBoolean bool -> new Dependency(List.of(), parse(bool, base));
                  default -> throw mustBeOfType("Dependency", "Schema Or Array Of Strings");
                }));
  }

  private static List<String> texts(
      RegoArray array, java.util.function.Supplier<BuiltinFailure> failure) {
    List<String> out = new ArrayList<>();
    for (RegoValue item : array) {
      if (!(item instanceof RegoString text)) {
        throw failure.get();
      }
      out.add(text.value());
    }
    return out;
  }

  private void arrays(Part part, RegoObject schema, URI base) {
    RegoValue items = schema.get("items");
    if (items instanceof RegoArray array) {
      part.items = new ArrayList<>();
      for (RegoValue item : array) {
        part.items.add(parse(item, base));
      }
    } else if (items instanceof RegoObject || items instanceof RegoBoolean) {
      part.items = List.of(parse(items, base));
      part.sameItems = true;
    } else if (items != null) {
      throw invalidType("Valid Schema/Array Of Schemas", "items");
    }
    part.additionalItems = additional(schema, "additionalItems", base);
    RegoValue contains = schema.get("contains");
    if (contains != null && draft != Draft.FOUR) {
      part.contains = parse(contains, base);
    }
    RegoValue unique = schema.get("uniqueItems");
    if (unique != null && !(unique instanceof RegoBoolean)) {
      throw new BuiltinFailure("uniqueItems must be of a boolean");
    }
    part.uniqueItems = unique == RegoBoolean.TRUE;
  }

  private void numbers(Part part, RegoObject schema) {
    RegoValue multiple = schema.get("multipleOf");
    if (multiple != null) {
      if (!(multiple instanceof RegoNumber number)) {
        throw invalidType("Number", "multipleOf");
      }
      if (number.signum() <= 0) {
        throw new BuiltinFailure("multipleOf must be strictly greater than 0");
      }
      part.multipleOf = number.decimal();
    }
    part.minimum = number(schema, "minimum");
    part.maximum = number(schema, "maximum");
    exclusive(
        schema,
        "exclusiveMinimum",
        "minimum",
        part.minimum,
        bound -> part.exclusiveMinimum = bound,
        () -> part.minimum = null);
    exclusive(
        schema,
        "exclusiveMaximum",
        "maximum",
        part.maximum,
        bound -> part.exclusiveMaximum = bound,
        () -> part.maximum = null);
  }

  private static @Nullable BigDecimal number(RegoObject schema, String key) {
    RegoValue value = schema.get(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof RegoNumber number)) {
      throw new BuiltinFailure(key + " must be of a Number");
    }
    return number.decimal();
  }

  /** Draft 4 has a flag beside the bound, later drafts a bound of its own. */
  private void exclusive(
      RegoObject schema,
      String key,
      String boundKey,
      @Nullable BigDecimal bound,
      Consumer<BigDecimal> set,
      Runnable clear) {
    RegoValue value = schema.get(key);
    if (value == null) {
      return;
    }
    if (value instanceof RegoBoolean bool && (draft == Draft.FOUR || draft == Draft.ANY)) {
      if (bound == null) {
        throw new BuiltinFailure(key + " cannot be used without " + boundKey);
      }
      if (bool.value()) {
        set.accept(bound);
        clear.run();
      }
    } else if (value instanceof RegoNumber number && draft != Draft.FOUR) {
      set.accept(number.decimal());
    } else {
      throw invalidType(
          draft == Draft.FOUR ? "boolean" : draft == Draft.ANY ? "boolean/number" : "number", key);
    }
  }

  private static void strings(Part part, RegoObject schema) {
    String pattern = text(schema, "pattern");
    if (pattern != null) {
      part.pattern = new Pattern(pattern, regex(pattern, "pattern must be a valid regex"), null);
    }
    String format = text(schema, "format");
    part.format = format == null ? "" : format;
  }

  private static void counts(Part part, RegoObject schema) {
    part.minLength = count(schema, "minLength");
    part.maxLength = count(schema, "maxLength");
    if (part.minLength != null && part.maxLength != null && part.minLength > part.maxLength) {
      throw new BuiltinFailure("minLength cannot be greater than maxLength");
    }
    part.minProperties = count(schema, "minProperties");
    part.maxProperties = count(schema, "maxProperties");
    if (part.minProperties != null
        && part.maxProperties != null
        && part.minProperties > part.maxProperties) {
      throw new BuiltinFailure("minProperties cannot be greater than maxProperties");
    }
    part.minItems = count(schema, "minItems");
    part.maxItems = count(schema, "maxItems");
  }

  private static @Nullable Integer count(RegoObject schema, String key) {
    RegoValue value = schema.get(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof RegoNumber number) || !number.isWhole()) {
      throw new BuiltinFailure(key + " must be of an integer");
    }
    if (number.signum() < 0) {
      throw new BuiltinFailure(key + " must be greater than or equal to 0");
    }
    return number.isLong()
        ? (int) Math.min(number.longValue(), Integer.MAX_VALUE)
        : Integer.MAX_VALUE;
  }

  private void values(Part part, RegoObject schema) {
    RegoArray required = list(schema, "required");
    if (required != null) {
      List<String> names = texts(required, () -> invalidType("string", "required"));
      Set<String> distinct = new LinkedHashSet<>(names);
      if (distinct.size() < names.size()) {
        throw new BuiltinFailure("required items must be unique");
      }
      part.required = distinct;
    }
    part.constant = draft == Draft.FOUR ? null : schema.get("const");
    RegoArray values = list(schema, "enum");
    if (values != null) {
      if (RegoSet.of(values).size() < values.size()) {
        throw new BuiltinFailure("enum items must be unique");
      }
      part.enumeration = List.of(values.items());
    }
  }

  private void combinations(Part part, RegoObject schema, URI base) {
    part.oneOf = parts(schema, "oneOf", base);
    part.anyOf = parts(schema, "anyOf", base);
    part.allOf = parts(schema, "allOf", base);
    part.not = one(schema, "not", base);
    if (draft == Draft.SEVEN || draft == Draft.ANY) {
      part.condition = one(schema, "if", base);
      part.then = one(schema, "then", base);
      part.otherwise = one(schema, "else", base);
    }
  }

  private List<Part> parts(RegoObject schema, String key, URI base) {
    RegoArray list = list(schema, key);
    List<Part> out = new ArrayList<>();
    if (list != null) {
      list.forEach(item -> out.add(parse(item, base)));
    }
    return out;
  }

  private @Nullable Part one(RegoObject schema, String key, URI base) {
    RegoValue value = schema.get(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof RegoObject) && !(value instanceof RegoBoolean)) {
      throw new BuiltinFailure(key + " must be of an object");
    }
    return parse(value, base);
  }

  private static @Nullable RegoArray list(RegoObject schema, String key) {
    RegoValue value = schema.get(key);
    if (value != null && !(value instanceof RegoArray)) {
      throw new BuiltinFailure(key + " must be of an array");
    }
    return (RegoArray) value;
  }

  private static @Nullable String text(RegoObject schema, String key) {
    RegoValue value = schema.get(key);
    if (value != null && !(value instanceof RegoString)) {
      throw invalidType("string", key);
    }
    return value == null ? null : ((RegoString) value).value();
  }

  private static BuiltinFailure invalidType(String expected, String given) {
    return new BuiltinFailure("Invalid type. Expected: " + expected + ", given: " + given);
  }

  private static BuiltinFailure mustBeOfType(String key, String type) {
    return new BuiltinFailure(key + " must be of type " + type);
  }
}
