package dev.esclusa.cli;

import java.util.List;

/** The Test Anything Protocol (testanything.org), a plan for each file. */
record TapReport() implements PolicyReport {
  @Override
  public String text(List<PolicyResult> results) {
    StringBuilder out = new StringBuilder();
    for (PolicyResult result : results) {
      if (result.tests() > 0) {
        one(out, result);
      }
    }
    return out.toString();
  }

  private static void one(StringBuilder out, PolicyResult result) {
    out.append("1..").append(result.tests()).append('\n');
    int number = findings(out, "not ok", 1, result, result.failures());
    heading(out, "# warnings", result.warnings().size());
    number = findings(out, "not ok", number, result, result.warnings());
    heading(out, "# exceptions", result.exceptions().size());
    number = findings(out, "ok", number, result, result.exceptions());
    heading(out, "# successes", result.successes());
    for (int i = 0; i < result.successes(); i++) {
      line(out, "ok", number++, result, "SUCCESS");
    }
  }

  private static void heading(StringBuilder out, String text, int count) {
    if (count > 0) {
      out.append(text).append('\n');
    }
  }

  private static int findings(
      StringBuilder out,
      String verdict,
      int first,
      PolicyResult result,
      List<PolicyFinding> findings) {
    int number = first;
    for (PolicyFinding finding : findings) {
      line(out, verdict, number++, result, finding.message());
    }
    return number;
  }

  private static void line(
      StringBuilder out, String verdict, int number, PolicyResult result, String message) {
    out.append(verdict).append(' ').append(number).append(' ');
    out.append(PolicyReport.place(result)).append(' ');
    out.append(PolicyReport.plain(message)).append('\n');
  }
}
