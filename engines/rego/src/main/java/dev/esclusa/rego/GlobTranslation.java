package dev.esclusa.rego;

/** One walk over a glob that writes the regular expression of the same language. */
final class GlobTranslation {
  private static final int MAX_DEPTH = 200;

  private final String pattern;
  private final String one;
  private final StringBuilder out = new StringBuilder("(?s)\\A");
  private int at;
  private int level;

  GlobTranslation(String pattern, String delimiters) {
    this.pattern = pattern;
    this.one = delimiters.isEmpty() ? "." : "[^" + members(delimiters) + "]";
  }

  String regex() {
    while (at < pattern.length()) {
      term();
    }
    if (level > 0) {
      throw bad("unclosed `{`");
    }
    return out.append("\\z").toString();
  }

  private void term() {
    char c = pattern.charAt(at++);
    switch (c) {
      case '?' -> out.append(one);
      case '*' -> star();
      case '[' -> range();
      case '{' -> open();
      case ',' -> out.append(level > 0 ? "|" : ",");
      case '}' -> close();
      case '\\' -> escaped();
      default -> literal(at - 1);
    }
  }

  private void star() {
    if (pattern.startsWith("*", at)) {
      at++;
      out.append(".*");
    } else {
      out.append(one).append('*');
    }
  }

  private void open() {
    if (++level > MAX_DEPTH) {
      throw bad("too many nested `{`");
    }
    out.append("(?:");
  }

  private void close() {
    if (level == 0) {
      out.append("\\}");
    } else {
      level--;
      out.append(')');
    }
  }

  private void escaped() {
    if (at == pattern.length()) {
      throw bad("trailing backslash");
    }
    literal(at);
  }

  private void literal(int from) {
    int c = pattern.codePointAt(from);
    at = from + Character.charCount(c);
    out.append(GoRegex.quote(Character.toString(c)));
  }

  private void range() {
    StringBuilder members = new StringBuilder();
    boolean not = pattern.startsWith("!", at);
    at += not ? 1 : 0;
    if (at < pattern.length() && pattern.startsWith("-", pattern.offsetByCodePoints(at, 1))) {
      span(members);
    } else {
      list(members);
    }
    if (members.isEmpty()) {
      throw bad("could not parse range");
    }
    out.append(not ? "[^" : "[").append(members).append(']');
  }

  private void span(StringBuilder members) {
    int low = pattern.codePointAt(at);
    at += Character.charCount(low) + 1;
    if (at >= pattern.length()) {
      throw bad("unexpected end of input");
    }
    int high = pattern.codePointAt(at);
    at += Character.charCount(high);
    if (!pattern.startsWith("]", at)) {
      throw bad(
          at >= pattern.length() ? "unexpected end of input" : "expected close range character");
    }
    at++;
    if (high < low) {
      throw bad("range hi character is less than lo");
    }
    members.append(member(low)).append('-').append(member(high));
  }

  private void list(StringBuilder members) {
    while (true) {
      if (at >= pattern.length()) {
        throw bad("unexpected end of input");
      }
      int c = pattern.codePointAt(at);
      at += Character.charCount(c);
      if (c == ']') {
        return;
      }
      if (c == '\\') {
        if (at >= pattern.length()) {
          throw bad("trailing backslash");
        }
        c = pattern.codePointAt(at);
        at += Character.charCount(c);
      }
      members.append(member(c));
    }
  }

  private static String members(String characters) {
    StringBuilder out = new StringBuilder();
    characters.codePoints().forEach(c -> out.append(member(c)));
    return out.toString();
  }

  private static String member(int c) {
    return "\\x{" + Integer.toHexString(c) + "}";
  }

  private BuiltinFailure bad(String reason) {
    return new BuiltinFailure(
        "glob: syntax error at "
            + GoBytes.length(pattern.substring(0, Math.min(at, pattern.length())))
            + ": "
            + reason);
  }
}
