package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import org.jspecify.annotations.Nullable;

/** Why a command came to nothing: the problem a person sees, and how the process ends. */
public final class Failure extends RuntimeException {
  private final transient Problem problem;
  private final ExitCode exit;
  private final int status;

  private Failure(Problem problem, ExitCode exit, int status, @Nullable Throwable origin) {
    super(problem.toString(), origin);
    this.problem = problem;
    this.exit = exit;
    this.status = status;
  }

  static Failure of(ExitCode exit, Problem problem) {
    return new Failure(problem, exit, 0, null);
  }

  static Failure of(ExitCode exit, Problem problem, Throwable origin) {
    return new Failure(problem, exit, 0, origin);
  }

  /** The caller's own: wrong words, wrong file. */
  static Failure caller(String code, String cause, String fix) {
    return of(ExitCode.REFUSED, Problem.caller(code, cause, fix));
  }

  static Failure answered(int status, Problem problem) {
    return new Failure(problem, ExitCode.ofStatus(status), status, null);
  }

  static Failure of(ProblemException refused) {
    Problem problem = refused.problem();
    ExitCode exit =
        switch (problem.fault()) {
          case CALLER -> ExitCode.REFUSED;
          case ENVIRONMENT -> ExitCode.UNREACHABLE;
          case CAPACITY -> ExitCode.LIMIT;
          case DEFECT -> ExitCode.DEFECT;
        };
    return new Failure(problem, exit, 0, refused);
  }

  public Problem problem() {
    return problem;
  }

  public ExitCode exit() {
    return exit;
  }

  /** HTTP status that the server answered with; 0 when none did. */
  public int status() {
    return status;
  }
}
