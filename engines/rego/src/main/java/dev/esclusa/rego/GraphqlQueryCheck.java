package dev.esclusa.rego;

import static dev.esclusa.rego.GraphqlNode.flag;
import static dev.esclusa.rego.GraphqlNode.innerType;
import static dev.esclusa.rego.GraphqlNode.list;
import static dev.esclusa.rego.GraphqlNode.name;
import static dev.esclusa.rego.GraphqlNode.named;
import static dev.esclusa.rego.GraphqlNode.text;
import static dev.esclusa.rego.GraphqlNode.type;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a query against a schema (GraphQL October 2021, section 5): one walk over operations and
 * fragments.
 */
final class GraphqlQueryCheck {
  private static final int MAX_DEPTH = 300;

  private final GraphqlSchema schema;
  private final RegoValue document;
  private final GraphqlNode nodes;
  private final BuiltinCall call;
  private final List<GraphqlProblem> problems = new ArrayList<>();
  private final GraphqlValueCheck values;
  private final Set<String> spreadInOperations = new HashSet<>();
  private Set<String> visitedFragments = new HashSet<>();
  private @Nullable RegoValue operation;
  private int depth;

  GraphqlQueryCheck(GraphqlSchema schema, RegoValue document, GraphqlNode nodes, BuiltinCall call) {
    this.schema = schema;
    this.document = document;
    this.nodes = nodes;
    this.call = call;
    this.values =
        new GraphqlValueCheck(
            schema, (node, message) -> problems.add(nodes.problem(node, message)));
  }

  /** All problems; none where the query is valid. */
  List<GraphqlProblem> problems() {
    List<RegoValue> operations = list(document, "Operations");
    Set<String> operationNames = new HashSet<>();
    for (RegoValue each : operations) {
      visitedFragments = new HashSet<>();
      operation(each);
      if (name(each).isEmpty() && operations.size() > 1) {
        report(each, "This anonymous operation must be the only defined operation.");
      }
      if (!operationNames.add(name(each))) {
        report(each, "There can be only one operation named \"" + name(each) + "\".");
      }
    }
    operation = null;
    Set<String> fragmentNames = new HashSet<>();
    for (RegoValue fragment : list(document, "Fragments")) {
      visitedFragments = new HashSet<>();
      fragment(fragment);
      if (!fragmentNames.add(name(fragment))) {
        report(fragment, "There can be only one fragment named \"" + name(fragment) + "\".");
      }
    }
    fragmentCycles();
    problems.addAll(new GraphqlFieldConflicts(schema, document, nodes, call).problems());
    return problems;
  }

  private void report(@Nullable RegoValue node, String message) {
    problems.add(nodes.problem(node, message));
  }

  private void operation(RegoValue given) {
    operation = given;
    String kind = text(given, "Operation");
    RegoValue root = schema.root(kind.isEmpty() ? "query" : kind);
    if (root == null) {
      report(given, "Schema does not support operation type \"" + kind + "\"");
    }
    variables(given);
    directives(list(given, "Directives"), kind.toUpperCase(Locale.ROOT));
    selections(root, list(given, "SelectionSet"));
    unusedVariables(given);
    if (kind.equals("subscription") && root != null) {
      subscription(given);
    }
  }

  private void variables(RegoValue given) {
    values.begin(given);
    Set<String> names = new HashSet<>();
    for (RegoValue variable : list(given, "VariableDefinitions")) {
      String name = text(variable, "Variable");
      RegoValue definition = schema.types.get(innerType(variable.get("Type")));
      if (definition == null) {
        report(variable, "Unknown type \"" + innerType(variable.get("Type")) + "\".");
      } else if (!schema.isKind(definition, "SCALAR", "ENUM", "INPUT_OBJECT")) {
        report(
            variable,
            "Variable \"$"
                + name
                + "\" cannot be non-input type \""
                + type(variable.get("Type"))
                + "\".");
      }
      if (!names.add(name)) {
        report(variable, "There can be only one variable named \"$" + name + "\".");
      }
      RegoValue value = variable.get("DefaultValue");
      if (value != null) {
        values.check(value, variable.get("Type"), false);
      }
      directives(list(variable, "Directives"), "VARIABLE_DEFINITION");
    }
  }

  private void unusedVariables(RegoValue given) {
    for (RegoValue variable : list(given, "VariableDefinitions")) {
      if (!values.used().contains(text(variable, "Variable"))) {
        String where = name(given).isEmpty() ? "." : " in operation \"" + name(given) + "\".";
        report(variable, "Variable \"$" + text(variable, "Variable") + "\" is never used" + where);
      }
    }
  }

  private void fragment(RegoValue fragment) {
    values.begin(null);
    RegoValue definition = schema.types.get(text(fragment, "TypeCondition"));
    if (definition == null) {
      report(fragment, "Unknown type \"" + text(fragment, "TypeCondition") + "\".");
    } else if (!isComposite(definition)) {
      report(
          fragment,
          "Fragment \""
              + name(fragment)
              + "\" cannot condition on non composite type \""
              + text(fragment, "TypeCondition")
              + "\".");
    }
    if (!spreadInOperations.contains(name(fragment))) {
      report(fragment, "Fragment \"" + name(fragment) + "\" is never used.");
    }
    directives(list(fragment, "Directives"), "FRAGMENT_DEFINITION");
    selections(definition, list(fragment, "SelectionSet"));
  }

