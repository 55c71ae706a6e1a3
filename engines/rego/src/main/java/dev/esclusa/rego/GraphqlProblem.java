package dev.esclusa.rego;

/** What is wrong with a GraphQL document, and where; line 0 when no place is known. */
record GraphqlProblem(String message, int line, int column) {
  /** As OPA tells an error of the gqlparser library. */
  BuiltinFailure failure() {
    return line == 0
        ? new BuiltinFailure("GraphQL parse error: input: " + message)
        : new BuiltinFailure(message + " in GraphQL string at location " + line + ":" + column);
  }
}
