package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Checks that called functions exist, take that many arguments, and have a value where one is used.
 */
final class FunctionCalls {
  private final Compilation compilation;
  private final RuleTree tree;

  FunctionCalls(Compilation compilation, RuleTree tree) {
    this.compilation = compilation;
    this.tree = tree;
  }

  /** How many arguments it takes; -1 when there is no such function. */
  int arity(Term.Ref function) {
    Builtins.Declared builtin = Builtins.of(function.dotted());
    if (builtin != null && !function.startsAt("data")) {
      return builtin.type().arguments().size();
    }
    var rules = tree.exactly(function);
    return rules.isEmpty() ? -1 : rules.getFirst().rule.head().arguments().size();
  }

  /** Before calls are flattened: {@code x := print("y")}. */
  Looking voidCalls() {
    return new Looking() {
      @Override
      void term(Term term) {
        if (term instanceof Term.Call call) {
          Builtins.Declared builtin = Builtins.of(call.operator().dotted());
          if (builtin != null && builtin.type().result() == null) {
            compilation.problem(
                Compilation.TYPE,
                call.position(),
                call.operator().dotted() + " has no value",
                "Call it as a condition of its own.");
          }
        }
        super.term(term);
      }
    };
  }

  /** After calls are flattened. */
  Looking undefined() {
    return new Looking() {
      @Override
      void expression(Expression expression) {
        if (expression.content() instanceof Expression.Invoke call && !check(expression, call)) {
          return;
        }
        super.expression(expression);
      }
    };
  }

  private boolean check(Expression expression, Expression.Invoke call) {
    int wanted = arity(call.operator());
    Position at = expression.position();
    String name = compilation.written(call.operator());
    if (wanted < 0) {
      compilation.problem(
          Compilation.TYPE, at, "there is no function " + name, suggestion(call.operator()));
      return false;
    }
    int given = call.arguments().size();
    boolean output = expression.generated();
    boolean fits =
        output
            ? given == wanted + 1 || call.calls("eq") && given == 2
            : given == wanted || given == wanted + 1;
    if (!fits) {
      compilation.problem(
          Compilation.TYPE,
          at,
          name
              + " takes "
              + wanted
              + " argument"
              + (wanted == 1 ? "" : "s")
              + ", not "
              + (output ? given - 1 : given),
          "");
    }
    return fits;
  }

  private static String suggestion(Term.Ref missing) {
    String name = missing.dotted();
    Optional<String> near =
        StreamSupport.stream(Builtins.all().spliterator(), false)
            .map(Builtins.Declared::name)
            .filter(each -> distance(each, name) <= 2)
            .min(Comparator.comparingInt(each -> distance(each, name)));
    return near.map(each -> "Is " + each + " meant?").orElse("Define it, or correct the name.");
  }

  /** Edits between two short names, at most a few; large when far apart. */
  static int distance(String a, @Nullable String b) {
    if (b == null || Math.abs(a.length() - b.length()) > 2 || b.length() > 60) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
