package dev.esclusa.documents;

/** Where a reader of HCL is, and the characters that mean nothing to it. */
final class HclCursor {
  private final SourceText source;
  private final String in;
  private int at;

  HclCursor(SourceText source) {
    this.source = source;
    this.in = source.text();
  }

  SourceText source() {
    return source;
  }

  int at() {
    return at;
  }

  int length() {
    return in.length();
  }

  void move(int count) {
    at += count;
  }

  void back(int place) {
    at = place;
  }

  boolean looksAt(String text) {
    return in.startsWith(text, at);
  }

  char here() {
    return at < in.length() ? in.charAt(at) : '\0';
  }

  String from(int start) {
    return in.substring(start, at);
  }

  boolean take(String text) {
    boolean there = looksAt(text);
    at += there ? text.length() : 0;
    return there;
  }

  /** Spaces and comments within a line, and comments that span lines. */
  void skipSpaces() {
    while (at < in.length()) {
      char c = in.charAt(at);
      if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (looksAt("/*")) {
        int end = in.indexOf("*/", at + 2);
        if (end < 0) {
          throw source.wrong(at, "A comment has no end.", "Write */ where it ends.");
        }
        at = end + 2;
      } else if (c == '#' || looksAt("//")) {
        int end = in.indexOf('\n', at);
        at = end < 0 ? in.length() : end;
      } else {
        return;
      }
    }
  }

  /** Spaces, comments and line ends. */
  void skipLines() {
    skipSpaces();
    while (here() == '\n') {
      at++;
      skipSpaces();
    }
  }

  /** Whether only spaces and comments are left of the line. */
  boolean lineEnds() {
    skipSpaces();
    return at >= in.length() || here() == '\n';
  }

  boolean atIdentifier() {
    return at < in.length() && Character.isUnicodeIdentifierStart(in.codePointAt(at))
        || here() == '_';
  }

  /** Letters, digits, underscores and dashes (Unicode UAX 31). */
  String identifier() {
    if (!atIdentifier()) {
      throw wanted("a name");
    }
    int start = at;
    while (at < in.length()) {
      int point = in.codePointAt(at);
      if (!Character.isUnicodeIdentifierPart(point) && point != '-'
          || Character.isIdentifierIgnorable(point)) {
        break;
      }
      at += Character.charCount(point);
    }
    return in.substring(start, at);
  }

  DocumentException wanted(String what) {
    return source.wrong(
        at,
        source.seen(at) + " stands where HCL wants " + what + ".",
        "See github.com/hashicorp/hcl, hclsyntax/spec.md.");
  }
}
