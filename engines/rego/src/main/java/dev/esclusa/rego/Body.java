package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that must hold together. After compilation they are in an order in which every
 * variable is bound before it is needed.
 */
record Body(List<Expression> expressions, Position position) {
  Body {
    expressions = List.copyOf(expressions);
  }

  static Body of(Expression expression) {
    return new Body(List.of(expression), expression.position());
  }

  int size() {
    return expressions.size();
  }

  /** Whether no expression holds a variable. */
  boolean isGround() {
    return expressions.stream()
        .allMatch(
            e ->
                switch (e.content()) {
                  case Expression.Plain plain -> Term.isGround(plain.term());
                  case Expression.Invoke call -> call.arguments().stream().allMatch(Term::isGround);
                  default -> false;
                });
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Body that && expressions.equals(that.expressions);
  }

  @Override
  public int hashCode() {
    return expressions.hashCode();
  }

  @Override
  public String toString() {
    return TermText.of(this);
  }
}
