package dev.esclusa.adapters.terraform;

import dev.esclusa.terraform.Adoption;
import dev.esclusa.tree.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to write into the files of a stack, as a unified difference that {@code git apply} takes,
 * and what no line can be named for, as notes.
 */
final class CodePatch {
  private static final int AROUND = 3;
  private static final String NEW_FILE = "adopted.tf";

  private final Map<String, byte[]> files;
  private final String folder;
  private final Map<String, List<Edit>> edits = new TreeMap<>();
  private final List<String> added = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Some lines of a file, from the first on, give way to others. */
  private record Edit(int from, int count, List<String> lines) {}

  /**
   * @param files of the revision, by path
   * @param folder of the stack
   */
  CodePatch(Map<String, byte[]> files, String folder) {
    this.files = files;
    this.folder = folder;
  }

  static dev.esclusa.observe.Adoption of(
      List<Adoption> adoptions, Map<String, byte[]> files, String folder) {
    CodePatch patch = new CodePatch(files, folder);
    adoptions.forEach(patch::take);
    return new dev.esclusa.observe.Adoption(patch.text(), patch.notes);
  }

  private void take(Adoption one) {
    boolean done =
        !one.hidden()
            && switch (one.deed()) {
              case IMPORT -> added.add(one.code());
              case ADD -> one.position() != null && inserted(one, one.position());
              case REPLACE -> one.position() != null && replaced(one, one.position());
              case REMOVE -> one.position() != null && removed(one, one.position());
            };
    if (!done || !one.note().isEmpty()) {
      notes.add(words(one, done));
    }
  }

  private static String words(Adoption one, boolean done) {
    String place = one.position() == null ? "" : " at " + one.position();
    String what = one.address() + (one.attribute().isEmpty() ? "" : " " + one.attribute()) + place;
    String text = one.note().isEmpty() ? what : what + ": " + one.note();
    return done || one.code().isEmpty() ? text + "." : text + ". By hand:\n" + one.code();
  }

  private List<String> lines(String file) {
    byte[] bytes = files.get(file);
    return bytes == null
        ? List.of()
        : List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1));
  }

  private boolean inserted(Adoption one, Position block) {
    List<String> lines = lines(block.file());
    if (block.line() > lines.size() || !lines.get(block.line() - 1).stripTrailing().endsWith("{")) {
      return false;
    }
    String indent = indent(lines.get(block.line() - 1)) + "  ";
    return edit(block.file(), new Edit(block.line(), 0, indented(one.code(), indent)));
  }

  private boolean replaced(Adoption one, Position at) {
    Span span = span(one, at);
    int equals = one.code().indexOf(" = ");
    if (span == null || equals < 0) {
      return false;
    }
    List<String> code = one.code().substring(equals + 3).lines().toList();
    List<String> now = new ArrayList<>();
    for (int i = 0; i < code.size(); i++) {
      now.add((i == 0 ? span.before() : span.indent()) + code.get(i));
    }
    now.set(now.size() - 1, now.getLast() + span.after());
    return edit(at.file(), new Edit(at.line() - 1, span.count(), now));
  }

  private boolean removed(Adoption one, Position at) {
    Span span = span(one, at);
    return span != null
        && span.before().strip().matches("[A-Za-z0-9_-]+\\s*=")
        && span.after().isBlank()
        && edit(at.file(), new Edit(at.line() - 1, span.count(), List.of()));
  }

  /**
   * Where an expression stands.
   *
   * @param before what its first line has before it
   * @param after what its last line has behind it
   */
  private record Span(int count, String before, String after, String indent) {}

  /** Absent where something else stands there than was read. */
  private @Nullable Span span(Adoption one, Position at) {
    String written = one.written();
    List<String> lines = lines(at.file());
    if (written == null || at.line() > lines.size()) {
      return null;
    }
    int count = (int) written.chars().filter(it -> it == '\n').count() + 1;
    if (at.line() - 1 + count > lines.size()) {
      return null;
    }
    String first = lines.get(at.line() - 1);
    int column = first.offsetByCodePoints(0, at.column() - 1);
    String region = String.join("\n", lines.subList(at.line() - 1, at.line() - 1 + count));
    if (!region.startsWith(written, column)) {
      return null;
    }
    return new Span(
        count,
        first.substring(0, column),
        region.substring(column + written.length()),
        indent(first));
  }

  private boolean edit(String file, Edit edit) {
    List<Edit> all = edits.computeIfAbsent(file, it -> new ArrayList<>());
    boolean free =
        all.stream()
            .allMatch(
                it ->
                    it.from() + it.count() <= edit.from()
                        || edit.from() + edit.count() <= it.from());
    return free && all.add(edit);
  }

  private static String indent(String line) {
    return line.substring(0, line.length() - line.stripLeading().length());
  }

  private static List<String> indented(String code, String indent) {
    return code.lines().map(it -> it.isEmpty() ? it : indent + it).toList();
  }

  private String text() {
    StringBuilder out = new StringBuilder();
    if (!added.isEmpty()) {
      String name = folder.isEmpty() ? NEW_FILE : folder + "/" + NEW_FILE;
      List<String> lines = new ArrayList<>(String.join("\n\n", added).lines().toList());
      if (files.containsKey(name)) {
        lines.addFirst("");
        int at = lines(name).size() - 1;
        edits.computeIfAbsent(name, it -> new ArrayList<>()).add(new Edit(at, 0, lines));
      } else {
        out.append("--- /dev/null\n+++ b/").append(name).append('\n');
        out.append("@@ -0,0 +1,").append(lines.size()).append(" @@\n");
        lines.forEach(it -> out.append('+').append(it).append('\n'));
      }
    }
    edits.forEach((file, all) -> difference(file, all, out));
    return out.toString();
  }

  /** One hunk over all that changes in a file. */
  private void difference(String file, List<Edit> all, StringBuilder out) {
    if (all.isEmpty()) {
      return;
    }
    List<Edit> sorted =
        all.stream()
            .sorted(Comparator.comparingInt(Edit::from).thenComparingInt(Edit::count))
            .toList();
    List<String> lines = new ArrayList<>(lines(file));
    boolean closed = lines.getLast().isEmpty();
    if (closed) {
      lines.removeLast();
    }
    int from = Math.max(0, sorted.getFirst().from() - AROUND);
    Edit last = sorted.getLast();
    int to = Math.min(lines.size(), last.from() + last.count() + AROUND);
    StringBuilder hunk = new StringBuilder();
    int next = from;
    int grown = 0;
    for (Edit edit : sorted) {
      for (; next < edit.from(); next++) {
        line(hunk, ' ', lines, next, closed);
      }
      for (; next < edit.from() + edit.count(); next++) {
        line(hunk, '-', lines, next, closed);
      }
      edit.lines().forEach(it -> hunk.append('+').append(it).append('\n'));
      grown += edit.lines().size() - edit.count();
    }
    for (; next < to; next++) {
      line(hunk, ' ', lines, next, closed);
    }
    int size = to - from;
    out.append("--- a/").append(file).append("\n+++ b/").append(file).append('\n');
    out.append("@@ -").append(from + 1).append(',').append(size);
    out.append(" +").append(from + 1).append(',').append(size + grown).append(" @@\n");
    out.append(hunk);
  }

  private static void line(
      StringBuilder out, char sign, List<String> lines, int index, boolean closed) {
    out.append(sign).append(lines.get(index)).append('\n');
    if (index == lines.size() - 1 && !closed) {
      out.append("\\ No newline at end of file\n");
    }
  }
}
