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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A valid GraphQL schema: definitions with their extensions, and the prelude. Rules follow
 * gqlparser's validator.
 */
final class GraphqlSchema {
  private static final Set<String> REDECLARABLE =
      Set.of("include", "skip", "deprecated", "specifiedBy", "defer", "oneOf");
  private static final int NULL_VALUE = 6;

  private final GraphqlNode nodes;
  final Map<String, RegoValue> types = new TreeMap<>();
  final Map<String, RegoValue> directives = new TreeMap<>();
  private final Map<String, List<String>> possible = new HashMap<>();
  private final Map<String, String> roots = new HashMap<>();

  private GraphqlSchema(GraphqlNode nodes) {
    this.nodes = nodes;
  }

  /** A document that is no schema is a {@link BuiltinFailure}. */
  static GraphqlSchema of(RegoValue document, GraphqlNode nodes, BuiltinCall call) {
    RegoObject prelude = new GraphqlParser(GraphqlPrelude.TEXT, nodes, call, true).schema();
    GraphqlSchema schema = new GraphqlSchema(nodes);
    schema.define(prelude, document);
    schema.check(document);
    return schema;
  }

  private BuiltinFailure bad(@Nullable RegoValue node, String message) {
    GraphqlProblem problem = nodes.problem(node, message);
    String place = problem.line() == 0 ? "" : ":" + problem.line() + ":" + problem.column();
    return new BuiltinFailure(
        "Error in gqlparser SchemaDocument to Schema conversion: input" + place + ": " + message);
  }

  /** The type of query, mutation or subscription; null where the schema has none. */
  @Nullable RegoValue root(String operation) {
    String type = roots.get(operation);
    return type == null ? null : types.get(type);
  }

  boolean isKind(@Nullable RegoValue definition, String... kinds) {
    return definition != null && Set.of(kinds).contains(text(definition, "Kind"));
  }

  /** Names of the object types that a value of this type can have. */
  List<String> possibleTypes(String type) {
    return possible.getOrDefault(type, List.of());
  }

  private void define(RegoObject prelude, RegoValue document) {
    List<RegoValue> definitions = new ArrayList<>(list(prelude, "Definitions"));
    definitions.addAll(list(document, "Definitions"));
    for (RegoValue definition : definitions) {
      if (types.putIfAbsent(name(definition), definition) != null) {
        throw bad(definition, "Cannot redeclare type " + name(definition) + ".");
      }
    }
    list(document, "Extensions").forEach(this::extend);
    types.values().forEach(this::addPossible);
    List<RegoValue> all = new ArrayList<>(list(prelude, "Directives"));
    all.addAll(list(document, "Directives"));
    for (RegoValue directive : all) {
      if (directives.put(name(directive), directive) != null
          && !REDECLARABLE.contains(name(directive))) {
        throw bad(directive, "Cannot redeclare directive " + name(directive) + ".");
      }
    }
  }

  private void extend(RegoValue extension) {
    RegoValue base = types.get(name(extension));
    if (base == null) {
      types.put(name(extension), extension);
      return;
    }
    if (!text(base, "Kind").equals(text(extension, "Kind"))) {
      throw bad(
          extension,
          "Cannot extend type "
              + name(extension)
              + " because the base type is a "
              + text(base, "Kind")
              + ", not "
              + text(extension, "Kind")
              + ".");
    }
    RegoObject merged = (RegoObject) base;
    for (String member : List.of("Directives", "Interfaces", "Fields", "Types", "EnumValues")) {
      List<RegoValue> items = new ArrayList<>(list(base, member));
      items.addAll(list(extension, member));
      merged = items.isEmpty() ? merged : merged.with(RegoString.of(member), RegoArray.of(items));
    }
    nodes.sameAs(base, merged);
    types.put(name(extension), merged);
  }

  private void addPossible(RegoValue definition) {
    String name = name(definition);
    for (RegoValue member : list(definition, "Types")) {
      possible.computeIfAbsent(name, n -> new ArrayList<>()).add(((RegoString) member).value());
    }
    for (RegoValue parent : list(definition, "Interfaces")) {
      possible.computeIfAbsent(((RegoString) parent).value(), n -> new ArrayList<>()).add(name);
    }
    if (isKind(definition, "OBJECT", "INPUT_OBJECT")) {
      possible.computeIfAbsent(name, n -> new ArrayList<>()).add(name);
    }
  }

