package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Watches an evaluation and keeps, for each rule, how far it came and what stopped it. */
final class Explainer implements Observer {
  private static final int MAX_VALUES = 16;

  private final Map<String, String> written;
  private final Map<Rule, Watched> rules = new IdentityHashMap<>();
  private final List<Watched> order = new ArrayList<>();
  private final List<Explanation.Failure> failures = new ArrayList<>();
  private final List<String> printed = new ArrayList<>();

  /**
   * @param written made variables with the names that people wrote
   */
  Explainer(Map<String, String> written) {
    this.written = written;
  }

  private static final class Watched {
    final Rule rule;
    final Module module;

    /** Made variables that hold what a reference found: the reference as it was written. */
    final Map<String, String> found = new HashMap<>();

    int tried;
    final Set<RegoValue> values = new LinkedHashSet<>();
    final Map<Expression, Seen> expressions = new IdentityHashMap<>();
    final List<Seen> order = new ArrayList<>();

    /** The expressions that only give values to these. */
    final Set<Expression> made = Collections.newSetFromMap(new IdentityHashMap<>());

    Watched(Rule rule, Module module, Map<String, String> written) {
      this.rule = rule;
      this.module = module;
      Set<String> bound = new HashSet<>();
      for (Expression expression : rule.body().expressions()) {
        if (expression.content() instanceof Expression.Invoke call
            && call.calls("eq")
            && call.arguments().size() == 2
            && call.arguments().getFirst() instanceof Term.Var(String name, Position at)
            && call.arguments().getLast() instanceof Term.Ref ref
            && name.startsWith("__local")
            && !written.containsKey(name)
            && !bound.contains(name)) {
          found.put(name, Compilation.written(ref, written));
          made.add(expression);
        }
        bound.addAll(Variables.in(expression, Variables.NOTHING));
      }
    }
  }

  private static final class Seen {
    final Expression expression;
    int tried;
    int held;
    Map<String, RegoValue> values = Map.of();

    Seen(Expression expression) {
      this.expression = expression;
    }
  }

  private final List<Watched> stack = new ArrayList<>();

  @Override
  public void enterRule(Rule rule, Module module) {
    Watched watched = rules.get(rule);
    if (watched == null) {
      watched = new Watched(rule, module, written);
      rules.put(rule, watched);
      order.add(watched);
    }
    watched.tried++;
    stack.add(watched);
  }

  @Override
  public void leaveRule(Rule rule, Module module) {
    stack.removeLast();
  }

  @Override
  public void produced(Rule rule, Module module, RegoValue value) {
    Watched watched = rules.get(rule);
    if (watched != null && watched.values.size() < MAX_VALUES) {
      watched.values.add(value);
    }
  }

  @Override
  public void enter(Expression expression, Frame frame) {
    Seen seen = seen(expression);
    if (seen != null) {
      seen.tried++;
      if (seen.tried - seen.held <= 1) {
        seen.values = values(expression, frame, stack.getLast().found);
      }
    }
  }

  @Override
  public void held(Expression expression, Frame frame) {
    Seen seen = seen(expression);
    if (seen != null) {
      seen.held++;
    }
  }

  private @Nullable Seen seen(Expression expression) {
    if (stack.isEmpty()) {
      return null;
    }
    Watched watched = stack.getLast();
    Seen seen = watched.expressions.get(expression);
    if (seen == null) {
      seen = new Seen(expression);
      watched.expressions.put(expression, seen);
      watched.order.add(seen);
    }
    return seen;
  }

  /** The variables that a person wrote, and what the expression asks of the input. */
  private Map<String, RegoValue> values(
      Expression expression, Frame frame, Map<String, String> found) {
    Map<String, RegoValue> values = new LinkedHashMap<>();
    new Looking() {
      @Override
      void term(Term term) {
        if (values.size() >= MAX_VALUES) {
          return;
        }
        if (term instanceof Term.Var(String name, Position at)) {
          Integer slot = frame.layout.names.get(name);
          RegoValue value = slot == null ? null : frame.slots[slot];
          if (value != null) {
            values.putIfAbsent(written.getOrDefault(name, found.getOrDefault(name, name)), value);
          }
        } else if (term instanceof Term.Ref ref && ref.startsAt("input") && ref.isGround()) {
          RegoValue value = asked(frame.context.input, ref);
          if (value != null && ref.size() > 1) {
            values.putIfAbsent(ref.toString(), value);
          }
        } else {
          super.term(term);
        }
      }
    }.expression(expression);
    return values;
  }

  private static @Nullable RegoValue asked(@Nullable RegoValue input, Term.Ref ref) {
    RegoValue at = input;
    for (int i = 1; i < ref.size() && at != null; i++) {
      RegoValue key = Constants.value(ref.part(i));
      at = key == null ? null : at.get(key);
    }
    return at;
  }

  @Override
  public void failed(String builtin, String reason, @Nullable Expression expression) {
    Position position = expression == null ? null : expression.position();
    if (failures.size() < 100) {
      failures.add(new Explanation.Failure(builtin, reason, position));
    }
  }

  @Override
  public void printed(String text) {
    printed.add(text);
  }

  Explanation explanation(List<Map<String, RegoValue>> solutions) {
    List<Explanation.RuleTrace> traces = new ArrayList<>();
    for (Watched watched : order) {
      traces.add(trace(watched));
    }
    return new Explanation(
        solutions, List.copyOf(traces), List.copyOf(failures), List.copyOf(printed));
  }

  private static Explanation.RuleTrace trace(Watched watched) {
    Map<Position, Explanation.Condition> conditions = new LinkedHashMap<>();
    for (Seen seen : watched.order) {
      Position at = seen.expression.position();
      boolean made = watched.made.contains(seen.expression);
      if (made && seen.held >= seen.tried) {
        continue; // told with the condition that it belongs to
      }
      String text = made ? reference(watched, seen.expression) : "";
      Explanation.Condition condition =
          new Explanation.Condition(
              at,
              text.isEmpty() ? from(watched.module, at) : text,
              seen.tried,
              seen.held,
              Map.copyOf(seen.values));
      conditions.merge(at, condition, Explanation.Condition::join);
    }
    return new Explanation.RuleTrace(
        watched.module.packagePath().dotted() + "." + watched.rule.head().reference(),
        watched.rule.position(),
        watched.tried,
        List.copyOf(watched.values),
        List.copyOf(conditions.values()));
  }

  /** What a made variable stands for; empty when it is no reference. */
  private static String reference(Watched watched, Expression expression) {
    return expression.content() instanceof Expression.Invoke call
            && call.arguments().getFirst() instanceof Term.Var(String name, Position at)
        ? watched.found.getOrDefault(name, "")
        : "";
  }

  /** The line from the expression on, without the braces that end the body there. */
  private static String from(Module module, Position at) {
    String[] lines = module.source().split("\n", -1);
    if (at.line() < 1 || at.line() > lines.length) {
      return "";
    }
    String line = lines[at.line() - 1];
    String text = line.substring(Math.min(line.length(), Math.max(0, at.column() - 1))).strip();
    while (text.endsWith("}") && count(text, '}') > count(text, '{')) {
      text = text.substring(0, text.length() - 1).stripTrailing();
    }
    return text;
  }

  private static long count(String text, char c) {
    return text.chars().filter(it -> it == c).count();
  }
}
