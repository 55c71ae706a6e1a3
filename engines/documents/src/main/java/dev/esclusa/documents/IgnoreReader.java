package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists of what is left out ({@code .gitignore}, {@code .dockerignore}): for each line what it is
 * ({@code Path}, {@code NegatedPath}, {@code Comment}, {@code Empty}), what it says, and how it was
 * written (git-scm.com/docs/gitignore).
 */
final class IgnoreReader {
  private final SourceText source;

  IgnoreReader(SourceText source) {
    this.source = source;
  }

  /** A list with the list of lines: one document, not many. */
  Value read() {
    List<Value> entries = new ArrayList<>();
    for (String line : source.text().split("\n", -1)) {
      entries.add(entry(line));
    }
    return Value.of(List.of(Value.of(entries)));
  }

  private static Value entry(String line) {
    String said = trimmed(line);
    if (said.isEmpty()) {
      return entry("Empty", line, line);
    }
    return switch (line.charAt(0)) {
      case '#' -> entry("Comment", said.substring(1).strip(), line);
      case '!' -> entry("NegatedPath", unescaped(said.substring(1)), line);
      default -> entry("Path", unescaped(said), line);
    };
  }

  private static Value entry(String kind, String said, String written) {
    return Value.mapping("Kind", kind, "Original", written, "Value", said);
  }

  /** Spaces at the end do not count, but for the one behind a backslash. */
  private static String trimmed(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ') {
      end--;
    }
    return end > 0 && end < line.length() && line.charAt(end - 1) == '\\'
        ? line.substring(0, end + 1)
        : line.substring(0, end);
  }

  private static String unescaped(String path) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) != '\\') {
        out.append(path.charAt(i));
      } else if (path.startsWith("\\", i + 1)) {
        out.append('\\');
        i++;
      }
    }
    return out.toString();
  }
}
