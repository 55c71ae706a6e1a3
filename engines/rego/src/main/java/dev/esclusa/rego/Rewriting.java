package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Builds syntax anew from its children. A stage overrides what it changes and calls super for the
 * rest.
 */
class Rewriting {
  Term term(Term term) {
    return switch (term) {
      case Term.Scalar scalar -> scalar;
      case Term.Var var -> var;
      case Term.Ref ref -> {
        List<Term> parts = terms(ref.parts());
        yield parts == ref.parts() ? ref : new Term.Ref(parts, ref.position());
      }
      case Term.Array array -> {
        List<Term> items = terms(array.items());
        yield items == array.items() ? array : new Term.Array(items, array.position());
      }
      case Term.SetTerm set -> {
        List<Term> items = terms(set.items());
        yield items == set.items() ? set : new Term.SetTerm(items, set.position());
      }
      case Term.ObjectTerm object -> {
        List<Term.Entry> entries = all(object.entries(), this::entry);
        yield entries == object.entries()
            ? object
            : new Term.ObjectTerm(entries, object.position());
      }
      case Term.Call call -> {
        Term.Ref operator = operator(call.operator());
        List<Term> arguments = terms(call.arguments());
        yield operator == call.operator() && arguments == call.arguments()
            ? call
            : new Term.Call(operator, arguments, call.position());
      }
      case Term.ArrayComprehension c -> {
        Term head = term(c.head());
        Body body = body(c.body());
        yield head == c.head() && body == c.body()
            ? c
            : new Term.ArrayComprehension(head, body, c.position());
      }
      case Term.SetComprehension c -> {
        Term head = term(c.head());
        Body body = body(c.body());
        yield head == c.head() && body == c.body()
            ? c
            : new Term.SetComprehension(head, body, c.position());
      }
      case Term.ObjectComprehension c -> {
        Term key = term(c.key());
        Term value = term(c.value());
        Body body = body(c.body());
        yield key == c.key() && value == c.value() && body == c.body()
            ? c
            : new Term.ObjectComprehension(key, value, body, c.position());
      }
      case Term.Template template -> {
        List<Expression> parts = all(template.parts(), this::expression);
        yield parts == template.parts()
            ? template
            : new Term.Template(parts, template.raw(), template.position());
      }
    };
  }

  private Term.Entry entry(Term.Entry entry) {
    Term key = term(entry.key());
    Term value = term(entry.value());
    return key == entry.key() && value == entry.value() ? entry : new Term.Entry(key, value);
  }

  Term.Ref operator(Term.Ref operator) {
    return term(operator) instanceof Term.Ref same ? same : operator;
  }

  final List<Term> terms(List<Term> terms) {
    return all(terms, this::term);
  }

  /** The same list where nothing changes: most stages change little, and trees are large. */
  static <T> List<T> all(List<T> items, UnaryOperator<T> change) {
    List<T> changed = null;
    for (int i = 0; i < items.size(); i++) {
      T item = items.get(i);
      T now = change.apply(item);
      if (changed == null && now != item) {
        changed = new ArrayList<>(items);
      }
      if (changed != null) {
        changed.set(i, now);
      }
    }
    return changed == null ? items : changed;
  }

  Body body(Body body) {
    List<Expression> changed = all(body.expressions(), this::expression);
    return changed == body.expressions() ? body : new Body(changed, body.position());
  }

  Expression expression(Expression expression) {
    Expression.Content changed = content(expression.content());
    return expression.with(changed).withs(withs(expression.withs()));
  }

  List<Expression.With> withs(List<Expression.With> withs) {
    return all(
        withs,
        with -> {
          Term target = term(with.target());
          Term value = term(with.value());
          return target == with.target() && value == with.value()
              ? with
              : new Expression.With(target, value, with.position());
        });
  }

  Expression.Content content(Expression.Content content) {
    return switch (content) {
      case Expression.Plain plain -> {
        Term term = term(plain.term());
        yield term == plain.term() ? plain : new Expression.Plain(term);
      }
      case Expression.Invoke call -> {
        Term.Ref operator = operator(call.operator());
        List<Term> arguments = terms(call.arguments());
        yield operator == call.operator() && arguments == call.arguments()
            ? call
            : new Expression.Invoke(operator, arguments);
      }
      case Expression.Some some -> {
        List<Term> symbols = terms(some.symbols());
        yield symbols == some.symbols() ? some : new Expression.Some(symbols, some.position());
      }
      case Expression.Every every ->
          new Expression.Every(
              every.key() == null ? null : term(every.key()),
              term(every.value()),
              term(every.domain()),
              body(every.body()),
              every.position());
      case Expression.Not not -> {
        Body body = body(not.body());
        yield body == not.body() ? not : new Expression.Not(body, not.explicit(), not.position());
      }
      case Expression.And and -> and.with(body(and.left()), body(and.right()));
      case Expression.Or or -> or.with(body(or.left()), body(or.right()));
    };
  }

  Rule.Head head(Rule.Head head) {
    List<Term> behind = head.reference().parts().subList(1, head.reference().size());
    List<Term> changed = terms(behind);
    Term.Ref reference = head.reference();
    if (changed != behind) {
      List<Term> parts = new ArrayList<>();
      parts.add(reference.head());
      parts.addAll(changed);
      reference = new Term.Ref(parts, reference.position());
    }
    return head.with(
        reference,
        terms(head.arguments()),
        head.key() == null ? null : term(head.key()),
        head.value() == null ? null : term(head.value()));
  }

  /** The rule and, through {@link #rule}, what follows {@code else}. */
  Rule rule(Rule rule) {
    Rule.Head head = head(rule.head());
    Body body = body(rule.body());
    return rule.with(head, body, rule.otherwise() == null ? null : rule(rule.otherwise()));
  }
}
