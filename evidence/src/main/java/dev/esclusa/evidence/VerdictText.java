package dev.esclusa.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** A verdict as a person reads it. */
final class VerdictText {
  private VerdictText() {}

  static String of(Verdict.Invalid invalid) {
    return "INVALID\n"
        + "  place  "
        + invalid.place()
        + "\n"
        + "  cause  "
        + invalid.problem().code()
        + ": "
        + invalid.problem().cause()
        + "\n"
        + "  fix    "
        + invalid.problem().fix()
        + "\n";
  }

  static String of(Report report) {
    StringBuilder text = new StringBuilder("VALID\n");
    String name = report.targetName() == null ? "" : " (" + report.targetName() + ")";
    text.append("  change  ").append(report.change()).append(", ").append(report.state());
    text.append("\n  target  ").append(report.target()).append(name);
    if (report.planHash() != null) {
      text.append("\n  plan    ").append(report.planHash());
    }
    Report.Log log = report.log();
    text.append("\n  log     ").append(log.origin()).append(", ").append(log.size());
    text.append(" leaves, root ").append(log.root()).append('\n');
    log.cosignedAt()
        .forEach(
            (witness, at) ->
                text.append("  witness ").append(witness).append(" at ").append(at).append('\n'));
    for (Report.Approved it : report.approvals()) {
      text.append("  yes     ").append(it.principal()).append(" (").append(it.approver());
      text.append("), leaf ").append(it.index()).append(", ");
      text.append(it.keyFingerprint() == null ? "signature not checked" : it.keyFingerprint());
      text.append('\n');
    }
    text.append('\n').append(table(report));
    section(text, "checked", report.checked());
    section(text, "erased", report.erased());
    section(text, "not checked", report.unchecked());
    return text.toString();
  }

  private static void section(StringBuilder text, String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      text.append('\n').append(title).append('\n');
      sentences.forEach(it -> text.append("  - ").append(it).append('\n'));
    }
  }

  private static String table(Report report) {
    List<Report.Line> lines = new ArrayList<>(report.facts());
    lines.addAll(report.aboutTarget());
    lines.sort(Comparator.comparingLong(Report.Line::index));
    List<Column> columns =
        List.of(
            new Column("LEAF", it -> String.valueOf(it.index())),
            new Column(
                "OF",
                it ->
                    it.stream().equals(report.facts().getFirst().stream())
                        ? String.valueOf(it.sequence())
                        : it.stream().text()),
            new Column("RECORDED AT", it -> it.recordedAt().toString()),
            new Column("ACTOR", it -> it.actor().text()),
            new Column("FACT", Report.Line::type),
            new Column("DETAIL", Report.Line::detail));
    StringBuilder text = new StringBuilder();
    row(text, columns, lines, Column::title);
    lines.forEach(line -> row(text, columns, lines, it -> it.cell().apply(line)));
    return text.toString();
  }

  private static void row(
      StringBuilder text,
      List<Column> columns,
      List<Report.Line> lines,
      Function<Column, String> cell) {
    StringBuilder row = new StringBuilder(" ");
    for (Column column : columns) {
      String content = cell.apply(column);
      row.append(' ').append(content).repeat(' ', column.width(lines) - content.length() + 1);
    }
    text.append(row.toString().stripTrailing()).append('\n');
  }

  private record Column(String title, Function<Report.Line, String> cell) {
    int width(List<Report.Line> lines) {
      return lines.stream()
          .mapToInt(it -> cell.apply(it).length())
          .reduce(title.length(), Math::max);
    }
  }
}