  private boolean isComposite(@Nullable RegoValue definition) {
    return schema.isKind(definition, "OBJECT", "INTERFACE", "UNION");
  }

  private void selections(@Nullable RegoValue parent, List<RegoValue> selections) {
    if (++depth > MAX_DEPTH) {
      throw new BuiltinFailure("GraphQL query nests too deeply");
    }
    for (RegoValue selection : selections) {
      call.step(1);
      if (selection.get("Alias") != null) {
        field(parent, selection);
      } else if (selection.get("TypeCondition") != null || selection.get("SelectionSet") != null) {
        inline(parent, selection);
      } else {
        spread(parent, selection);
      }
    }
    depth--;
  }

  private void field(@Nullable RegoValue parent, RegoValue field) {
    RegoValue definition = values.fieldOf(parent, name(field));
    if (parent != null && definition == null) {
      report(field, "Cannot query field \"" + name(field) + "\" on type \"" + name(parent) + "\".");
    }
    List<RegoValue> wanted = list(definition, "Arguments");
    arguments(
        list(field, "Arguments"),
        definition == null ? null : wanted,
        parent == null ? "" : "field \"" + name(parent) + "." + name(field) + "\"",
        field);
    if (definition != null) {
      required(wanted, list(field, "Arguments"), "Field \"" + name(field) + "\"", field);
      leaf(field, definition);
    }
    directives(list(field, "Directives"), "FIELD");
    selections(
        definition == null ? null : schema.types.get(innerType(definition.get("Type"))),
        list(field, "SelectionSet"));
  }

  private void leaf(RegoValue field, RegoValue definition) {
    RegoValue fieldType = schema.types.get(innerType(definition.get("Type")));
    boolean leaf = schema.isKind(fieldType, "SCALAR", "ENUM");
    boolean selects = !list(field, "SelectionSet").isEmpty();
    if (fieldType != null && leaf && selects) {
      report(
          field,
          "Field \""
              + name(field)
              + "\" must not have a selection since type \""
              + name(fieldType)
              + "\" has no subfields.");
    }
    if (fieldType != null && !leaf && !selects) {
      report(
          field,
          "Field \""
              + name(field)
              + "\" of type \""
              + type(definition.get("Type"))
              + "\" must have a selection of subfields. Did you mean \""
              + name(field)
              + " { ... }\"?");
    }
  }

  private void arguments(
      List<RegoValue> given, @Nullable List<RegoValue> wanted, String where, RegoValue place) {
    Set<String> names = new HashSet<>();
    for (RegoValue argument : given) {
      RegoValue definition = wanted == null ? null : named(wanted, name(argument));
      if (wanted != null && definition == null && !where.isEmpty()) {
        report(place, "Unknown argument \"" + name(argument) + "\" on " + where + ".");
      }
      if (!names.add(name(argument))) {
        report(argument, "There can be only one argument named \"" + name(argument) + "\".");
      }
      RegoValue value = argument.get("Value");
      if (value != null) {
        values.check(
            value,
            definition == null ? null : definition.get("Type"),
            GraphqlValueCheck.hasDefault(definition));
      }
    }
  }

  private void required(
      List<RegoValue> wanted, List<RegoValue> given, String where, RegoValue place) {
    for (RegoValue argument : wanted) {
      boolean needed =
          flag(argument.get("Type"), "NonNull") && argument.get("DefaultValue") == null;
      if (needed && named(given, name(argument)) == null) {
        report(
            place,
            where
                + " argument \""
                + name(argument)
                + "\" of type \""
                + type(argument.get("Type"))
                + "\" is required, but it was not provided.");
      }
    }
  }

  private void directives(List<RegoValue> used, String location) {
    Set<String> seen = new HashSet<>();
    for (RegoValue directive : used) {
      RegoValue definition = schema.directives.get(name(directive));
      arguments(
          list(directive, "Arguments"),
          definition == null ? null : list(definition, "Arguments"),
          "directive \"@" + name(directive) + "\"",
          directive);
      if (definition == null) {
        report(directive, "Unknown directive \"@" + name(directive) + "\".");
      } else {
        if (!list(definition, "Locations").contains(RegoString.of(location))) {
          report(
              directive,
              "Directive \"@" + name(directive) + "\" may not be used on " + location + ".");
        }
        required(
            list(definition, "Arguments"),
            list(directive, "Arguments"),
            "Directive \"@" + name(directive) + "\"",
            directive);
      }
      if (!seen.add(name(directive)) && !flag(definition, "IsRepeatable")) {
        report(
            directive,
            "The directive \"@" + name(directive) + "\" can only be used once at this location.");
      }
    }
  }