  private void check(RegoValue document) {
    List<RegoValue> schemas = list(document, "Schema");
    if (schemas.size() > 1) {
      throw bad(
          schemas.get(1),
          "Cannot have multiple schema entry points, consider schema extensions instead.");
    }
    List<RegoValue> entries = new ArrayList<>(schemas);
    entries.addAll(list(document, "SchemaExtension"));
    entries.forEach(this::entry);
    types.values().forEach(this::definition);
    inputCycles();
    for (RegoValue directive : directives.values()) {
      reservedName(directive, name(directive));
      arguments(list(directive, "Arguments"), name(directive));
    }
    if (schemas.isEmpty()) {
      for (String root : List.of("Query", "Mutation", "Subscription")) {
        if (types.containsKey(root)) {
          roots.putIfAbsent(root.toLowerCase(java.util.Locale.ROOT), root);
        }
      }
    }
  }

  private void entry(RegoValue schema) {
    for (RegoValue entry : list(schema, "OperationTypes")) {
      if (!types.containsKey(text(entry, "Type"))) {
        throw bad(
            entry,
            "Schema root "
                + text(entry, "Operation")
                + " refers to a type "
                + text(entry, "Type")
                + " that does not exist.");
      }
      roots.put(text(entry, "Operation"), text(entry, "Type"));
    }
    directives(list(schema, "Directives"), "SCHEMA", "", true);
  }

  private void definition(RegoValue definition) {
    String name = name(definition);
    String kind = text(definition, "Kind");
    for (RegoValue field : list(definition, "Fields")) {
      reservedName(field, name(field));
      knownType(field.get("Type"));
      arguments(list(field, "Arguments"), "");
      directives(
          list(field, "Directives"),
          kind.equals("INPUT_OBJECT") ? "INPUT_FIELD_DEFINITION" : "FIELD_DEFINITION",
          "",
          true);
    }
    for (RegoValue member : list(definition, "Types")) {
      unionMember(definition, ((RegoString) member).value());
    }
    for (RegoValue parent : list(definition, "Interfaces")) {
      implementation(definition, ((RegoString) parent).value());
    }
    switch (kind) {
      case "OBJECT", "INTERFACE" ->
          fields(
              definition,
              "must define one or more fields.",
              "SCALAR",
              "OBJECT",
              "INTERFACE",
              "UNION",
              "ENUM");
      case "INPUT_OBJECT" ->
          fields(
              definition,
              "must define one or more input fields.",
              "SCALAR",
              "ENUM",
              "INPUT_OBJECT");
      case "ENUM" -> enumValues(definition);
      default -> {}
    }
    distinct(definition, "Fields", "Field %s.%s can only be defined once.");
    distinct(definition, "EnumValues", "Enum value %s.%s can only be defined once.");
    Set<RegoValue> members = new HashSet<>();
    for (RegoValue member : list(definition, "Types")) {
      if (!members.add(member)) {
        throw bad(
            definition,
            "Union type "
                + name
                + " can only include type "
                + ((RegoString) member).value()
                + " once.");
      }
    }
    if (!flag(definition, "BuiltIn")) {
      reservedName(definition, name);
    }
    directives(list(definition, "Directives"), kind, "", false);
  }

  private void distinct(RegoValue definition, String member, String message) {
    Set<String> names = new HashSet<>();
    for (RegoValue item : list(definition, member)) {
      if (!names.add(name(item))) {
        throw bad(item, message.formatted(name(definition), name(item)));
      }
    }
  }

  private void unionMember(RegoValue definition, String member) {
    RegoValue type = types.get(member);
    if (type == null) {
      throw bad(definition, "Undefined type \"" + member + "\".");
    }
    if (!isKind(type, "OBJECT")) {
      throw bad(definition, text(definition, "Kind") + " type \"" + member + "\" must be OBJECT.");
    }
  }

  private void fields(RegoValue definition, String none, String... kinds) {
    List<RegoValue> fields = list(definition, "Fields");
    if (fields.isEmpty()) {
      throw bad(definition, text(definition, "Kind") + " " + name(definition) + ": " + none);
    }
    for (RegoValue field : fields) {
      RegoValue fieldType = types.get(innerType(field.get("Type")));
      if (!isKind(fieldType, kinds)) {
        boolean input = text(definition, "Kind").equals("INPUT_OBJECT");
        throw bad(
            field,
            (input
                    ? text(fieldType, "Kind") + " " + name(field)
                    : text(definition, "Kind") + " " + name(definition))
                + ": field must be one of "
                + String.join(", ", kinds)
                + ".");
      }
    }
  }

