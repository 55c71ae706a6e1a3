package dev.esclusa.rego;

import static dev.esclusa.rego.GraphqlNode.flag;
import static dev.esclusa.rego.GraphqlNode.innerType;
import static dev.esclusa.rego.GraphqlNode.kind;
import static dev.esclusa.rego.GraphqlNode.list;
import static dev.esclusa.rego.GraphqlNode.name;
import static dev.esclusa.rego.GraphqlNode.named;
import static dev.esclusa.rego.GraphqlNode.text;
import static dev.esclusa.rego.GraphqlNode.type;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Values in a query: of the wanted type, with variables that are defined and fit. */
final class GraphqlValueCheck {
  private static final int VARIABLE = 0;
  private static final int INT = 1;
  private static final int FLOAT = 2;
  private static final int STRING = 3;
  private static final int BLOCK = 4;
  private static final int BOOLEAN = 5;
  private static final int NULL = 6;
  private static final int ENUM = 7;
  private static final int LIST = 8;
  private static final int OBJECT = 9;
  private static final Set<String> SCALARS = Set.of("Int", "Float", "String", "Boolean", "ID");

  private static final RegoObject TYPENAME = field("__typename", "String", false);
  private static final RegoObject SCHEMA = field("__schema", "__Schema", true);
  private static final RegoObject TYPE =
      field("__type", "__Type", false)
          .with(RegoString.of("Arguments"), RegoArray.of(field("name", "String", true)));

  private final GraphqlSchema schema;
  private final BiConsumer<RegoValue, String> report;
  private @Nullable RegoValue operation;
  private Set<String> used = new HashSet<>();

  GraphqlValueCheck(GraphqlSchema schema, BiConsumer<RegoValue, String> report) {
    this.schema = schema;
    this.report = report;
  }

  private static RegoObject field(String name, String type, boolean nonNull) {
    return RegoObject.of(
        "Name",
        RegoValue.of(name),
        "Type",
        RegoObject.of("NamedType", RegoValue.of(type), "NonNull", RegoValue.of(nonNull)));
  }

  /** The definition of a field, also of those that every type or the query has. */
  @Nullable RegoValue fieldOf(@Nullable RegoValue parent, String name) {
    if (name.equals("__typename")) {
      return TYPENAME;
    }
    RegoValue found = named(list(parent, "Fields"), name);
    if (found == null && parent != null && parent == schema.root("query")) {
      return name.equals("__schema") ? SCHEMA : name.equals("__type") ? TYPE : null;
    }
    return found;
  }

  /** A new operation, or a fragment (null), in which variables are not known. */
  void begin(@Nullable RegoValue operation) {
    this.operation = operation;
    this.used = new HashSet<>();
  }

  Set<String> used() {
    return used;
  }

  static boolean hasDefault(@Nullable RegoValue definition) {
    RegoValue value = definition == null ? null : definition.get("DefaultValue");
    return value != null && kind(value) != NULL;
  }

  void check(RegoValue value, @Nullable RegoValue wanted, boolean wantedHasDefault) {
    RegoValue definition = wanted == null ? null : schema.types.get(innerType(wanted));
    switch (kind(value)) {
      case VARIABLE -> variable(value, wanted, wantedHasDefault);
      case OBJECT -> object(value, definition);
      case LIST -> {
        RegoValue element = wanted == null ? null : wanted.get("Elem");
        for (RegoValue child : list(value, "Children")) {
          RegoValue item = child.get("Value");
          if (item != null) {
            check(item, element, false);
          }
        }
      }
      default -> {}
    }
    if (wanted != null && definition != null) {
      fits(value, wanted, definition);
    }
  }

  private void variable(RegoValue value, @Nullable RegoValue wanted, boolean wantedHasDefault) {
    if (operation == null) {
      return;
    }
    RegoValue variable = null;
    for (RegoValue each : list(operation, "VariableDefinitions")) {
      variable = text(each, "Variable").equals(text(value, "Raw")) ? each : variable;
    }
    if (variable == null) {
      report.accept(
          value,
          "Variable \""
              + shown(value)
              + "\" is not defined"
              + (name(operation).isEmpty() ? "." : " by operation \"" + name(operation) + "\"."));
      return;
    }
    used.add(text(value, "Raw"));
    if (wanted == null) {
      return;
    }
    boolean mayBeNull = wantedHasDefault || hasDefault(variable);
    RegoValue needed =
        mayBeNull
            ? ((RegoObject) wanted).with(RegoString.of("NonNull"), RegoBoolean.FALSE)
            : wanted;
    if (!GraphqlSchema.isCompatible(variable.get("Type"), needed)) {
      report.accept(
          value,
          "Variable \""
              + shown(value)
              + "\" of type \""
              + type(variable.get("Type"))
              + "\" used in position expecting type \""
              + type(wanted)
              + "\".");
    }
  }

