package dev.esclusa.cli;

import java.util.ArrayList;
import java.util.List;

/** A table with drawn lines; a message of several lines takes several. */
record TableReport() implements PolicyReport {
  private static final List<String> HEADINGS = List.of("RESULT", "FILE", "NAMESPACE", "MESSAGE");

  @Override
  public String text(List<PolicyResult> results) {
    List<List<String>> rows = new ArrayList<>();
    for (PolicyResult result : results) {
      for (int i = 0; i < result.successes(); i++) {
        rows.add(row("success", result, "SUCCESS"));
      }
      result.exceptions().forEach(it -> rows.add(row("exception", result, it.message())));
      result.warnings().forEach(it -> rows.add(row("warning", result, it.message())));
      result.failures().forEach(it -> rows.add(row("failure", result, it.message())));
    }
    return rows.isEmpty() ? "" : drawn(rows);
  }

  private static List<String> row(String verdict, PolicyResult result, String message) {
    return List.of(
        verdict,
        PolicyReport.plain(result.file()),
        PolicyReport.plain(result.namespace()),
        PolicyReport.plain(message));
  }

  private static String drawn(List<List<String>> rows) {
    int[] widths = HEADINGS.stream().mapToInt(TableReport::width).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] =
            Math.max(widths[i], row.get(i).lines().mapToInt(TableReport::width).max().orElse(0));
      }
    }
    StringBuilder out = new StringBuilder();
    rule(out, widths, "┌┬┐");
    for (int i = 0; i < widths.length; i++) {
      int space = widths[i] - width(HEADINGS.get(i));
      String left = " ".repeat(space / 2);
      out.append("│ ").append(left).append(HEADINGS.get(i));
      out.append(" ".repeat(space - space / 2)).append(' ');
    }
    out.append("│\n");
    rule(out, widths, "├┼┤");
    rows.forEach(row -> row(out, row, widths));
    rule(out, widths, "└┴┘");
    return out.toString();
  }

  private static void row(StringBuilder out, List<String> row, int[] widths) {
    List<List<String>> cells = row.stream().map(it -> it.lines().toList()).toList();
    int height = cells.stream().mapToInt(List::size).max().orElse(1);
    for (int line = 0; line < Math.max(1, height); line++) {
      for (int i = 0; i < widths.length; i++) {
        String text = line < cells.get(i).size() ? cells.get(i).get(line) : "";
        out.append("│ ").append(text).append(" ".repeat(widths[i] - width(text) + 1));
      }
      out.append("│\n");
    }
  }

  private static void rule(StringBuilder out, int[] widths, String corners) {
    for (int i = 0; i < widths.length; i++) {
      out.append(corners.charAt(i == 0 ? 0 : 1)).append("─".repeat(widths[i] + 2));
    }
    out.append(corners.charAt(2)).append('\n');
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
