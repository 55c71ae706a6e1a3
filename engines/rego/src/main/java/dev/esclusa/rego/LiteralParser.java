package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads bodies and their expressions. */
class LiteralParser extends TermParser {
  /** Whether {@code not} takes a body: {@code future.keywords.not}. */
  private boolean notTakesBodies;

  LiteralParser(String file, String source, RegoVersion version) {
    super(file, source, version);
  }

  void notTakesBodies() {
    notTakesBodies = true;
  }

  @Override
  @Nullable Body body(Token close) {
    enter();
    try {
      return query(false, close);
    } finally {
      leave();
    }
  }

  /** Expressions up to the closing token; as a statement also up to the end of the line. */
  @Nullable Body query(boolean statement, Token close) {
    Position at = here();
    if (token == close) {
      fault(at, "the body is empty", "Write at least one condition: true.");
      return null;
    }
    List<Expression> all = new ArrayList<>();
    while (true) {
      Expression next = literal();
      if (next == null) {
        return null;
      }
      all.add(next);
      if (token == Token.SEMICOLON) {
        scan();
        continue;
      }
      if (token == close || statement) {
        return new Body(all, all.getFirst().position());
      }
      if (!skippedLine) {
        if (!hasFaults()) {
          unexpected("a new line, ';' or '" + close.text() + "'", importFor(text));
        }
        return null;
      }
    }
  }

  private String importFor(String word) {
    boolean infix = word.equals("in") || word.equals("and") || word.equals("or");
    return token == Token.IDENT && infix ? "Write 'import future.keywords." + word + "'." : "";
  }

  @Override
  @Nullable Expression literal() {
    Position at = here();
    Expression read = anyLiteral();
    if (read == null) {
      return null;
    }
    if (read.content() instanceof Expression.Not(Body inner, boolean explicit, Position notAt)
        && !explicit) {
      List<Expression> moved = inner.expressions().stream().map(e -> e.at(at)).toList();
      return read.with(new Expression.Not(new Body(moved, at), false, notAt)).at(at);
    }
    return read.at(at);
  }

  private @Nullable Expression anyLiteral() {
    if (hasLogic() && (token == Token.LEFT_BRACE || token == Token.LEFT_PAREN)) {
      Operand[] led = new Operand[1];
      Reading reading = token == Token.LEFT_BRACE ? bracedOperand(led) : group(false, led);
      if (reading == Reading.FAILED) {
        return null;
      }
      if (reading == Reading.DONE) {
        return tail(led[0]);
      }
    }
    if (keywordAsName()) {
      return plainLiteral(false, null);
    }
    Position notAt = null;
    boolean negated = isNegation();
    if (negated) {
      notAt = here();
      scan();
      if (notTakesBodies && token == Token.LEFT_BRACE) {
        Expression not = notBody(notAt);
        return not == null ? null : tail(new Operand(Body.of(not), false, not.position()));
      }
    }
    if (token == Token.SOME || token == Token.EVERY) {
      if (negated) {
        unexpected(
            "a condition that can be negated", "Move it into a rule of its own, negate that.");
        return null;
      }
      return token == Token.SOME ? some() : every();
    }
    return plainLiteral(negated, notAt);
  }

  private boolean isNegation() {
    if (token != Token.NOT) {
      return false;
    }
    Token next = peekSpace();
    return next != Token.DOT && next != Token.LEFT_BRACKET;
  }

  private @Nullable Expression plainLiteral(boolean negated, @Nullable Position notAt) {
    if (notAt != null && notTakesBodies && token == Token.LEFT_PAREN && hasLogic()) {
      Operand[] led = new Operand[1];
      Reading reading = group(true, led);
      if (reading == Reading.FAILED) {
        return null;
      }
      if (reading == Reading.DONE) {
        Expression not = not(led[0].body(), led[0].explicit(), notAt);
        return tail(new Operand(Body.of(not), false, notAt));
      }
    }
    Position at = here();
    boolean braceLed = token == Token.LEFT_BRACE;
    Expression read = condition();
    if (read == null) {
      return null;
    }
    Position withAt = null;
    if (token == Token.WITH) {
      withAt = here();
      read = modified(read);
      if (read == null) {
        return null;
      }
    }
    if (notAt != null && notTakesBodies) {
      List<Expression.With> withs = read.withs();
      read = not(Body.of(read.withs(List.of())), false, notAt).withs(withs);
    } else {
      read = read.negated(negated);
    }
    if (!isLogic()) {
      return read;
    }
    if (withAt != null) {
      withOnOperand(withAt);
      return null;
    }
    if (notAt == null && braceLed) {
      fault(
          at,
          "an operand of '"
              + token.text()
              + "' cannot begin with '{' unless the braces hold a body",
          "Write the value in parentheses.");
      return null;
    }
    return tail(new Operand(Body.of(read), false, at));
  }

