package dev.esclusa.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Annotations of GitHub Actions (docs.github.com, "Workflow commands"). Line ends in a message are
 * escaped, so that no message can be a command of its own.
 */
record GithubReport(boolean hidePassed) implements PolicyReport {
  @Override
  public String text(List<PolicyResult> results) {
    StringBuilder out = new StringBuilder();
    for (PolicyResult result : results) {
      if (!hidePassed || result.tests() > result.successes()) {
        one(out, result);
      }
    }
    return out.append(PolicyResult.summary(results)).append('\n').toString();
  }

  private static void one(StringBuilder out, PolicyResult result) {
    out.append("::group::Testing \"").append(message(result.file())).append("\" against ");
    out.append(result.tests()).append(" policies in namespace \"");
    out.append(message(result.namespace())).append("\"\n");
    result.failures().forEach(it -> finding(out, "error", result, it));
    result.warnings().forEach(it -> finding(out, "warning", result, it));
    result.exceptions().forEach(it -> finding(out, "notice", result, it));
    line(out, "notice", result.file(), "1", "Number of successful checks: " + result.successes());
    out.append("::endgroup::\n");
  }

  /** Where the rule says another file than the one that was checked, both are marked. */
  private static void finding(
      StringBuilder out, String level, PolicyResult result, PolicyFinding finding) {
    PolicyFinding.@Nullable Place place = finding.place();
    if (place == null) {
      line(out, level, result.file(), "1", finding.message());
      return;
    }
    line(out, level, place.file(), place.line(), finding.message());
    if (!place.file().equals(result.file())) {
      String origin = "(ORIGINATING FROM " + place.file() + " L" + place.line() + ") ";
      line(out, level, result.file(), "1", origin + finding.message());
    }
  }

  private static void line(
      StringBuilder out, String level, String file, String line, String message) {
    out.append("::").append(level).append(" file=").append(property(file));
    out.append(",line=").append(line).append("::").append(message(message)).append('\n');
  }

  private static String message(String text) {
    return Plain.line(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"));
  }

  private static String property(String text) {
    return message(text).replace(":", "%3A").replace(",", "%2C");
  }
}