  private void enumValues(RegoValue definition) {
    List<RegoValue> values = list(definition, "EnumValues");
    if (values.isEmpty()) {
      throw bad(
          definition, "ENUM " + name(definition) + ": must define one or more unique enum values.");
    }
    for (RegoValue value : values) {
      if (Set.of("true", "false", "null").contains(name(value))) {
        throw bad(definition, "ENUM " + name(definition) + ": non-enum value " + name(value) + ".");
      }
      directives(list(value, "Directives"), "ENUM_VALUE", "", true);
    }
  }

  private void reservedName(RegoValue node, String name) {
    if (name.startsWith("__")) {
      throw bad(
          node,
          "Name \""
              + name
              + "\" must not begin with \"__\", which is reserved by GraphQL introspection.");
    }
  }

  private void knownType(@Nullable RegoValue type) {
    if (!types.containsKey(innerType(type))) {
      throw bad(type, "Undefined type " + innerType(type) + ".");
    }
  }

  private void arguments(List<RegoValue> arguments, String currentDirective) {
    for (RegoValue argument : arguments) {
      reservedName(argument, name(argument));
      knownType(argument.get("Type"));
      RegoValue definition = types.get(innerType(argument.get("Type")));
      if (!isKind(definition, "SCALAR", "ENUM", "INPUT_OBJECT")) {
        throw bad(
            argument,
            "cannot use "
                + type(argument.get("Type"))
                + " as argument "
                + name(argument)
                + " because "
                + text(definition, "Kind")
                + " is not a valid input type");
      }
      directives(list(argument, "Directives"), "ARGUMENT_DEFINITION", currentDirective, true);
    }
  }

  private void directives(
      List<RegoValue> used, String location, String currentDirective, boolean single) {
    Set<String> seen = new HashSet<>();
    for (RegoValue use : used) {
      String name = name(use);
      reservedName(use, name);
      if (name.equals(currentDirective)) {
        throw bad(use, "Directive " + name + " cannot refer to itself.");
      }
      RegoValue definition = directives.get(name);
      if (definition == null) {
        throw bad(use, "Undefined directive " + name + ".");
      }
      if (single && !seen.add(name) && !flag(definition, "IsRepeatable")) {
        throw bad(use, "The directive " + name + " can only be used once at this location.");
      }
      if (!list(definition, "Locations").contains(RegoString.of(location))) {
        throw bad(use, "Directive " + name + " is not applicable on " + location + ".");
      }
      directiveArguments(use, definition);
    }
  }

  private void directiveArguments(RegoValue use, RegoValue definition) {
    List<RegoValue> given = list(use, "Arguments");
    for (RegoValue argument : given) {
      if (named(list(definition, "Arguments"), name(argument)) == null) {
        throw bad(
            argument, "Undefined argument " + name(argument) + " for directive " + name(use) + ".");
      }
    }
    for (RegoValue wanted : list(definition, "Arguments")) {
      boolean required = flag(wanted.get("Type"), "NonNull") && wanted.get("DefaultValue") == null;
      RegoValue argument = named(given, name(wanted));
      if (required && (argument == null || kind(argument.get("Value")) == NULL_VALUE)) {
        throw bad(
            use, "Argument " + name(wanted) + " for directive " + name(use) + " cannot be null.");
      }
    }
  }

  private void implementation(RegoValue definition, String parentName) {
    RegoValue parent = types.get(parentName);
    if (parent == null) {
      throw bad(definition, "Undefined type \"" + parentName + "\".");
    }
    if (!isKind(parent, "INTERFACE")) {
      throw bad(
          definition,
          "\"" + parentName + "\" is a non interface type " + text(parent, "Kind") + ".");
    }
    for (RegoValue wanted : list(parent, "Fields")) {
      implementedField(definition, parentName, wanted);
    }
    for (RegoValue above : list(parent, "Interfaces")) {
      String name = ((RegoString) above).value();
      if (!list(definition, "Interfaces").contains(above)) {
        throw bad(
            definition,
            name.equals(name(definition))
                ? "Type "
                    + name
                    + " cannot implement "
                    + parentName
                    + " because it would create a circular reference."
                : "Type "
                    + name(definition)
                    + " must implement "
                    + name
                    + " because it is implemented by "
                    + parentName
                    + ".");
      }
    }
  }

