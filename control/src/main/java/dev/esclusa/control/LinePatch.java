package dev.esclusa.control;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scalars of one YAML file replaced where they stand, as a unified difference that {@code git
 * apply} takes. Everything else of a line stays, its comment too.
 */
final class LinePatch {
  private static final int AROUND = 3;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9._/-]*");
  private static final Pattern WORDS = Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null");

  /** A scalar on one line: quoted, or plain up to a comment or the end of a flow collection. */
  private static final Pattern SCALAR =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^']|'')*'|[^\\s#,\\[\\]{}&*!|>%@`'\"][^#,\\[\\]{}]*?(?=\\s*(?:#|,|]|}|$))");

  private final String file;
  private final List<String> lines;
  private final boolean endsWithNewline;
  private final TreeMap<Integer, String> changed = new TreeMap<>();
  private final TreeMap<Integer, TreeMap<Integer, Edit>> edits = new TreeMap<>();

  /** Of one line as it was: up to where it is replaced, and by what. */
  private record Edit(int end, String text) {}

  LinePatch(String file, String content) {
    this.file = file;
    this.endsWithNewline = content.endsWith("\n");
    List<String> all = new ArrayList<>(List.of(content.split("\n", -1)));
    if (endsWithNewline) {
      all.removeLast();
    }
    this.lines = all;
  }

  /**
   * @param wanted what must stand there, so that nothing else is overwritten
   * @return false when something else stands there; then nothing changes
   */
  boolean replace(Position at, Value wanted, Value real) {
    int index = at.line() - 1;
    if (index >= lines.size()) {
      return false;
    }
    String line = lines.get(index);
    int characters = line.codePointCount(0, line.length());
    int column = line.offsetByCodePoints(0, Math.min(at.column() - 1, characters));
    Matcher scalar = SCALAR.matcher(line).region(column, line.length());
    if (!scalar.lookingAt() || !means(scalar.group(), wanted)) {
      return false;
    }
    TreeMap<Integer, Edit> ofLine = edits.computeIfAbsent(index, _ -> new TreeMap<>());
    ofLine.put(scalar.start(), new Edit(scalar.end(), written(real)));
    changed.put(index, edited(line, ofLine));
    return true;
  }

  private static String edited(String line, Map<Integer, Edit> edits) {
    StringBuilder out = new StringBuilder();
    int next = 0;
    for (Map.Entry<Integer, Edit> one : edits.entrySet()) {
      out.append(line, next, one.getKey()).append(one.getValue().text());
      next = one.getValue().end();
    }
    return out.append(line, next, line.length()).toString();
  }

  private static boolean means(String source, Value value) {
    String text = value instanceof Value.Text(String it) ? it : value.toString();
    String seen = source;
    if (source.startsWith("'")) {
      seen = source.substring(1, source.length() - 1).replace("''", "'");
    } else if (source.startsWith("\"") && !source.contains("\\")) {
      seen = source.substring(1, source.length() - 1);
    }
    return seen.equals(text);
  }

  /** JSON is YAML; a word that needs no quotes gets none. */
  private static String written(Value value) {
    return value instanceof Value.Text(String text)
            && PLAIN.matcher(text).matches()
            && !WORDS.matcher(text).matches()
        ? text
        : value.toString();
  }

  /** Empty when nothing was replaced. */
  String text() {
    if (changed.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    out.append("--- a/").append(file).append("\n+++ b/").append(file).append('\n');
    int next = 0;
    while (next < lines.size()) {
      Integer first = changed.ceilingKey(next);
      if (first == null) {
        break;
      }
      int last = first;
      for (Integer more = changed.higherKey(last);
          more != null && more - last <= 2 * AROUND;
          more = changed.higherKey(last)) {
        last = more;
      }
      hunk(out, Math.max(next, first - AROUND), Math.min(lines.size() - 1, last + AROUND));
      next = last + AROUND + 1;
    }
    return out.toString();
  }

  private void hunk(StringBuilder out, int from, int to) {
    String span = (from + 1) + "," + (to - from + 1);
    out.append("@@ -").append(span).append(" +").append(span).append(" @@\n");
    for (int i = from; i <= to; i++) {
      String now = changed.get(i);
      if (now == null) {
        line(out, ' ', lines.get(i), i);
      } else {
        line(out, '-', lines.get(i), i);
        line(out, '+', now, i);
      }
    }
  }

  private void line(StringBuilder out, char sign, String line, int index) {
    out.append(sign).append(line).append('\n');
    if (index == lines.size() - 1 && !endsWithNewline) {
      out.append("\\ No newline at end of file\n");
    }
  }
}
