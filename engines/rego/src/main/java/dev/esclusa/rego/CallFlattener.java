package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;

/** Moves calls out of terms: {@code f(g(x))} becomes {@code g(x, y); f(y)}. */
final class CallFlattener {
  private final Compilation.Names names;

  CallFlattener(Compilation.Names names) {
    this.names = names;
  }

  Rule rule(Rule rule) {
    Rule.Head head = rule.head();
    List<Expression> support = new ArrayList<>();
    List<Term> arguments = terms(head.arguments(), support);
    Term key = head.key() == null ? null : term(head.key(), support);
    Term value = head.value() == null ? null : term(head.value(), support);
    Body body = body(Compilation.append(rule.body(), support));
    return rule.with(head.with(head.reference(), arguments, key, value), body, rule.otherwise());
  }

  Body body(Body body) {
    List<Expression> all = new ArrayList<>();
    for (Expression expression : body.expressions()) {
      expand(expression, all);
    }
    return new Body(all, body.position());
  }

  private void expand(Expression expression, List<Expression> all) {
    List<Expression.With> withs = new ArrayList<>();
    for (Expression.With with : expression.withs()) {
      withs.add(new Expression.With(with.target(), term(with.value(), all), with.position()));
    }
    List<Expression> support = new ArrayList<>();
    Expression.Content content =
        switch (expression.content()) {
          case Expression.Plain plain -> new Expression.Plain(term(plain.term(), support));
          case Expression.Invoke call ->
              new Expression.Invoke(call.operator(), terms(call.arguments(), support));
          case Expression.Every every -> {
            Term domain = names.variable(every.domain().position());
            Expression equality = Compilation.Names.equals(domain, every.domain()).withs(withs);
            List<Expression> before = new ArrayList<>();
            expand(equality, before);
            support.addAll(before);
            yield new Expression.Every(
                every.key(), every.value(), domain, body(every.body()), every.position());
          }
          case Expression.Not not ->
              new Expression.Not(body(not.body()), not.explicit(), not.position());
          case Expression.And and -> and.with(body(and.left()), body(and.right()));
          case Expression.Or or -> or.with(body(or.left()), body(or.right()));
          case Expression.Some some -> some;
        };
    for (Expression made : support) {
      all.add(withs.isEmpty() ? made : made.withs(withs));
    }
    all.add(expression.with(content).withs(withs));
  }

  private List<Term> terms(List<Term> terms, List<Expression> support) {
    List<Term> flat = new ArrayList<>(terms.size());
    for (Term term : terms) {
      flat.add(term(term, support));
    }
    return flat;
  }

  private Term term(Term term, List<Expression> support) {
    return switch (term) {
      case Term.Scalar scalar -> scalar;
      case Term.Var var -> var;
      case Term.Call call -> {
        List<Term> arguments = terms(call.arguments(), support);
        Term.Var output = names.variable(call.position());
        arguments.add(output);
        support.add(
            new Expression(
                new Expression.Invoke(call.operator(), arguments),
                false,
                List.of(),
                true,
                call.position()));
        yield output;
      }
      case Term.Ref ref -> reference(ref, support);
      case Term.Array array -> new Term.Array(terms(array.items(), support), array.position());
      case Term.SetTerm set -> new Term.SetTerm(terms(set.items(), support), set.position());
      case Term.ObjectTerm object -> {
        List<Term.Entry> entries = new ArrayList<>();
        for (Term.Entry entry : object.entries()) {
          entries.add(new Term.Entry(term(entry.key(), support), term(entry.value(), support)));
        }
        yield new Term.ObjectTerm(entries, object.position());
      }
      case Term.ArrayComprehension c -> {
        List<Expression> inside = new ArrayList<>();
        Term head = term(c.head(), inside);
        yield new Term.ArrayComprehension(
            head, body(Compilation.append(c.body(), inside)), c.position());
      }
      case Term.SetComprehension c -> {
        List<Expression> inside = new ArrayList<>();
        Term head = term(c.head(), inside);
        yield new Term.SetComprehension(
            head, body(Compilation.append(c.body(), inside)), c.position());
      }
      case Term.ObjectComprehension c -> {
        List<Expression> inside = new ArrayList<>();
        Term key = term(c.key(), inside);
        Term value = term(c.value(), inside);
        yield new Term.ObjectComprehension(
            key, value, body(Compilation.append(c.body(), inside)), c.position());
      }
      case Term.Template template -> template;
    };
  }

  private Term reference(Term.Ref ref, List<Expression> support) {
    List<Term> parts = terms(ref.parts(), support);
    Term head = parts.getFirst();
    if (!(head instanceof Term.Var)) {
      Expression equality = names.equality(head);
      support.add(equality);
      parts.set(0, Compilation.made(equality));
    }
    return new Term.Ref(parts, ref.position());
  }
}