  /** A term, {@code x = y} or {@code x := y}. */
  private @Nullable Expression condition() {
    Position at = here();
    Term left = infix();
    if (left == null) {
      return null;
    }
    if (token == Token.ASSIGN || token == Token.UNIFY) {
      Term.Ref operator = builtin(token.builtin());
      scan();
      Term right = infix();
      return right == null
          ? null
          : expression(new Expression.Invoke(operator, List.of(left, right)), at);
    }
    return expression(Expression.content(left), at);
  }

  private static Expression expression(Expression.Content content, Position at) {
    return new Expression(content, false, List.of(), false, at);
  }

  /** From {@code with}; null when it cannot be read. */
  private @Nullable Expression modified(Expression subject) {
    List<Expression.With> withs = new ArrayList<>();
    while (token == Token.WITH) {
      Position at = here();
      scan();
      if (token != Token.IDENT) {
        unexpected("what to replace: input, data or a function");
        return null;
      }
      Term target = term();
      if (target == null) {
        return null;
      }
      if (!(target instanceof Term.Ref) && !(target instanceof Term.Var)) {
        unexpected("a path behind 'with'");
      }
      if (token != Token.AS) {
        unexpected("'as'");
        return null;
      }
      scan();
      Term value = infix();
      if (value == null) {
        return null;
      }
      withs.add(new Expression.With(target, value, at));
    }
    return subject.withs(withs);
  }

  private @Nullable Expression some() {
    Position at = here();
    State state = save();
    scan();
    if (infix() instanceof Term.Call call) {
      int wanted = call.calls(MEMBER) ? 2 : call.calls(MEMBER_WITH_KEY) ? 3 : -1;
      if (call.arguments().size() != wanted) {
        unexpected("'some x in xs' or 'some k, v in xs'");
        return null;
      }
      Expression some = expression(new Expression.Some(List.of(call), at), at);
      return token == Token.WITH ? modified(some) : some;
    }
    restore(state);
    List<Term> names = new ArrayList<>();
    do {
      scan();
      if (token != Token.IDENT) {
        unexpected("a variable");
        return null;
      }
      names.add(variable());
      scan();
    } while (token == Token.COMMA);
    return expression(new Expression.Some(names, at), at);
  }

  private @Nullable Expression every() {
    Position at = here();
    scan();
    Term range = infix();
    if (range == null) {
      return null;
    }
    String shape = "'every x in xs { ... }'";
    if (!(range instanceof Term.Call call)) {
      unexpected(shape);
      return null;
    }
    int wanted = call.calls(MEMBER) ? 2 : call.calls(MEMBER_WITH_KEY) ? 3 : -1;
    if (call.arguments().size() != wanted) {
      unexpected(shape);
      return null;
    }
    Term key = wanted == 3 ? call.arguments().getFirst() : null;
    Term value = call.arguments().get(wanted - 2);
    if (key != null && !(key instanceof Term.Var) || !(value instanceof Term.Var)) {
      unexpected("variables before 'in'");
      return null;
    }
    if (token != Token.LEFT_BRACE) {
      unexpected("'{' and the body of 'every'");
      return null;
    }
    scan();
    Body body = body(Token.RIGHT_BRACE);
    if (body == null) {
      return null;
    }
    scan();
    Expression every =
        expression(new Expression.Every(key, value, call.arguments().getLast(), body, at), at);
    return token == Token.WITH ? modified(every) : every;
  }

  private @Nullable Expression notBody(Position notAt) {
    Position braceAt = here();
    State state = save();
    scan();
    boolean empty = token == Token.RIGHT_BRACE;
    Body body = body(Token.RIGHT_BRACE);
    if (body == null) {
      if (!empty) {
        valueInstead(state, braceAt, "not");
      }
      return null;
    }
    scan();
    if (readsAsComprehension(body)) {
      ambiguous(braceAt);
      return null;
    }
    return not(body, true, notAt);
  }

  /** When the braces hold a value and no body, says that; else the body's own fault stays. */
  private void valueInstead(State beforeBrace, Position braceAt, String operator) {
    State failed = save();
    restore(beforeBrace);
    if (infix() == null) {
      restore(failed);
      return;
    }
    restore(beforeBrace);
    fault(
        braceAt,
        "braces behind '" + operator + "' must hold conditions, these hold a value",
        "Write the value in parentheses.");
  }

