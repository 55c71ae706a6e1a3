package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
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

  private final Map<Rule, Watched> rules = new IdentityHashMap<>();
  private final List<Watched> order = new ArrayList<>();
  private final List<Explanation.Failure> failures = new ArrayList<>();
  private final List<String> printed = new ArrayList<>();

  private static final class Watched {
    final Rule rule;
    final Module module;
    int tried;
    final Set<RegoValue> values = new LinkedHashSet<>();
    final Map<Expression, Seen> expressions = new IdentityHashMap<>();
    final List<Seen> order = new ArrayList<>();

    Watched(Rule rule, Module module) {
      this.rule = rule;
      this.module = module;
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
      watched = new Watched(rule, module);
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
        seen.values = values(expression, frame);
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

  private static Map<String, RegoValue> values(Expression expression, Frame frame) {
    Map<String, RegoValue> values = new LinkedHashMap<>();
    String text = expression.toString();
    frame.layout.names.forEach(
        (name, slot) -> {
          RegoValue value = frame.slots[slot];
          if (value != null && values.size() < MAX_VALUES && text.contains(name)) {
            values.put(name, value);
          }
        });
    return values;
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
      Explanation.Condition condition =
          new Explanation.Condition(
              at, from(watched.module, at), seen.tried, seen.held, Map.copyOf(seen.values));
      conditions.merge(at, condition, Explanation.Condition::join);
    }
    return new Explanation.RuleTrace(
        watched.module.packagePath().dotted() + "." + watched.rule.head().reference(),
        watched.rule.position(),
        watched.tried,
        List.copyOf(watched.values),
        List.copyOf(conditions.values()));
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
