package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives every reference and comprehension inside of another term a variable, and {@code ==} of two
 * arguments the meaning of {@code =}: what is left to match is plain.
 */
final class Lookups {
  private final Compilation.Names names;

  Lookups(Compilation.Names names) {
    this.names = names;
  }

  /** {@code a == b} as {@code a = b}, everywhere. */
  static final Rewriting EQUALS =
      new Rewriting() {
        @Override
        Expression.Content content(Expression.Content content) {
          Expression.Content inside = super.content(content);
          if (inside instanceof Expression.Invoke call
              && call.calls("equal")
              && call.arguments().size() == 2) {
            Term.Var eq = new Term.Var("eq", call.operator().position());
            return new Expression.Invoke(
                new Term.Ref(List.of(eq), eq.position()), call.arguments());
          }
          return inside;
        }
      };

  Body body(Body body) {
    List<Expression> all = new ArrayList<>();
    for (Expression expression : body.expressions()) {
      all.add(changed(expression, all));
    }
    return new Body(all, body.position());
  }

  private Expression changed(Expression expression, List<Expression> before) {
    return expression.with(
        switch (expression.content()) {
          case Expression.Plain plain ->
              new Expression.Plain(side(plain.term(), expression, before));
          case Expression.Invoke call when Compilation.isEquality(expression) ->
              new Expression.Invoke(
                  call.operator(),
                  List.of(
                      side(call.arguments().getFirst(), expression, before),
                      side(call.arguments().getLast(), expression, before)));
          case Expression.Invoke call ->
              new Expression.Invoke(call.operator(), all(call.arguments(), expression, before));
          case Expression.Every every ->
              new Expression.Every(
                  every.key(),
                  every.value(),
                  one(every.domain(), expression, before),
                  body(every.body()),
                  every.position());
          case Expression.Not not ->
              new Expression.Not(body(not.body()), not.explicit(), not.position());
          case Expression.And and -> and.with(body(and.left()), body(and.right()));
          case Expression.Or or -> or.with(body(or.left()), body(or.right()));
          case Expression.Some some -> some;
        });
  }

  /** A side of an equality may itself be a reference or comprehension. */
  private Term side(Term term, Expression original, List<Expression> before) {
    return switch (term) {
      case Term.Ref ref -> parts(ref, original, before);
      case Term.ArrayComprehension c ->
          new Term.ArrayComprehension(c.head(), body(c.body()), c.position());
      case Term.SetComprehension c ->
          new Term.SetComprehension(c.head(), body(c.body()), c.position());
      case Term.ObjectComprehension c ->
          new Term.ObjectComprehension(c.key(), c.value(), body(c.body()), c.position());
      default -> one(term, original, before);
    };
  }

  private Term.Ref parts(Term.Ref ref, Expression original, List<Expression> before) {
    List<Term> parts = new ArrayList<>();
    parts.add(ref.head());
    for (Term part : ref.parts().subList(1, ref.size())) {
      parts.add(one(part, original, before));
    }
    return new Term.Ref(parts, ref.position());
  }

  private List<Term> all(List<Term> terms, Expression original, List<Expression> before) {
    List<Term> changed = new ArrayList<>();
    for (Term term : terms) {
      changed.add(one(term, original, before));
    }
    return changed;
  }

  private Term one(Term term, Expression original, List<Expression> before) {
    return switch (term) {
      case Term.Ref ref -> named(parts(ref, original, before), original, before);
      case Term.Array array ->
          new Term.Array(all(array.items(), original, before), array.position());
      case Term.SetTerm set -> new Term.SetTerm(all(set.items(), original, before), set.position());
      case Term.ObjectTerm object -> {
        List<Term.Entry> entries = new ArrayList<>();
        for (Term.Entry entry : object.entries()) {
          entries.add(
              new Term.Entry(
                  one(entry.key(), original, before), one(entry.value(), original, before)));
        }
        yield new Term.ObjectTerm(entries, object.position());
      }
      case Term.ArrayComprehension c -> named(side(c, original, before), original, before);
      case Term.SetComprehension c -> named(side(c, original, before), original, before);
      case Term.ObjectComprehension c -> named(side(c, original, before), original, before);
      default -> term;
    };
  }

  private Term named(Term term, Expression original, List<Expression> before) {
    Expression equality = names.equality(term).withs(original.withs());
    before.add(equality);
    return Compilation.made(equality);
  }
}
