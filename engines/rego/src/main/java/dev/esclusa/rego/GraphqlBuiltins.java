package dev.esclusa.rego;

import java.util.List;

/** GraphQL queries and schemas: reading, checking one against the other. */
final class GraphqlBuiltins {
  private static final String DOCUMENT = "(string | object[any: any])";
  private static final String TREE = "object[any: any]";

  /** A query and a schema that it fits, as trees. */
  private record Checked(RegoValue query, RegoValue schema) {}

  private static final List<String> DOCUMENT_MEMBERS =
      List.of(
          "Comment",
          "Definitions",
          "Directives",
          "Extensions",
          "Fragments",
          "Operations",
          "Schema",
          "SchemaExtension");

  private GraphqlBuiltins() {}

  static void declare(BuiltinTable table) {
    String both = "(query: " + DOCUMENT + ", schema: " + DOCUMENT + ")";
    table.add(
        "graphql.parse" + both + " -> output: [" + TREE + ", " + TREE + "]",
        (call, x) -> {
          Checked checked = checked(call, x);
          return RegoArray.of(checked.query(), checked.schema());
        });
    table.add(
        "graphql.parse_and_verify" + both + " -> output: [boolean, " + TREE + ", " + TREE + "]",
        (call, x) -> {
          try {
            Checked checked = checked(call, x);
            return RegoArray.of(RegoBoolean.TRUE, checked.query(), checked.schema());
          } catch (BuiltinFailure invalid) {
            return RegoArray.of(RegoBoolean.FALSE, RegoObject.EMPTY, RegoObject.EMPTY);
          }
        });
    table.add(
        "graphql.is_valid" + both + " -> output: boolean",
        (call, x) -> RegoValue.of(holds(() -> checked(call, x))));
    table.add(
        "graphql.schema_is_valid(schema: " + DOCUMENT + ") -> output: boolean",
        (call, x) ->
            RegoValue.of(
                holds(
                    () -> {
                      GraphqlNode nodes = new GraphqlNode();
                      GraphqlSchema.of(schema(call, x[0], nodes, 1), nodes, call);
                    })));
    table.add(
        "graphql.parse_query(query: string) -> output: " + TREE,
        (call, x) -> new GraphqlParser(Operand.text(x, 1), new GraphqlNode(), call, false).query());
    table.add(
        "graphql.parse_schema(schema: string) -> output: " + TREE,
        (call, x) ->
            new GraphqlParser(Operand.text(x, 1), new GraphqlNode(), call, false).schema());
  }

  private static boolean holds(Runnable checking) {
    try {
      checking.run();
      return true;
    } catch (BuiltinFailure invalid) {
      return false;
    }
  }

  private static Checked checked(BuiltinCall call, RegoValue[] operands) {
    GraphqlNode nodes = new GraphqlNode();
    RegoValue query =
        switch (operands[0]) {
          case RegoString text -> new GraphqlParser(text.value(), nodes, call, false).query();
          case RegoObject tree -> GraphqlNode.pruned(known(tree));
          default -> throw Operand.oneOf(0, operands[0], "string", "object");
        };
    RegoValue document = schema(call, operands[1], nodes, 1);
    GraphqlSchema schema = GraphqlSchema.of(document, nodes, call);
    List<GraphqlProblem> problems = new GraphqlQueryCheck(schema, query, nodes, call).problems();
    if (!problems.isEmpty()) {
      GraphqlProblem first = problems.getFirst();
      String message = first.message().replaceFirst("\\.$", "");
      throw new GraphqlProblem(message, first.line(), first.column()).failure();
    }
    return new Checked(query, document);
  }

  /** The members that a document has; OPA reads a given tree into them and drops others. */
  private static RegoObject known(RegoObject tree) {
    RegoObject.Builder out = RegoObject.builder();
    for (String name : DOCUMENT_MEMBERS) {
      RegoValue value = tree.get(name);
      if (value != null) {
        out.put(name, value);
      }
    }
    return out.build();
  }

  private static RegoValue schema(
      BuiltinCall call, RegoValue value, GraphqlNode nodes, int operand) {
    return switch (value) {
      case RegoString text -> new GraphqlParser(text.value(), nodes, call, false).schema();
      case RegoObject tree -> GraphqlNode.pruned(known(tree));
      default -> throw Operand.oneOf(operand, value, "string", "object");
    };
  }
}