  private void implementedField(RegoValue definition, String parent, RegoValue wanted) {
    String start = "For " + name(definition) + " to implement " + parent + " ";
    RegoValue field = named(list(definition, "Fields"), name(wanted));
    if (field == null) {
      throw bad(definition, start + "it must have a field called " + name(wanted) + ".");
    }
    if (!isCovariant(wanted.get("Type"), field.get("Type"))) {
      throw bad(
          field,
          start
              + "the field "
              + name(wanted)
              + " must have type "
              + type(wanted.get("Type"))
              + ".");
    }
    for (RegoValue argument : list(wanted, "Arguments")) {
      RegoValue found = named(list(field, "Arguments"), name(argument));
      String same = start + "the field " + name(wanted) + " must have the same arguments but ";
      if (found == null) {
        throw bad(field, same + "it is missing " + name(argument) + ".");
      }
      if (!isCompatible(argument.get("Type"), found.get("Type"))) {
        throw bad(found, same + name(argument) + " has the wrong type.");
      }
    }
    for (RegoValue argument : list(field, "Arguments")) {
      boolean required =
          flag(argument.get("Type"), "NonNull") && argument.get("DefaultValue") == null;
      if (required && named(list(wanted, "Arguments"), name(argument)) == null) {
        throw bad(
            argument,
            start
                + "any additional arguments on "
                + name(field)
                + " must be optional or have a default value but "
                + name(argument)
                + " is required.");
      }
    }
  }

  private boolean isCovariant(@Nullable RegoValue wanted, @Nullable RegoValue actual) {
    if (flag(wanted, "NonNull") && !flag(actual, "NonNull")) {
      return false;
    }
    String name = text(wanted, "NamedType");
    if (!name.isEmpty()) {
      String other = text(actual, "NamedType");
      return name.equals(other) || possibleTypes(name).contains(other);
    }
    RegoValue inner = wanted == null ? null : wanted.get("Elem");
    RegoValue actualInner = actual == null ? null : actual.get("Elem");
    return inner != null && actualInner != null && isCovariant(inner, actualInner);
  }

  /** Whether a value of the first type fits where the second is wanted. */
  static boolean isCompatible(@Nullable RegoValue type, @Nullable RegoValue wanted) {
    if (!text(type, "NamedType").equals(text(wanted, "NamedType"))) {
      return false;
    }
    RegoValue inner = type == null ? null : type.get("Elem");
    RegoValue wantedInner = wanted == null ? null : wanted.get("Elem");
    if (inner != null && (wantedInner == null || !isCompatible(inner, wantedInner))) {
      return false;
    }
    return !flag(wanted, "NonNull") || flag(type, "NonNull");
  }

  private void inputCycles() {
    Set<String> done = new HashSet<>();
    for (RegoValue definition : types.values()) {
      if (isKind(definition, "INPUT_OBJECT")) {
        inputCycles(definition, new LinkedHashMap<>(), done);
      }
    }
  }

  private void inputCycles(
      RegoValue definition, LinkedHashMap<String, RegoValue> path, Set<String> done) {
    if (!done.add(name(definition)) || path.size() > 300) {
      return;
    }
    for (RegoValue field : list(definition, "Fields")) {
      String next = text(field.get("Type"), "NamedType");
      RegoValue nextType = types.get(next);
      if (nextType == null
          || !flag(field.get("Type"), "NonNull")
          || !isKind(nextType, "INPUT_OBJECT")) {
        continue;
      }
      path.put(name(definition), field);
      if (path.containsKey(next)) {
        List<String> names = new ArrayList<>();
        path.forEach(
            (type, step) -> {
              if (!names.isEmpty() || type.equals(next)) {
                names.add(name(step));
              }
            });
        throw bad(
            path.get(next),
            "Cannot reference Input Object \""
                + next
                + "\" within itself through a series of non-null fields: \""
                + String.join(".", names)
                + "\".");
      }
      inputCycles(nextType, path, done);
      path.remove(name(definition));
    }
  }
}
