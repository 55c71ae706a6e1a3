package dev.esclusa.rego;

import static dev.esclusa.rego.GraphqlNode.flag;
import static dev.esclusa.rego.GraphqlNode.innerType;
import static dev.esclusa.rego.GraphqlNode.list;
import static dev.esclusa.rego.GraphqlNode.name;
import static dev.esclusa.rego.GraphqlNode.named;
import static dev.esclusa.rego.GraphqlNode.text;
import static dev.esclusa.rego.GraphqlNode.type;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fields of one response name must be the same field (GraphQL October 2021, 5.3.2). Pairs are
 * compared once.
 */
final class GraphqlFieldConflicts {
  private static final int MAX_DEPTH = 300;

  /** A field with the type it is selected on. */
  private record Selected(
      @Nullable RegoValue parent, RegoValue field, @Nullable RegoValue definition) {
    String responseName() {
      String alias = text(field, "Alias");
      return alias.isEmpty() ? name(field) : alias;
    }
  }

  private record Pair(int left, int right, boolean exclusive) {}

  private final GraphqlSchema schema;
  private final RegoValue document;
  private final GraphqlNode nodes;
  private final BuiltinCall call;
  private final GraphqlValueCheck fields;
  private final List<GraphqlProblem> problems = new ArrayList<>();
  private final Set<Pair> compared = new HashSet<>();
  private int depth;

  GraphqlFieldConflicts(
      GraphqlSchema schema, RegoValue document, GraphqlNode nodes, BuiltinCall call) {
    this.schema = schema;
    this.document = document;
    this.nodes = nodes;
    this.call = call;
    this.fields = new GraphqlValueCheck(schema, (node, message) -> {});
  }

  List<GraphqlProblem> problems() {
    for (RegoValue operation : list(document, "Operations")) {
      within(schema.root(text(operation, "Operation")), list(operation, "SelectionSet"));
    }
    for (RegoValue fragment : list(document, "Fragments")) {
      within(schema.types.get(text(fragment, "TypeCondition")), list(fragment, "SelectionSet"));
    }
    return problems;
  }

  private void within(@Nullable RegoValue parent, List<RegoValue> selections) {
    if (selections.isEmpty()) {
      return;
    }
    if (++depth > MAX_DEPTH) {
      throw new BuiltinFailure("GraphQL query nests too deeply");
    }
    Map<String, List<Selected>> collected = new LinkedHashMap<>();
    collect(parent, selections, collected, new HashSet<>());
    for (List<Selected> same : collected.values()) {
      for (int i = 0; i < same.size(); i++) {
        for (int j = i + 1; j < same.size(); j++) {
          String reason = conflict(same.get(i), same.get(j), false);
          if (reason != null) {
            problems.add(
                nodes.problem(
                    same.get(j).field(),
                    "Fields \""
                        + same.get(i).responseName()
                        + "\" conflict because "
                        + reason
                        + ". Use different aliases on the fields to fetch both if this was"
                        + " intentional."));
          }
        }
      }
    }
    for (RegoValue selection : selections) {
      RegoValue definition =
          selection.get("Alias") == null ? null : fields.fieldOf(parent, name(selection));
      String condition = text(selection, "TypeCondition");
      RegoValue next =
          definition != null
              ? schema.types.get(innerType(definition.get("Type")))
              : condition.isEmpty() ? parent : schema.types.get(condition);
      within(next, list(selection, "SelectionSet"));
    }
    depth--;
  }

  private void collect(
      @Nullable RegoValue parent,
      List<RegoValue> selections,
      Map<String, List<Selected>> out,
      Set<String> fragments) {
    for (RegoValue selection : selections) {
      call.step(1);
      if (selection.get("Alias") != null) {
        Selected selected =
            new Selected(parent, selection, fields.fieldOf(parent, name(selection)));
        out.computeIfAbsent(selected.responseName(), n -> new ArrayList<>()).add(selected);
      } else if (selection.get("SelectionSet") != null) {
        String condition = text(selection, "TypeCondition");
        collect(
            condition.isEmpty() ? parent : schema.types.get(condition),
            list(selection, "SelectionSet"),
            out,
            fragments);
      } else if (fragments.add(name(selection))) {
        RegoValue fragment = named(list(document, "Fragments"), name(selection));
        collect(
            schema.types.get(text(fragment, "TypeCondition")),
            list(fragment, "SelectionSet"),
            out,
            fragments);
      }
    }
  }

