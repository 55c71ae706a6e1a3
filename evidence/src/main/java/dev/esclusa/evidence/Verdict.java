package dev.esclusa.evidence;

import dev.esclusa.model.Problem;

/** What a verifier says of a bundle. */
public sealed interface Verdict {
  /** Everything that could be checked holds. */
  record Valid(Report report) implements Verdict {}

  /**
   * Something does not hold; nothing of the bundle is to be believed.
   *
   * @param place e.g. {@code leaf 17 (plan-computed)}, {@code checkpoint line 3}
   */
  record Invalid(String place, Problem problem) implements Verdict {
    public String cause() {
      return problem.cause();
    }
  }

  default boolean valid() {
    return this instanceof Valid;
  }

  /** For people, ending in a newline. */
  default String text() {
    return switch (this) {
      case Valid it -> VerdictText.of(it.report());
      case Invalid it -> VerdictText.of(it);
    };
  }
}
