package dev.esclusa.cli;

import java.util.List;
import java.util.function.Predicate;

/**
 * What the rules of one namespace said of one file.
 *
 * @param file as named, {@code -} for the standard input
 * @param printed by {@code print}
 */
record PolicyResult(
    String file,
    String namespace,
    int successes,
    List<PolicyFinding> warnings,
    List<PolicyFinding> failures,
    List<PolicyFinding> exceptions,
    List<String> printed) {

  int tests() {
    return successes + warnings.size() + failures.size() + exceptions.size();
  }

  static boolean anyFailure(List<PolicyResult> results) {
    return any(results, it -> !it.failures().isEmpty());
  }

  static boolean anyWarning(List<PolicyResult> results) {
    return any(results, it -> !it.warnings().isEmpty());
  }

  private static boolean any(List<PolicyResult> results, Predicate<PolicyResult> what) {
    return results.stream().anyMatch(what);
  }

  /** {@code 8 tests, 2 passed, 2 warnings, 3 failures, 1 exception}. */
  static String summary(List<PolicyResult> results) {
    int passed = results.stream().mapToInt(PolicyResult::successes).sum();
    int warnings = results.stream().mapToInt(it -> it.warnings().size()).sum();
    int failures = results.stream().mapToInt(it -> it.failures().size()).sum();
    int exceptions = results.stream().mapToInt(it -> it.exceptions().size()).sum();
    return counted(passed + warnings + failures + exceptions, "test")
        + ", "
        + passed
        + " passed, "
        + counted(warnings, "warning")
        + ", "
        + counted(failures, "failure")
        + ", "
        + counted(exceptions, "exception");
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
