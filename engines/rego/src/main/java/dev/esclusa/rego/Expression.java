package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a body: {@code not f(x) with input as y}.
 *
 * <p>After compilation there is no {@link Some} left and {@code :=} has become {@code eq}; the last
 * argument of a call with one argument more than the function takes is where the result goes.
 *
 * @param negated with {@code not} in front
 * @param generated made by the compiler, not written by a person
 */
record Expression(
    Content content, boolean negated, List<With> withs, boolean generated, Position position) {
  Expression {
    withs = List.copyOf(withs);
  }

  /** What an expression asks. */
  sealed interface Content {}

  /** Holds when the term is defined and not false. */
  record Plain(Term term) implements Content {}

  /** A call; {@code x = y} is {@code eq(x, y)}. */
  record Invoke(Term.Ref operator, List<Term> arguments) implements Content {
    public Invoke {
      arguments = List.copyOf(arguments);
    }

    boolean calls(String builtin) {
      return operator.names(builtin);
    }
  }

  /** {@code some x, y}, or {@code some k, v in xs} as one {@link Term.Call}. */
  record Some(List<Term> symbols, Position position) implements Content {
    public Some {
      symbols = List.copyOf(symbols);
    }
  }

  /**
   * {@code every k, v in domain { body }}; after compilation the domain is a variable or ground.
   */
  record Every(@Nullable Term key, Term value, Term domain, Body body, Position position)
      implements Content {}

  /**
   * {@code not { body }} of {@code future.keywords.not}.
   *
   * @param explicit whether the braces were written
   */
  record Not(Body body, boolean explicit, Position position) implements Content {}

  /**
   * {@code a and b} of {@code future.keywords.and}: one condition, binds nothing outside. Only an
   * operand in braces may declare.
   */
  record And(Body left, boolean leftInBraces, Body right, boolean rightInBraces, Position position)
      implements Content {
    And with(Body newLeft, Body newRight) {
      return new And(newLeft, leftInBraces, newRight, rightInBraces, position);
    }
  }

  /** {@code a or b} of {@code future.keywords.or}. */
  record Or(Body left, boolean leftInBraces, Body right, boolean rightInBraces, Position position)
      implements Content {
    Or with(Body newLeft, Body newRight) {
      return new Or(newLeft, leftInBraces, newRight, rightInBraces, position);
    }
  }

  /** {@code with target as value}; target starts with input or data, or names a function. */
  record With(Term target, Term value, Position position) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof With that && target.equals(that.target) && value.equals(that.value);
    }

    @Override
    public int hashCode() {
      return 31 * target.hashCode() + value.hashCode();
    }
  }

  static Expression of(Term term) {
    return new Expression(content(term), false, List.of(), false, term.position());
  }

  /** A call term as an invocation, everything else as it is. */
  static Content content(Term term) {
    return term instanceof Term.Call call
        ? new Invoke(call.operator(), call.arguments())
        : new Plain(term);
  }

  Expression with(Content changed) {
    if (changed == content) {
      return this;
    }
    return new Expression(changed, negated, withs, generated, position);
  }

  Expression withs(List<With> changed) {
    if (changed == withs || changed.isEmpty() && withs.isEmpty()) {
      return this;
    }
    return new Expression(content, negated, changed, generated, position);
  }

  Expression negated(boolean changed) {
    return new Expression(content, changed, withs, generated, position);
  }

  Expression at(Position changed) {
    return new Expression(content, negated, withs, generated, changed);
  }

  Expression made() {
    return new Expression(content, negated, withs, true, position);
  }

  /** Whether this calls the built-in with this name. */
  boolean calls(String builtin) {
    return content instanceof Invoke invoke && invoke.calls(builtin);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Expression that
        && negated == that.negated
        && content.equals(that.content)
        && withs.equals(that.withs);
  }

  @Override
  public int hashCode() {
    return content.hashCode();
  }

  @Override
  public String toString() {
    return TermText.of(this);
  }
}
