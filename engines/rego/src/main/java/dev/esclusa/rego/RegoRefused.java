package dev.esclusa.rego;

import java.util.List;
import java.util.stream.Collectors;

/** Sources that are not accepted, with every reason found (at most ten). */
public final class RegoRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** OPA reports no more than this in one run. */
  static final int LIMIT = 10;

  private final transient List<RegoProblem> problems;

  RegoRefused(List<RegoProblem> problems) {
    super(problems.stream().map(RegoProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** At least one, in the order in which they were found. */
  public List<RegoProblem> problems() {
    return problems;
  }
}
