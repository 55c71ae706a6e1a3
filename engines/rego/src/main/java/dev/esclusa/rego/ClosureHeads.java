package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;

/** Moves what must be looked up out of heads, of rules and of comprehensions, into their bodies. */
final class ClosureHeads extends Rewriting {
  private final Compilation.Names names;

  ClosureHeads(Compilation.Names names) {
    this.names = names;
  }

  @Override
  Rule rule(Rule rule) {
    Rule inside = rule.with(head(rule.head()), body(rule.body()), rule.otherwise());
    Rule.Head head = inside.head();
    List<Expression> moved = new ArrayList<>();
    Term key = head.key() == null ? null : moved(head.key(), moved);
    Term value = head.value() == null ? null : moved(head.value(), moved);
    List<Term> arguments = new ArrayList<>();
    for (Term argument : head.arguments()) {
      arguments.add(moved(argument, moved));
    }
    return inside.with(
        head.with(head.reference(), arguments, key, value),
        Compilation.append(inside.body(), moved),
        inside.otherwise());
  }

  /** Parts of a head's reference that are neither constant nor a variable become variables. */
  static Rule referenceParts(Rule rule, Compilation.Names names) {
    List<Term> parts = new ArrayList<>(rule.head().reference().parts());
    List<Expression> moved = new ArrayList<>();
    for (int i = 1; i < parts.size(); i++) {
      Term part = parts.get(i);
      if (!(part instanceof Term.Var) && !(part instanceof Term.Scalar)) {
        Expression equality = names.equality(part);
        moved.add(equality);
        parts.set(i, Compilation.made(equality));
      }
    }
    if (moved.isEmpty()) {
      return rule;
    }
    Rule.Head head = rule.head();
    return rule.with(
        head.with(
            new Term.Ref(parts, head.reference().position()),
            head.arguments(),
            head.key(),
            head.value()),
        Compilation.append(rule.body(), moved),
        rule.otherwise());
  }

  private Term moved(Term term, List<Expression> body) {
    if (!Compilation.needsEvaluation(term)) {
      return term;
    }
    Expression equality = names.equality(term);
    body.add(equality);
    return Compilation.made(equality);
  }

  @Override
  Term term(Term term) {
    return switch (super.term(term)) {
      case Term.ArrayComprehension c -> {
        List<Expression> body = new ArrayList<>();
        Term head = moved(c.head(), body);
        yield new Term.ArrayComprehension(head, Compilation.append(c.body(), body), c.position());
      }
      case Term.SetComprehension c -> {
        List<Expression> body = new ArrayList<>();
        Term head = moved(c.head(), body);
        yield new Term.SetComprehension(head, Compilation.append(c.body(), body), c.position());
      }
      case Term.ObjectComprehension c -> {
        List<Expression> body = new ArrayList<>();
        Term key = moved(c.key(), body);
        Term value = moved(c.value(), body);
        yield new Term.ObjectComprehension(
            key, value, Compilation.append(c.body(), body), c.position());
      }
      case Term other -> other;
    };
  }
}
