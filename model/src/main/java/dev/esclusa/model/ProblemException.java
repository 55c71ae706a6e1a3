package dev.esclusa.model;

import org.jspecify.annotations.Nullable;

/** A problem on its way to whoever must act: thrown by rooms and adapters, shown as it is. */
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;

  public ProblemException(Problem problem, @Nullable Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