  private void inline(@Nullable RegoValue parent, RegoValue inline) {
    String condition = text(inline, "TypeCondition");
    RegoValue definition = condition.isEmpty() ? parent : schema.types.get(condition);
    if (definition == null && !condition.isEmpty()) {
      report(inline, "Unknown type \"" + condition + "\".");
    } else if (!condition.isEmpty() && !isComposite(definition)) {
      report(inline, "Fragment cannot condition on non composite type \"" + condition + "\".");
    } else if (parent != null && !condition.isEmpty() && !canBe(parent, condition)) {
      report(
          inline,
          "Fragment cannot be spread here as objects of type \""
              + name(parent)
              + "\" can never be of type \""
              + condition
              + "\".");
    }
    directives(list(inline, "Directives"), "INLINE_FRAGMENT");
    selections(definition, list(inline, "SelectionSet"));
  }

  private boolean canBe(RegoValue parent, String condition) {
    if (!isComposite(parent) || !isComposite(schema.types.get(condition))) {
      return true;
    }
    List<String> parents =
        schema.isKind(parent, "OBJECT")
            ? List.of(name(parent))
            : schema.possibleTypes(name(parent));
    return schema.possibleTypes(condition).stream().anyMatch(parents::contains);
  }

  private void spread(@Nullable RegoValue parent, RegoValue spread) {
    RegoValue fragment = named(list(document, "Fragments"), name(spread));
    if (operation != null) {
      spreadInOperations.add(name(spread));
    }
    directives(list(spread, "Directives"), "FRAGMENT_SPREAD");
    if (fragment == null) {
      report(spread, "Unknown fragment \"" + name(spread) + "\".");
      return;
    }
    String condition = text(fragment, "TypeCondition");
    if (parent != null && !canBe(parent, condition)) {
      report(
          spread,
          "Fragment \""
              + name(spread)
              + "\" cannot be spread here as objects of type \""
              + name(parent)
              + "\" can never be of type \""
              + condition
              + "\".");
    }
    if (visitedFragments.add(name(spread))) {
      directives(list(fragment, "Directives"), "FRAGMENT_DEFINITION");
      selections(schema.types.get(condition), list(fragment, "SelectionSet"));
    }
  }

  private void subscription(RegoValue given) {
    Map<String, RegoValue> fields = new java.util.LinkedHashMap<>();
    topFields(list(given, "SelectionSet"), fields, new HashSet<>());
    String who =
        name(given).isEmpty() ? "Anonymous Subscription" : "Subscription \"" + name(given) + "\"";
    if (fields.size() > 1) {
      report(
          new ArrayList<>(fields.values()).get(1), who + " must select only one top level field.");
    }
    fields.forEach(
        (name, field) -> {
          if (name.startsWith("__")) {
            report(field, who + " must not select an introspection top level field.");
          }
        });
  }

  private void topFields(
      List<RegoValue> selections, Map<String, RegoValue> out, Set<String> fragments) {
    for (RegoValue selection : selections) {
      if (selection.get("Alias") != null) {
        out.putIfAbsent(name(selection), selection);
      } else if (selection.get("SelectionSet") != null) {
        topFields(list(selection, "SelectionSet"), out, fragments);
      } else if (fragments.add(name(selection))) {
        topFields(
            list(named(list(document, "Fragments"), name(selection)), "SelectionSet"),
            out,
            fragments);
      }
    }
  }

  private void fragmentCycles() {
    Map<String, Set<RegoValue>> spreads = new HashMap<>();
    for (RegoValue fragment : list(document, "Fragments")) {
      Set<RegoValue> found = new LinkedHashSet<>();
      spreads(list(fragment, "SelectionSet"), found);
      spreads.put(name(fragment), found);
    }
    Set<String> done = new HashSet<>();
    for (RegoValue fragment : list(document, "Fragments")) {
      cycles(name(fragment), spreads, new ArrayList<>(), done);
    }
  }

  private static void spreads(List<RegoValue> selections, Set<RegoValue> out) {
    for (RegoValue selection : selections) {
      if (selection.get("Alias") == null
          && selection.get("TypeCondition") == null
          && selection.get("SelectionSet") == null) {
        out.add(selection);
      }
      spreads(list(selection, "SelectionSet"), out);
    }
  }

  private void cycles(
      String fragment, Map<String, Set<RegoValue>> spreads, List<String> path, Set<String> done) {
    if (!done.add(fragment) || path.size() > MAX_DEPTH) {
      return;
    }
    path.add(fragment);
    for (RegoValue spread : spreads.getOrDefault(fragment, Set.of())) {
      int start = path.indexOf(name(spread));
      if (start >= 0) {
        List<String> via =
            path.subList(start + 1, path.size()).stream().map(name -> "\"" + name + "\"").toList();
        report(
            spread,
            "Cannot spread fragment \""
                + name(spread)
                + "\" within itself"
                + (via.isEmpty() ? "" : " via " + String.join(", ", via))
                + ".");
      } else {
        cycles(name(spread), spreads, path, done);
      }
    }
    path.removeLast();
  }
}
