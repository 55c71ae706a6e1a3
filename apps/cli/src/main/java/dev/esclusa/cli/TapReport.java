package dev.esclusa.cli;

import java.util.List;

/**
 * The Test Anything Protocol (testanything.org). Further lines of a message are comments, so that
 * none can be a verdict of its own.
 */
record TapReport() implements PolicyReport {
  @Override
  public String text(List<PolicyResult> results) {
    int tests = results.stream().mapToInt(PolicyResult::tests).sum();
    Lines lines = new Lines();
    results.forEach(it -> one(lines, it));
    return tests == 0 ? "" : "1.." + tests + "\n" + lines.out;
  }

  /** What was written so far, and the number of the next test. */
  private static final class Lines {
    private final StringBuilder out = new StringBuilder();
    private int number = 1;

    void add(String verdict, PolicyResult result, String message) {
      out.append(verdict).append(' ').append(number++).append(' ');
      out.append(PolicyReport.place(result)).append(' ');
      out.append(PolicyReport.plain(message).replace("\n", "\n# ")).append('\n');
    }

    void add(String heading, String verdict, PolicyResult result, List<PolicyFinding> findings) {
      out.append(findings.isEmpty() ? "" : heading);
      findings.forEach(it -> add(verdict, result, it.message()));
    }
  }

  private static void one(Lines lines, PolicyResult result) {
    lines.add("", "not ok", result, result.failures());
    lines.add("# warnings\n", "not ok", result, result.warnings());
    lines.add("# exceptions\n", "ok", result, result.exceptions());
    lines.out.append(result.successes() > 0 ? "# successes\n" : "");
    for (int i = 0; i < result.successes(); i++) {
      lines.add("ok", result, "SUCCESS");
    }
  }
}
