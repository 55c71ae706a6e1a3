package dev.esclusa.cli;

import java.util.Locale;

/** Text from elsewhere as it may stand on a terminal (Unicode TR 36, section 3.2). */
final class Plain {
  private Plain() {}

  /** Control and format characters are spelled out: they could hide or reorder what follows. */
  static String line(String text) {
    return text.codePoints().allMatch(Plain::harmless) ? text : spelled(text, "\\u{%x}");
  }

  /** JSON with the same characters as JSON escapes; line ends stay. */
  static String json(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean keep = c == '\n' || Character.isSurrogate(c) || harmless(c);
      plain.append(keep ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return plain.toString();
  }

  private static String spelled(String text, String format) {
    StringBuilder plain = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              if (harmless(point)) {
                plain.appendCodePoint(point);
              } else {
                plain.append(String.format(Locale.ROOT, format, point));
              }
            });
    return plain.toString();
  }

  private static boolean harmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
