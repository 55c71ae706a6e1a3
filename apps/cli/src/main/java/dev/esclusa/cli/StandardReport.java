package dev.esclusa.cli;

import java.util.List;

/** A line for each finding and a line of counts, for people. */
record StandardReport(boolean coloured, boolean suppressExceptions) implements PolicyReport {
  private static final int RED = 31;
  private static final int GREEN = 32;
  private static final int YELLOW = 33;
  private static final int BLUE = 34;
  private static final int CYAN = 36;

  @Override
  public String text(List<PolicyResult> results) {
    StringBuilder out = new StringBuilder();
    for (PolicyResult result : results) {
      for (String line : result.printed()) {
        out.append(painted("PRNT ", BLUE)).append("  ").append(PolicyReport.plain(line));
        out.append('\n');
      }
    }
    for (PolicyResult result : results) {
      findings(out, "WARN", YELLOW, result, result.warnings());
      findings(out, "FAIL", RED, result, result.failures());
      if (!suppressExceptions) {
        findings(out, "EXCP", CYAN, result, result.exceptions());
      }
    }
    out.append('\n').append(painted(PolicyResult.summary(results), worst(results))).append('\n');
    return out.toString();
  }

  private void findings(
      StringBuilder out,
      String level,
      int colour,
      PolicyResult result,
      List<PolicyFinding> findings) {
    for (PolicyFinding finding : findings) {
      out.append(painted(level, colour)).append(' ').append(PolicyReport.place(result));
      out.append(' ').append(PolicyReport.plain(finding.message())).append('\n');
    }
  }

  private static int worst(List<PolicyResult> results) {
    if (PolicyResult.anyFailure(results)) {
      return RED;
    }
    if (PolicyResult.anyWarning(results)) {
      return YELLOW;
    }
    return results.stream().anyMatch(it -> !it.exceptions().isEmpty()) ? CYAN : GREEN;
  }

  private String painted(String text, int colour) {
    return coloured ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
  }
}
