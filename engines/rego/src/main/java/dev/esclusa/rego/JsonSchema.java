package dev.esclusa.rego;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled JSON Schema of draft 4, 6 or 7. Without {@code $schema} the keywords of all three
 * count, as in the gojsonschema library of OPA, whose error types and texts this gives. Nothing
 * remote is ever loaded.
 */
final class JsonSchema {
  /** Which drafts' rules count; without a draft those of all. */
  enum Draft {
    FOUR,
    SIX,
    SEVEN,
    ANY
  }

  /** One schema of the document. What is null or empty is not asked. */
  static final class Part {
    final Draft draft;
    @Nullable Boolean always;
    @Nullable Part reference;
    final Set<String> types = new LinkedHashSet<>();
    final Map<String, Part> properties = new LinkedHashMap<>();
    final Map<String, Pattern> patternProperties = new LinkedHashMap<>();
    final Map<String, Dependency> dependencies = new LinkedHashMap<>();
    @Nullable Part additionalProperties;
    @Nullable Part propertyNames;
    List<Part> items = List.of();
    boolean sameItems;
    @Nullable Part additionalItems;
    @Nullable Part contains;
    boolean uniqueItems;
    @Nullable BigDecimal multipleOf;
    @Nullable BigDecimal minimum;
    @Nullable BigDecimal exclusiveMinimum;
    @Nullable BigDecimal maximum;
    @Nullable BigDecimal exclusiveMaximum;
    @Nullable Integer minLength;
    @Nullable Integer maxLength;
    @Nullable Integer minItems;
    @Nullable Integer maxItems;
    @Nullable Integer minProperties;
    @Nullable Integer maxProperties;
    @Nullable Pattern pattern;
    String format = "";
    Set<String> required = Set.of();
    @Nullable RegoValue constant;
    @Nullable List<RegoValue> enumeration;
    List<Part> anyOf = List.of();
    List<Part> allOf = List.of();
    List<Part> oneOf = List.of();
    @Nullable Part not;
    @Nullable Part condition;
    @Nullable Part then;
    @Nullable Part otherwise;

    Part(Draft draft) {
      this.draft = draft;
    }
  }

  /** A regular expression with its text; patternProperties also hold the schema of what matches. */
  record Pattern(String text, GoRegex regex, @Nullable Part part) {}

  /** Names that must come along, or a schema for the whole object. */
  record Dependency(List<String> names, @Nullable Part part) {}

  private final Part root;

  private JsonSchema(Part root) {
    this.root = root;
  }

  /** A schema that is none is a {@link BuiltinFailure}. */
  static JsonSchema compile(RegoValue document, BuiltinCall call) {
    return new JsonSchema(new JsonSchemaParser(document, call).parse());
  }

  List<JsonSchemaRun.Finding> validate(RegoValue document, BuiltinCall call) {
    return new JsonSchemaRun(call).validate(root, document);
  }
}
