package dev.esclusa.rego;

import java.util.List;

/** Visits syntax; a stage overrides what it looks for and calls super to go deeper. */
class Looking {
  void term(Term term) {
    switch (term) {
      case Term.Scalar scalar -> {}
      case Term.Var var -> {}
      case Term.Ref ref -> terms(ref.parts());
      case Term.Array array -> terms(array.items());
      case Term.SetTerm set -> terms(set.items());
      case Term.ObjectTerm object -> {
        for (Term.Entry entry : object.entries()) {
          term(entry.key());
          term(entry.value());
        }
      }
      case Term.Call call -> {
        term(call.operator());
        terms(call.arguments());
      }
      case Term.ArrayComprehension c -> comprehension(List.of(c.head()), c.body());
      case Term.SetComprehension c -> comprehension(List.of(c.head()), c.body());
      case Term.ObjectComprehension c -> comprehension(List.of(c.key(), c.value()), c.body());
      case Term.Template template -> template.parts().forEach(this::expression);
    }
  }

  final void terms(List<Term> terms) {
    terms.forEach(this::term);
  }

  void comprehension(List<Term> heads, Body body) {
    terms(heads);
    body(body);
  }

  void body(Body body) {
    body.expressions().forEach(this::expression);
  }

  void expression(Expression expression) {
    content(expression.content());
    for (Expression.With with : expression.withs()) {
      term(with.target());
      term(with.value());
    }
  }

  void content(Expression.Content content) {
    switch (content) {
      case Expression.Plain plain -> term(plain.term());
      case Expression.Invoke call -> {
        term(call.operator());
        terms(call.arguments());
      }
      case Expression.Some some -> terms(some.symbols());
      case Expression.Every every -> {
        if (every.key() != null) {
          term(every.key());
        }
        term(every.value());
        term(every.domain());
        body(every.body());
      }
      case Expression.Not not -> body(not.body());
      case Expression.And and -> {
        body(and.left());
        body(and.right());
      }
      case Expression.Or or -> {
        body(or.left());
        body(or.right());
      }
    }
  }

  void head(Rule.Head head) {
    terms(head.reference().parts().subList(1, head.reference().size()));
    terms(head.arguments());
    if (head.key() != null) {
      term(head.key());
    }
    if (head.value() != null) {
      term(head.value());
    }
  }

  /** Without what follows {@code else}. */
  void rule(Rule rule) {
    head(rule.head());
    body(rule.body());
  }
}
