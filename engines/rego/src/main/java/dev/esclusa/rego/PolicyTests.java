package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs the rules of a pack whose names start with {@code test_}, as {@code opa test} does: a test
 * passes when it is defined and not false; {@code todo_test_} is skipped; a test rule that makes an
 * object of cases has one outcome for each.
 */
public final class PolicyTests {
  /** How a test ended. */
  public enum Verdict {
    PASSED,
    FAILED,
    ERROR,
    SKIPPED
  }

  /**
   * One test.
   *
   * @param name {@code data.package.test_x}, with the key of the case after a slash
   * @param reason of a failure or error, else empty
   * @param explanation of a failure, where one was asked for
   */
  public record Outcome(
      String name,
      Position position,
      Verdict verdict,
      String reason,
      List<String> printed,
      @Nullable Explanation explanation) {}

  private final PolicyPack pack;
  private final Question question;
  private final @Nullable Coverage coverage;

  /** The tests that have cases. */
  private final Set<String> cased = new HashSet<>();

  private PolicyTests(PolicyPack pack, Question question, @Nullable Coverage coverage) {
    this.pack = pack;
    this.question = question;
    this.coverage = coverage;
  }

  /** The outcomes of the tests whose names are wanted, in the order of the sources. */
  public static List<Outcome> run(
      PolicyPack pack, Predicate<String> wanted, Question question, @Nullable Coverage coverage) {
    PolicyTests tests = new PolicyTests(pack, question, coverage);
    List<Outcome> outcomes = new ArrayList<>();
    tests
        .found()
        .forEach(
            (name, position) -> {
              if (wanted.test(name)) {
                tests.one(name, position, outcomes);
              }
            });
    return List.copyOf(outcomes);
  }

  /** Names with the place of the first rule. */
  private Map<String, Position> found() {
    Map<String, Position> found = new LinkedHashMap<>();
    for (Module module : pack.policies().modules()) {
      for (Rule rule : module.rules()) {
        String name = rule.head().name();
        if (name.startsWith("test_") || name.startsWith("todo_test_")) {
          Term.Ref path = rule.path(module.packagePath()).prefix(module.packagePath().size() + 1);
          found.putIfAbsent(path.toString(), rule.position());
          if (rule.head().reference().size() > 1) {
            cased.add(path.toString());
          }
        }
      }
    }
    return found;
  }

  private void one(String name, Position position, List<Outcome> outcomes) {
    if (name.contains(".todo_test_")) {
      outcomes.add(new Outcome(name, position, Verdict.SKIPPED, "", List.of(), null));
      return;
    }
    try {
      PreparedQuery query = pack.prepare("x = " + name);
      List<Map<String, RegoValue>> solutions =
          coverage == null ? query.solutions(question) : query.solutions(question, coverage);
      RegoValue value = solutions.isEmpty() ? null : solutions.getFirst().get("x");
      if (cased.contains(name)) {
        TestCases cases = new TestCases(name);
        query.run(question, cases);
        value = withFailed(value, cases);
      }
      // only what failed is worth the time that an explanation takes
      judge(name, position, value, passed(name, value) ? null : query.explain(question), outcomes);
    } catch (RegoException | RegoRefused error) {
      outcomes.add(
          new Outcome(
              name, position, Verdict.ERROR, String.valueOf(error.getMessage()), List.of(), null));
    }
  }

  /** Cases that were begun and are not in the result are false. */
  private static @Nullable RegoValue withFailed(@Nullable RegoValue value, TestCases cases) {
    if (cases.begun().isEmpty() || value != null && !(value instanceof RegoObject)) {
      return value;
    }
    RegoObject.Builder all = RegoObject.builder();
    cases.begun().forEach(key -> all.put(key, RegoBoolean.FALSE));
    return (value instanceof RegoObject held ? all.putAll(held) : all).build();
  }

  /** Nothing but {@code true} is a test that passed; of one with cases, each must be. */
  private boolean passed(String name, @Nullable RegoValue value) {
    return cased.contains(name) && value instanceof RegoObject ? holds(value) : isTrue(value);
  }

  private static boolean holds(RegoValue value) {
    if (!(value instanceof RegoObject cases)) {
      return isTrue(value);
    }
    boolean all = true;
    for (int i = 0; i < cases.size(); i++) {
      all &= holds(cases.valueAt(i));
    }
    return all;
  }

  private static boolean isTrue(@Nullable RegoValue value) {
    return RegoBoolean.TRUE.equals(value);
  }

  private void judge(
      String name,
      Position position,
      @Nullable RegoValue value,
      @Nullable Explanation explanation,
      List<Outcome> outcomes) {
    if (cased.contains(name) && value instanceof RegoObject cases) {
      for (int i = 0; i < cases.size(); i++) {
        String key = RegoJson.key(cases.keyAt(i));
        RegoValue held = cases.valueAt(i);
        outcomes.add(outcome(name + "/" + key, position, held, holds(held), explanation));
      }
    } else {
      outcomes.add(outcome(name, position, value, isTrue(value), explanation));
    }
  }

  private static Outcome outcome(
      String name,
      Position position,
      @Nullable RegoValue value,
      boolean passed,
      @Nullable Explanation explanation) {
    return new Outcome(
        name,
        position,
        passed ? Verdict.PASSED : Verdict.FAILED,
        passed ? "" : reason(value),
        passed || explanation == null ? List.of() : explanation.printed(),
        passed ? null : explanation);
  }

  private static String reason(@Nullable RegoValue value) {
    if (value == null) {
      return "the test is undefined";
    }
    return value.isFalse()
        ? "the test does not hold"
        : "the test is not true, it is something else";
  }
}
