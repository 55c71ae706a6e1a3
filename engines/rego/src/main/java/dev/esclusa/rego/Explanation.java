package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation did, for a person: each rule that was tried, its conditions, and the one where
 * it stopped. {@code toString} is the whole as text.
 */
public record Explanation(
    List<Map<String, RegoValue>> solutions,
    List<RuleTrace> rules,
    List<Failure> failures,
    List<String> printed) {

  /**
   * One rule.
   *
   * @param tried how many times its body was begun
   * @param values what it gave, the first few
   */
  public record RuleTrace(
      String name,
      Position position,
      int tried,
      List<RegoValue> values,
      List<Condition> conditions) {

    /** The condition where the body stopped most often; null when it held. */
    public @Nullable Condition stoppedAt() {
      Condition last = null;
      for (Condition condition : conditions) {
        if (condition.held() < condition.tried() || condition.held() == 0) {
          last = condition;
        }
      }
      return last;
    }
  }

  /**
   * One line of a body.
   *
   * @param values of the variables when it was first tried without holding
   */
  public record Condition(
      Position position, String text, int tried, int held, Map<String, RegoValue> values) {
    Condition join(Condition other) {
      Map<String, RegoValue> all = new LinkedHashMap<>(values);
      all.putAll(other.values);
      return new Condition(
          position, text, Math.max(tried, other.tried), Math.min(held, other.held), all);
    }
  }

  /** A built-in that failed, which made its call undefined. */
  public record Failure(String builtin, String reason, @Nullable Position position) {}

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (RuleTrace rule : rules) {
      out.append(rule.position()).append("  ").append(rule.name());
      out.append(rule.values().isEmpty() ? " gave nothing" : " gave " + shown(rule.values()));
      out.append('\n');
      for (Condition condition : rule.conditions()) {
        boolean stopped = condition.held() < condition.tried();
        out.append("  ").append(stopped ? "x " : "  ").append(condition.text());
        if (stopped) {
          out.append("   # line ").append(condition.position().line());
          out.append(": held ").append(condition.held()).append(" of ").append(condition.tried());
          condition
              .values()
              .forEach(
                  (name, value) -> {
                    if (!name.startsWith("__")) {
                      out.append(", ").append(name).append(" = ").append(Steps.brief(value));
                    }
                  });
        }
        out.append('\n');
      }
    }
    for (Failure failure : failures) {
      out.append(failure.position() == null ? "" : failure.position() + "  ");
      out.append(failure.reason()).append('\n');
    }
    return out.toString();
  }

  private static String shown(List<RegoValue> values) {
    StringBuilder out = new StringBuilder();
    for (RegoValue value : values) {
      out.append(out.isEmpty() ? "" : ", ").append(Steps.brief(value));
    }
    return out.toString();
  }
}