  private static Expression not(Body body, boolean explicit, Position at) {
    return expression(new Expression.Not(body, explicit, at), at);
  }

  // and, or: (OPA 1.20) `not` binds tighter than `and`, `and` tighter than `or`

  /** One side of {@code and} or {@code or}; explicit when written in braces. */
  private record Operand(Body body, boolean explicit, Position at) {}

  private enum Reading {
    DONE,
    FAILED,
    NOT_THIS
  }

  private boolean hasLogic() {
    return scanner.isKeyword("and") || scanner.isKeyword("or");
  }

  private boolean isLogic() {
    return token == Token.LOGICAL_AND || token == Token.LOGICAL_OR;
  }

  /** {@code { body } and ...} at the start of a literal. */
  private Reading bracedOperand(Operand[] led) {
    State state = save();
    Position at = here();
    scan();
    Body body = body(Token.RIGHT_BRACE);
    if (body != null) {
      scan();
      if (isLogic()) {
        if (readsAsComprehension(body)) {
          ambiguous(at);
          return Reading.FAILED;
        }
        led[0] = new Operand(body, true, at);
        return Reading.DONE;
      }
    }
    restore(state);
    return Reading.NOT_THIS;
  }

  /** What follows an operand: operators, then with for the whole. */
  private @Nullable Expression tail(Operand first) {
    Expression whole = isLogic() ? either(first) : first.body().expressions().getFirst();
    if (whole == null) {
      return null;
    }
    return token == Token.WITH ? modified(whole) : whole;
  }

  private @Nullable Expression either(Operand first) {
    enter();
    try {
      Operand left = first;
      if (token == Token.LOGICAL_AND) {
        Expression and = both(left);
        if (and == null) {
          return null;
        }
        left = new Operand(Body.of(and), false, left.at());
      }
      while (token == Token.LOGICAL_OR) {
        scan();
        Operand right = operand("or");
        if (right == null) {
          return null;
        }
        if (token == Token.LOGICAL_AND) {
          Expression and = both(right);
          if (and == null) {
            return null;
          }
          right = new Operand(Body.of(and), false, right.at());
        }
        valuesNeeded(left, right);
        Expression or =
            expression(
                new Expression.Or(
                    left.body(), left.explicit(), right.body(), right.explicit(), left.at()),
                left.at());
        left = new Operand(Body.of(or), false, left.at());
      }
      return left.body().expressions().getFirst();
    } finally {
      leave();
    }
  }

  private @Nullable Expression both(Operand first) {
    enter();
    try {
      Operand left = first;
      while (token == Token.LOGICAL_AND) {
        scan();
        Operand right = operand("and");
        if (right == null) {
          return null;
        }
        valuesNeeded(left, right);
        Expression and =
            expression(
                new Expression.And(
                    left.body(), left.explicit(), right.body(), right.explicit(), left.at()),
                left.at());
        left = new Operand(Body.of(and), false, left.at());
      }
      return left.body().expressions().getFirst();
    } finally {
      leave();
    }
  }

  /** An operand of calls without value alone, such as print, can never fail. */
  private void valuesNeeded(Operand left, Operand right) {
    for (Operand operand : List.of(left, right)) {
      if (operand.body().expressions().stream().allMatch(LiteralParser::isWithoutValue)) {
        fault(
            operand.at(),
            "an operand of 'and' or 'or' cannot consist of calls without a value",
            "Move the call out, or add a condition.");
      }
    }
  }

  private static boolean isWithoutValue(Expression expression) {
    if (expression.negated() || !(expression.content() instanceof Expression.Invoke call)) {
      return false;
    }
    Builtins.Declared builtin = Builtins.of(call.operator().dotted());
    return builtin != null && builtin.type().result() == null;
  }

  /** operator is empty when this is a try that will be taken back. */
  private @Nullable Operand operand(String operator) {
    if (token == Token.LEFT_BRACE) {
      return operandInBraces(operator);
    }
    Position notAt = null;
    if (isNegation()) {
      notAt = here();
      scan();
      if (notTakesBodies && token == Token.LEFT_BRACE) {
        Expression not = notBody(notAt);
        return not == null ? null : new Operand(Body.of(not), false, notAt);
      }
    }
    if (token == Token.LEFT_PAREN && hasLogic() && (notAt == null || notTakesBodies)) {
      Operand[] led = new Operand[1];
      Reading reading = group(true, led);
      if (reading == Reading.FAILED) {
        return null;
      }
      if (reading == Reading.DONE) {
        return notAt == null
            ? led[0]
            : new Operand(Body.of(not(led[0].body(), led[0].explicit(), notAt)), false, notAt);
      }
    }
    Position at = here();
    Expression read = condition();
    if (read == null) {
      return null;
    }
    if (notAt != null) {
      read = notTakesBodies ? not(Body.of(read), false, notAt) : read.negated(true);
    }
    return new Operand(Body.of(read), false, notAt == null ? at : notAt);
  }

