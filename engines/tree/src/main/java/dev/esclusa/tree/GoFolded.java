package dev.esclusa.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * What a folded scalar ({@code >}) becomes when go-yaml v3 writes it and reads it again, as
 * kustomize does with every object before it prints it. Its writer (emitterc.go,
 * yaml_emitter_write_folded_scalar) doubles a line end even where the next line is indented and the
 * reader does not fold it, so that such a line is followed by an empty one.
 */
final class GoFolded {
  private GoFolded() {}

  static String rewritten(String text) {
    return isWrittenFolded(text) ? read(written(text), keptLineEnds(text)) : text;
  }

  /** yaml_emitter_analyze_scalar: anything else is put in double quotes, and comes back whole. */
  private static boolean isWrittenFolded(String text) {
    if (text.isEmpty() || text.endsWith(" ") || text.contains(" \n")) {
      return false;
    }
    return text.codePoints().allMatch(GoFolded::isPrintable);
  }

  private static boolean isPrintable(int c) {
    return c == '\n'
        || c == '\t'
        || (c >= 0x20 && c <= 0x7e)
        || (c >= 0xa0 && c <= 0xd7ff && c != 0x2028 && c != 0x2029)
        || (c >= 0xe000 && c <= 0xfffd && c != 0xfeff);
  }

  /** The lines without their indentation. */
  private static List<String> written(String text) {
    StringBuilder out = new StringBuilder();
    boolean startsBlank = startsBlank(text);
    boolean breaks = true;
    boolean leadingSpaces = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        // It looks at the start of the text where it means what comes next.
        out.append(!breaks && !leadingSpaces && !startsBlank ? "\n\n" : "\n");
        breaks = true;
      } else {
        leadingSpaces = breaks ? isBlank(c) : leadingSpaces;
        out.append(c);
        breaks = false;
      }
    }
    return new ArrayList<>(List.of(out.toString().split("\n", -1)));
  }

  private static boolean startsBlank(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) == '\n') {
      start++;
    }
    return start < text.length() && isBlank(text.charAt(start));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** How many line ends the chomping sign lets stay at the end: none, one, or all. */
  private static int keptLineEnds(String text) {
    if (!text.endsWith("\n")) {
      return 0;
    }
    return text.length() == 1 || text.endsWith("\n\n") ? Integer.MAX_VALUE : 1;
  }

  /** yaml_parser_scan_block_scalar for a folded one. */
  private static String read(List<String> lines, int kept) {
    StringBuilder out = new StringBuilder();
    boolean first = true;
    boolean leadingBlank = false;
    int empty = 0;
    for (String line : lines.subList(0, lines.size() - (lines.getLast().isEmpty() ? 1 : 0))) {
      if (line.isEmpty()) {
        empty++;
        continue;
      }
      boolean blank = isBlank(line.charAt(0));
      if (!first && (leadingBlank || blank)) {
        out.append('\n');
      } else if (!first && empty == 0) {
        out.append(' ');
      }
      out.repeat('\n', empty).append(line);
      leadingBlank = blank;
      empty = 0;
      first = false;
    }
    int ends = (first || !lines.getLast().isEmpty() ? 0 : 1) + empty;
    return out.repeat('\n', Math.min(ends, kept)).toString();
  }
}
