package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds syntax anew from its children. A stage overrides what it changes and calls super for the
 * rest.
 */
class Rewriting {
  Term term(Term term) {
    return switch (term) {
      case Term.Scalar scalar -> scalar;
      case Term.Var var -> var;
      case Term.Ref ref -> new Term.Ref(terms(ref.parts()), ref.position());
      case Term.Array array -> new Term.Array(terms(array.items()), array.position());
      case Term.SetTerm set -> new Term.SetTerm(terms(set.items()), set.position());
      case Term.ObjectTerm object -> {
        List<Term.Entry> entries = new ArrayList<>(object.entries().size());
        for (Term.Entry entry : object.entries()) {
          entries.add(new Term.Entry(term(entry.key()), term(entry.value())));
        }
        yield new Term.ObjectTerm(entries, object.position());
      }
      case Term.Call call ->
          new Term.Call(operator(call.operator()), terms(call.arguments()), call.position());
      case Term.ArrayComprehension c ->
          new Term.ArrayComprehension(term(c.head()), body(c.body()), c.position());
      case Term.SetComprehension c ->
          new Term.SetComprehension(term(c.head()), body(c.body()), c.position());
      case Term.ObjectComprehension c ->
          new Term.ObjectComprehension(
              term(c.key()), term(c.value()), body(c.body()), c.position());
      case Term.Template template ->
          new Term.Template(
              template.parts().stream().map(this::expression).toList(),
              template.raw(),
              template.position());
    };
  }

  Term.Ref operator(Term.Ref operator) {
    return term(operator) instanceof Term.Ref same ? same : operator;
  }

  final List<Term> terms(List<Term> terms) {
    List<Term> changed = new ArrayList<>(terms.size());
    for (Term term : terms) {
      changed.add(term(term));
    }
    return changed;
  }

  Body body(Body body) {
    List<Expression> changed = new ArrayList<>(body.size());
    for (Expression expression : body.expressions()) {
      changed.add(expression(expression));
    }
    return new Body(changed, body.position());
  }

  Expression expression(Expression expression) {
    Expression.Content changed = content(expression.content());
    return expression.with(changed).withs(withs(expression.withs()));
  }

  List<Expression.With> withs(List<Expression.With> withs) {
    List<Expression.With> changed = new ArrayList<>(withs.size());
    for (Expression.With with : withs) {
      changed.add(new Expression.With(term(with.target()), term(with.value()), with.position()));
    }
    return changed;
  }

  Expression.Content content(Expression.Content content) {
    return switch (content) {
      case Expression.Plain plain -> new Expression.Plain(term(plain.term()));
      case Expression.Invoke call ->
          new Expression.Invoke(operator(call.operator()), terms(call.arguments()));
      case Expression.Some some -> new Expression.Some(terms(some.symbols()), some.position());
      case Expression.Every every ->
          new Expression.Every(
              every.key() == null ? null : term(every.key()),
              term(every.value()),
              term(every.domain()),
              body(every.body()),
              every.position());
      case Expression.Not not ->
          new Expression.Not(body(not.body()), not.explicit(), not.position());
      case Expression.And and -> and.with(body(and.left()), body(and.right()));
      case Expression.Or or -> or.with(body(or.left()), body(or.right()));
    };
  }

  Rule.Head head(Rule.Head head) {
    List<Term> parts = new ArrayList<>();
    parts.add(head.reference().head());
    parts.addAll(terms(head.reference().parts().subList(1, head.reference().size())));
    return head.with(
        new Term.Ref(parts, head.reference().position()),
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
