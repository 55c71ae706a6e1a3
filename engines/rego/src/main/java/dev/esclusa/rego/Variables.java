package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the variables of a piece of syntax, with where each stands first. */
final class Variables {
  /** What is not looked into. */
  enum Skip {
    /** {@code x} of {@code x.y}. */
    REF_HEADS,
    /** {@code f} of {@code f(x)}, in with modifiers too. */
    OPERATORS,
    OBJECT_KEYS,
    /** Bodies with variables of their own: comprehensions, every, not, and, or. */
    CLOSURES,
    SETS
  }

  /** What the safety check looks at. */
  static final Set<Skip> SAFETY = EnumSet.of(Skip.OPERATORS, Skip.CLOSURES);

  /** What a term can bind when it is matched against a value. */
  static final Set<Skip> BOUND = EnumSet.of(Skip.REF_HEADS, Skip.OBJECT_KEYS, Skip.CLOSURES);

  static final Set<Skip> NOTHING = EnumSet.noneOf(Skip.class);

  private final Set<Skip> skips;
  private final Map<String, Position> found = new LinkedHashMap<>();

  Variables(Set<Skip> skips) {
    this.skips = skips;
  }

  static Set<String> in(Term term, Set<Skip> skips) {
    return new Variables(skips).add(term).names();
  }

  static Set<String> in(Expression expression, Set<Skip> skips) {
    return new Variables(skips).add(expression).names();
  }

  static Set<String> in(Body body, Set<Skip> skips) {
    return new Variables(skips).add(body).names();
  }

  Set<String> names() {
    return found.keySet();
  }

  Map<String, Position> places() {
    return found;
  }

  Variables add(Body body) {
    body.expressions().forEach(this::add);
    return this;
  }

  Variables add(List<Term> terms) {
    terms.forEach(this::add);
    return this;
  }

  Variables add(Expression expression) {
    content(expression.content());
    for (Expression.With with : expression.withs()) {
      if (skips.contains(Skip.OPERATORS)) {
        behindHead(with.target());
        if (with.value() instanceof Term.Ref) {
          behindHead(with.value());
        } else {
          add(with.value());
        }
      } else {
        add(with.target());
        add(with.value());
      }
    }
    return this;
  }

  private void behindHead(Term term) {
    if (term instanceof Term.Ref ref) {
      add(ref.parts().subList(1, ref.size()));
    }
  }

  private void content(Expression.Content content) {
    switch (content) {
      case Expression.Plain plain -> add(plain.term());
      case Expression.Invoke call -> call(call.operator(), call.arguments());
      case Expression.Some some -> add(some.symbols());
      case Expression.Every every -> {
        add(every.domain());
        if (!skips.contains(Skip.CLOSURES)) {
          if (every.key() != null) {
            add(every.key());
          }
          add(every.value());
          add(every.body());
        }
      }
      // without braces it binds no more than 'not' always did
      case Expression.Not not -> {
        if (not.explicit()) {
          closure(not.body());
        } else {
          add(not.body());
        }
      }
      case Expression.And and -> {
        closure(and.left());
        closure(and.right());
      }
      case Expression.Or or -> {
        closure(or.left());
        closure(or.right());
      }
    }
  }

  private void closure(Body body) {
    if (!skips.contains(Skip.CLOSURES)) {
      add(body);
    }
  }

  private void call(Term.Ref operator, List<Term> arguments) {
    if (skips.contains(Skip.OPERATORS)) {
      behindHead(operator);
    } else {
      add(operator);
    }
    add(arguments);
  }

  Variables add(Term term) {
    switch (term) {
      case Term.Scalar scalar -> {}
      case Term.Var var -> found.putIfAbsent(var.name(), var.position());
      case Term.Ref ref ->
          add(skips.contains(Skip.REF_HEADS) ? ref.parts().subList(1, ref.size()) : ref.parts());
      case Term.Array array -> add(array.items());
      case Term.SetTerm set -> {
        if (!skips.contains(Skip.SETS)) {
          add(set.items());
        }
      }
      case Term.ObjectTerm object -> {
        for (Term.Entry entry : object.entries()) {
          if (!skips.contains(Skip.OBJECT_KEYS)) {
            add(entry.key());
          }
          add(entry.value());
        }
      }
      case Term.Call call -> call(call.operator(), call.arguments());
      case Term.ArrayComprehension c -> comprehension(List.of(c.head()), c.body());
      case Term.SetComprehension c -> comprehension(List.of(c.head()), c.body());
      case Term.ObjectComprehension c -> comprehension(List.of(c.key(), c.value()), c.body());
      case Term.Template template -> {
        if (!skips.contains(Skip.CLOSURES)) {
          template.parts().forEach(this::add);
        }
      }
    }
    return this;
  }

  private void comprehension(List<Term> heads, Body body) {
    if (!skips.contains(Skip.CLOSURES)) {
      add(heads);
      add(body);
    }
  }
}
