package dev.esclusa.documents;

/** JSON with comments and trailing commas, as editors write it. */
final class Comments {
  private Comments() {}

  /** Every comment and trailing comma replaced by spaces, so that places stay what they are. */
  static String blanked(SourceText source) {
    StringBuilder out = new StringBuilder(source.text());
    int comma = -1;
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c == '"') {
        i = endOfString(out, i);
        comma = -1;
      } else if (c == '/' && i + 1 < out.length() && "/*".indexOf(out.charAt(i + 1)) >= 0) {
        i = blank(source, out, i);
      } else if (c == ',') {
        comma = i;
      } else if ((c == '}' || c == ']') && comma >= 0) {
        out.setCharAt(comma, ' ');
        comma = -1;
      } else if (!Character.isWhitespace(c)) {
        comma = -1;
      }
    }
    return out.toString();
  }

  private static int endOfString(StringBuilder out, int start) {
    int i = start + 1;
    while (i < out.length() && out.charAt(i) != '"') {
      i += out.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }

  /** Where the comment ends. */
  private static int blank(SourceText source, StringBuilder out, int start) {
    boolean line = out.charAt(start + 1) == '/';
    int end = line ? out.indexOf("\n", start) : out.indexOf("*/", start + 2);
    if (end < 0 && !line) {
      throw source.wrong(start, "A comment has no end.", "Write */ where it ends.");
    }
    int stop = end < 0 ? out.length() : line ? end : end + 2;
    for (int i = start; i < stop; i++) {
      if (out.charAt(i) != '\n' && out.charAt(i) != '\r') {
        out.setCharAt(i, ' ');
      }
    }
    return stop - 1;
  }
}