  private void object(RegoValue value, @Nullable RegoValue definition) {
    Set<String> names = new HashSet<>();
    for (RegoValue child : list(value, "Children")) {
      RegoValue field = named(list(definition, "Fields"), name(child));
      RegoValue inner = child.get("Value");
      if (inner != null) {
        check(inner, field == null ? null : field.get("Type"), hasDefault(field));
      }
      if (!names.add(name(child))) {
        report.accept(child, "There can be only one input field named \"" + name(child) + "\".");
      }
    }
  }

  private void fits(RegoValue value, RegoValue wanted, RegoValue definition) {
    int kind = kind(value);
    if (kind == NULL) {
      if (flag(wanted, "NonNull")) {
        report.accept(value, "Expected value of type \"" + type(wanted) + "\", found null.");
      }
      return;
    }
    boolean scalar = schema.isKind(definition, "SCALAR");
    if (kind == VARIABLE || scalar && !SCALARS.contains(name(definition))) {
      return;
    }
    boolean valid =
        switch (kind) {
          case INT ->
              Set.of("Int", "Float", "ID").contains(name(definition))
                  && isInRange(value, definition);
          case FLOAT -> name(definition).equals("Float");
          case STRING, BLOCK -> Set.of("String", "ID").contains(name(definition));
          case BOOLEAN -> name(definition).equals("Boolean");
          case LIST -> wanted.get("Elem") != null;
          case ENUM -> isEnumValue(value, wanted, definition);
          default -> fields(value, definition);
        };
    if (!valid) {
      report.accept(value, misfit(value, wanted, definition));
    }
  }

  private static boolean isInRange(RegoValue value, RegoValue definition) {
    return !name(definition).equals("Int") || text(value, "Raw").length() < 19;
  }

  private boolean isEnumValue(RegoValue value, RegoValue wanted, RegoValue definition) {
    if (!schema.isKind(definition, "ENUM")) {
      return false;
    }
    if (named(list(definition, "EnumValues"), text(value, "Raw")) == null) {
      report.accept(
          value, "Value \"" + shown(value) + "\" does not exist in \"" + type(wanted) + "\" enum.");
    }
    return true;
  }

  private boolean fields(RegoValue value, RegoValue definition) {
    List<RegoValue> given = list(value, "Children");
    for (RegoValue field : list(definition, "Fields")) {
      boolean needed = flag(field.get("Type"), "NonNull") && field.get("DefaultValue") == null;
      if (needed && named(given, name(field)) == null) {
        report.accept(
            value,
            "Field \""
                + name(definition)
                + "."
                + name(field)
                + "\" of required type \""
                + type(field.get("Type"))
                + "\" was not provided.");
      }
    }
    if (named(list(definition, "Directives"), "oneOf") != null) {
      oneOf(value, given, definition);
    }
    for (RegoValue child : given) {
      if (named(list(definition, "Fields"), name(child)) == null) {
        report.accept(
            child,
            "Field \"" + name(child) + "\" is not defined by type \"" + name(definition) + "\".");
      }
    }
    return true;
  }

  private void oneOf(RegoValue value, List<RegoValue> given, RegoValue definition) {
    if (given.size() != 1) {
      report.accept(
          value, "OneOf Input Object \"" + name(definition) + "\" must specify exactly one key.");
    } else if (kind(given.getFirst().get("Value")) == NULL) {
      report.accept(
          value,
          "Field \"" + name(definition) + "." + name(given.getFirst()) + "\" must be non-null.");
    }
  }

  private String misfit(RegoValue value, RegoValue wanted, RegoValue definition) {
    String seen = shown(value);
    return switch (type(wanted)) {
      case "Int", "Int!" ->
          kind(value) == INT
              ? "Int cannot represent non 32-bit signed integer value: " + seen
              : "Int cannot represent non-integer value: " + seen;
      case "String", "String!", "[String]" -> "String cannot represent a non string value: " + seen;
      case "Boolean", "Boolean!" -> "Boolean cannot represent a non boolean value: " + seen;
      case "Float", "Float!" -> "Float cannot represent non numeric value: " + seen;
      case "ID", "ID!" -> "ID cannot represent a non-string and non-integer value: " + seen;
      default ->
          schema.isKind(definition, "ENUM")
              ? "Enum \"" + type(wanted) + "\" cannot represent non-enum value: " + seen + "."
              : "Expected value of type \"" + type(wanted) + "\", found " + seen + ".";
    };
  }

  /** A value as it is written. */
  static String shown(RegoValue value) {
    List<String> parts = new ArrayList<>();
    return switch (kind(value)) {
      case VARIABLE -> "$" + text(value, "Raw");
      case STRING, BLOCK -> RegoValue.of(text(value, "Raw")).toString();
      case LIST -> {
        list(value, "Children")
            .forEach(
                child -> parts.add(child.get("Value") == null ? "" : shown(child.get("Value"))));
        yield "[" + String.join(",", parts) + "]";
      }
      case OBJECT -> {
        list(value, "Children")
            .forEach(
                child ->
                    parts.add(
                        name(child)
                            + ":"
                            + (child.get("Value") == null ? "" : shown(child.get("Value")))));
        yield "{" + String.join(",", parts) + "}";
      }
      default -> text(value, "Raw");
    };
  }
}