  private @Nullable Operand operandInBraces(String operator) {
    Position at = here();
    State state = save();
    scan();
    boolean empty = token == Token.RIGHT_BRACE;
    Body body = body(Token.RIGHT_BRACE);
    if (body == null) {
      if (!empty && !operator.isEmpty()) {
        valueInstead(state, at, operator);
      }
      return null;
    }
    scan();
    if (readsAsComprehension(body)) {
      ambiguous(at);
    }
    return new Operand(body, true, at);
  }

  /** {@code (a or b)}; not this when the parentheses hold a plain term. */
  private Reading group(boolean operandWanted, Operand[] led) {
    enter();
    try {
      return groupInside(operandWanted, led);
    } finally {
      leave();
    }
  }

  private Reading groupInside(boolean operandWanted, Operand[] led) {
    State state = save();
    Position at = here();
    scan();
    if (token == Token.RIGHT_PAREN) {
      if (operandWanted) {
        fault(at, "the parentheses are empty", "Write a condition in them.");
        return Reading.FAILED;
      }
      restore(state);
      return Reading.NOT_THIS;
    }
    Operand first = operand("");
    if (first == null) {
      restore(state);
      return Reading.NOT_THIS;
    }
    if (isLogic()) {
      Expression whole = either(first);
      if (whole != null && token == Token.WITH) {
        whole = modified(whole);
      }
      if (whole == null || !closed()) {
        return Reading.FAILED;
      }
      led[0] = new Operand(Body.of(whole), false, at);
      return Reading.DONE;
    }
    if (token == Token.WITH && !first.explicit()) {
      return groupWith(state, operandWanted, at, first, led);
    }
    Expression only = first.body().expressions().getFirst();
    boolean logical =
        only.content() instanceof Expression.And
            || only.content() instanceof Expression.Or
            || only.content() instanceof Expression.Not
            || only.negated();
    if (first.explicit() || !logical) {
      return plainParens(state, at, first);
    }
    if (!closed()) {
      return Reading.FAILED;
    }
    led[0] = new Operand(first.body(), false, at);
    return Reading.DONE;
  }

  private Reading groupWith(
      State state, boolean operandWanted, Position at, Operand first, Operand[] led) {
    Position withAt = here();
    Expression whole = modified(first.body().expressions().getFirst());
    if (whole == null) {
      return Reading.FAILED;
    }
    if (isLogic()) {
      withOnOperand(withAt);
      return Reading.FAILED;
    }
    if (!closed()) {
      return Reading.FAILED;
    }
    if (operandWanted || isLogic()) {
      led[0] = new Operand(Body.of(whole), false, at);
      return Reading.DONE;
    }
    restore(state);
    return Reading.NOT_THIS;
  }

  private Reading plainParens(State state, Position at, Operand first) {
    restore(state);
    if (!first.explicit()) {
      return Reading.NOT_THIS;
    }
    scan();
    Term value = term();
    restore(state);
    if (value == null) {
      fault(at, "parentheses cannot hold a body", "Write the braces without parentheses.");
      return Reading.FAILED;
    }
    return Reading.NOT_THIS;
  }

  private boolean closed() {
    if (token != Token.RIGHT_PAREN) {
      fault(here(), "the parenthesis is not closed", "Write ')'.");
      return false;
    }
    scan();
    return true;
  }

  private void withOnOperand(Position at) {
    fault(
        at,
        "'with' cannot stand on one operand of '" + token.text() + "'",
        "Write the operand with its 'with' in parentheses, or put 'with' at the end.");
  }

  private void ambiguous(Position at) {
    fault(
        at,
        "'{ ... | ... }' is read as a body with a set union here, not as a comprehension",
        "Write the comprehension or the union in parentheses.");
  }

  /** A body that starts with a bare {@code x | y}. */
  private static boolean readsAsComprehension(Body body) {
    Expression first = body.expressions().getFirst();
    return first.content() instanceof Expression.Invoke call
        && call.calls("or")
        && call.arguments().size() == 2
        && call.arguments().getFirst().position().equals(first.position())
        && call.operator().position().compareTo(first.position()) > 0;
  }
}
