package dev.esclusa.rego;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Variables that a body declares with {@code :=} or {@code some}, not those of bodies inside. */
final class Declared extends Looking {
  private final Set<String> found = new HashSet<>();

  private Declared() {}

  static Set<String> in(Body body) {
    Declared declared = new Declared();
    declared.body(body);
    return declared.found;
  }

  static Set<String> in(Expression expression) {
    Declared declared = new Declared();
    declared.expression(expression);
    return declared.found;
  }

  @Override
  void expression(Expression expression) {
    switch (expression.content()) {
      case Expression.Invoke call when call.calls("assign") && call.arguments().size() == 2 ->
          found.addAll(Variables.in(call.arguments().getFirst(), Variables.NOTHING));
      case Expression.Some some -> {
        for (Term symbol : some.symbols()) {
          if (symbol instanceof Term.Call call) {
            List<Term> bound = call.arguments().subList(0, call.arguments().size() - 1);
            bound.forEach(term -> found.addAll(Variables.in(term, Variables.NOTHING)));
          } else {
            found.addAll(Variables.in(symbol, Variables.NOTHING));
          }
        }
      }
      default -> {}
    }
  }
}
