package dev.esclusa.tree;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** How text is written so that every common YAML reader reads the same text. */
final class YamlText {
  // All words that some version of YAML takes for a boolean or null, and the merge and value keys.
  private static final Set<String> WORDS =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "~");
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private YamlText() {}

  /** Plain where that is safe, else in double quotes. */
  static String inline(String text) {
    return isPlain(text) ? text : quoted(text);
  }

  /** Whether a literal block shows the text better, and reads back exactly. */
  static boolean fitsLiteral(String text) {
    int length = text.length();
    if (text.indexOf('\n') < 0 || isSpace(text.charAt(0)) || isSpace(text.charAt(length - 1))) {
      // A literal may end in line ends, but not in other space, and must not begin with any.
      boolean onlyEndsInLines = length > 1 && text.charAt(length - 1) == '\n';
      if (!onlyEndsInLines || isSpace(text.charAt(0))) {
        return false;
      }
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean refused =
          c != '\n'
              && c != '\t'
              && (!isPrintable(c) || (c == ' ' || c == '\t') && blankLine(text, i));
      if (refused) {
        return false;
      }
    }
    return true;
  }

  private static boolean blankLine(String text, int i) {
    return (i == 0 || text.charAt(i - 1) == '\n')
        && text.substring(i).lines().findFirst().orElse("").isBlank();
  }

  private static boolean isPlain(String text) {
    int length = text.length();
    if (length == 0 || !mayBegin(text) || text.charAt(length - 1) == ' ') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      char next = i + 1 < length ? text.charAt(i + 1) : ' ';
      boolean ends = (c == ':' && next == ' ') || (c == ' ' && next == '#');
      if (ends || !isPrintable(c)) {
        return false;
      }
    }
    return length > 5 || !WORDS.contains(text.toLowerCase(Locale.ROOT));
  }

  private static boolean mayBegin(String text) {
    char first = text.charAt(0);
    if ((first >= '0' && first <= '9') || first == '.') {
      return !looksLikeNumber(text);
    }
    return Character.isLetter(first) || first == '_' || first == '/' || first == '$';
  }

  /** Dates, times, versions, addresses and numbers of any radix; quoting too much does no harm. */
  private static boolean looksLikeNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789abcdefABCDEF_:.,+-TtZzxXoOiInN ".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 8).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        case '\r' -> quoted.append("\\r");
        default -> {
          if (isPrintable(c)) {
            quoted.append(c);
          } else {
            quoted.append("\\u").append(HEX.toHexDigits(c));
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** On one line, as it is: no control, no separator of lines, no byte order mark. */
  private static boolean isPrintable(char c) {
    if (c < 0x7F) {
      return c >= ' ';
    }
    return c >= 0xA0 && c != '\u2028' && c != '\u2029' && c < '\uFEFF'
        || c > '\uFEFF' && c < '\uFFFE';
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n';
  }
}