  private @Nullable String conflict(Selected a, Selected b, boolean parentsExclude) {
    call.step(1);
    int left = System.identityHashCode(a.field());
    int right = System.identityHashCode(b.field());
    if (a.field() == b.field()
        || a.parent() == null
        || b.parent() == null
        || !compared.add(new Pair(Math.min(left, right), Math.max(left, right), parentsExclude))) {
      return null;
    }
    boolean exclusive =
        parentsExclude
            || !name(a.parent()).equals(name(b.parent()))
                && schema.isKind(a.parent(), "OBJECT")
                && schema.isKind(b.parent(), "OBJECT")
                && a.definition() != null
                && b.definition() != null;
    if (!exclusive && !name(a.field()).equals(name(b.field()))) {
      return "\"" + name(a.field()) + "\" and \"" + name(b.field()) + "\" are different fields";
    }
    if (!exclusive && !sameArguments(list(a.field(), "Arguments"), list(b.field(), "Arguments"))) {
      return "they have differing arguments";
    }
    if (a.definition() != null
        && b.definition() != null
        && typesConflict(a.definition().get("Type"), b.definition().get("Type"))) {
      return "they return conflicting types \""
          + type(a.definition().get("Type"))
          + "\" and \""
          + type(b.definition().get("Type"))
          + "\"";
    }
    return below(a, b, exclusive);
  }

  private @Nullable String below(Selected a, Selected b, boolean exclusive) {
    if (++depth > MAX_DEPTH) {
      throw new BuiltinFailure("GraphQL query nests too deeply");
    }
    Map<String, List<Selected>> left = new LinkedHashMap<>();
    Map<String, List<Selected>> right = new LinkedHashMap<>();
    collect(inner(a), list(a.field(), "SelectionSet"), left, new HashSet<>());
    collect(inner(b), list(b.field(), "SelectionSet"), right, new HashSet<>());
    List<String> reasons = new ArrayList<>();
    left.forEach(
        (name, selected) -> {
          for (Selected one : selected) {
            for (Selected other : right.getOrDefault(name, List.of())) {
              String reason = conflict(one, other, exclusive);
              if (reason != null) {
                reasons.add("subfields \"" + name + "\" conflict because " + reason);
              }
            }
          }
        });
    depth--;
    return reasons.isEmpty() ? null : String.join(" and ", reasons);
  }

  private @Nullable RegoValue inner(Selected selected) {
    return selected.definition() == null
        ? null
        : schema.types.get(innerType(selected.definition().get("Type")));
  }

  private static boolean sameArguments(List<RegoValue> left, List<RegoValue> right) {
    return left.size() == right.size()
        && left.stream()
            .allMatch(
                argument -> {
                  RegoValue other = named(right, name(argument));
                  return other != null && shown(argument).equals(shown(other));
                });
  }

  private static String shown(RegoValue argument) {
    RegoValue value = argument.get("Value");
    return value == null ? "" : GraphqlValueCheck.shown(value);
  }

  private boolean typesConflict(@Nullable RegoValue left, @Nullable RegoValue right) {
    RegoValue leftInner = left == null ? null : left.get("Elem");
    RegoValue rightInner = right == null ? null : right.get("Elem");
    if (leftInner != null || rightInner != null) {
      return leftInner == null || rightInner == null || typesConflict(leftInner, rightInner);
    }
    if (flag(left, "NonNull") != flag(right, "NonNull")) {
      return true;
    }
    boolean leaf =
        schema.isKind(schema.types.get(text(left, "NamedType")), "SCALAR", "ENUM")
            || schema.isKind(schema.types.get(text(right, "NamedType")), "SCALAR", "ENUM");
    return leaf && !text(left, "NamedType").equals(text(right, "NamedType"));
  }
}
