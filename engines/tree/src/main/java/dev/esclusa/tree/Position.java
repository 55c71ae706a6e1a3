package dev.esclusa.tree;

import org.jspecify.annotations.Nullable;

/**
 * A place in a source file: {@code crm/deploy.yaml:3:7}. Line and column count from 1, columns in
 * characters.
 */
public record Position(String file, int line, int column) implements Comparable<Position> {
  @Override
  public int compareTo(Position other) {
    int byFile = file.compareTo(other.file);
    int byLine = byFile != 0 ? byFile : Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }

  /** Reads the text form back; the file name may hold colons. */
  public static Position parse(String text) {
    int second = text.lastIndexOf(':');
    int first = second < 1 ? -1 : text.lastIndexOf(':', second - 1);
    if (first >= 0) {
      try {
        return new Position(
            text.substring(0, first),
            Integer.parseInt(text.substring(first + 1, second)),
            Integer.parseInt(text.substring(second + 1)));
      } catch (NumberFormatException e) {
        throw malformed(text, e);
      }
    }
    throw malformed(text, null);
  }

  private static TreeException malformed(String text, @Nullable Throwable origin) {
    return new TreeException(
        "TRE-0014", null, "'" + text + "' is not a position.", "Write file:line:column.", origin);
  }
}
