package dev.esclusa.model;

import org.jspecify.annotations.Nullable;

/** A problem on its way to whoever must act: thrown by rooms and adapters, shown as it is. */
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;
  private final transient @Nullable FieldAddress field;

  public ProblemException(Problem problem, @Nullable Throwable cause) {
    this(problem, null, cause);
  }

  /**
   * @param field what the problem is about, for whoever knows where that is written
   */
  public ProblemException(
      Problem problem, @Nullable FieldAddress field, @Nullable Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
    this.field = field;
  }

  public Problem problem() {
    return problem;
  }

  public @Nullable FieldAddress field() {
    return field;
  }
}
