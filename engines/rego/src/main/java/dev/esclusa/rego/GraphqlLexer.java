package dev.esclusa.rego;

import dev.esclusa.rego.GraphqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/** Splits GraphQL text into tokens; places and error texts are those of the gqlparser library. */
final class GraphqlLexer {
  private static final String MARKS = "!$&():=@[]{}|";
  private static final Kind[] KINDS = {
    Kind.BANG,
    Kind.DOLLAR,
    Kind.AMP,
    Kind.PAREN_LEFT,
    Kind.PAREN_RIGHT,
    Kind.COLON,
    Kind.EQUALS,
    Kind.AT,
    Kind.BRACKET_LEFT,
    Kind.BRACKET_RIGHT,
    Kind.BRACE_LEFT,
    Kind.BRACE_RIGHT,
    Kind.PIPE
  };

  private final int[] text;
  private int at;
  private int line = 1;
  private int lineStart;

  GraphqlLexer(String text) {
    this.text = text.codePoints().toArray();
  }

  private int peek(int ahead) {
    return at + ahead < text.length ? text[at + ahead] : -1;
  }

  private GraphqlToken token(Kind kind, String value, int start) {
    return new GraphqlToken(kind, value, line, start - lineStart + 1);
  }

  private BuiltinFailure bad(String message) {
    return new GraphqlProblem(message, line, at - lineStart + 1).failure();
  }

  GraphqlToken next() {
    space();
    int start = at;
    int c = peek(0);
    if (c < 0) {
      return token(Kind.END, "", start);
    }
    int mark = MARKS.indexOf(c);
    if (mark >= 0) {
      at++;
      return token(KINDS[mark], "", start);
    }
    if (c == '.' && peek(1) == '.' && peek(2) == '.') {
      at += 3;
      return token(Kind.SPREAD, "", start);
    }
    if (c == '#') {
      while (peek(0) > 0x1f || peek(0) == '\t') {
        at++;
      }
      return token(Kind.COMMENT, cut(start), start);
    }
    if (isNameStart(c)) {
      while (isNameStart(peek(0)) || isDigit(peek(0))) {
        at++;
      }
      return token(Kind.NAME, cut(start), start);
    }
    if (c == '-' || isDigit(c)) {
      return number();
    }
    if (c == '"') {
      return peek(1) == '"' && peek(2) == '"' ? blockString() : string();
    }
    throw unexpected(c);
  }

  private BuiltinFailure unexpected(int c) {
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
      return bad("Cannot contain the invalid character \"\\u%04x\"".formatted(c));
    }
    return bad(
        c == '\''
            ? "Unexpected single quote character ('), did you mean to use a double quote (\")?"
            : "Cannot parse the unexpected character \"" + Character.toString(c) + "\"");
  }

  private String cut(int start) {
    return new String(text, start, at - start);
  }

  private static boolean isNameStart(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private void space() {
    while (true) {
      int c = peek(0);
      if (c == '\n' || c == '\r') {
        newline(c);
      } else if (c == ' ' || c == '\t' || c == ',' || c == 0xFEFF) {
        at++;
      } else {
        return;
      }
    }
  }

  private void newline(int c) {
    at++;
    line++;
    lineStart = at;
    if (c == '\r' && peek(0) == '\n') {
      at++;
    }
  }

  private GraphqlToken number() {
    int start = at;
    boolean whole = true;
    at += peek(0) == '-' ? 1 : 0;
    if (peek(0) == '0') {
      at++;
      if (isDigit(peek(0))) {
        throw bad("Invalid number, unexpected digit after 0: " + described());
      }
    } else {
      digits();
    }
    if (peek(0) == '.') {
      whole = false;
      at++;
      digits();
    }
    if (peek(0) == 'e' || peek(0) == 'E') {
      whole = false;
      at++;
      at += peek(0) == '-' || peek(0) == '+' ? 1 : 0;
      digits();
    }
    return token(whole ? Kind.INT : Kind.FLOAT, cut(start), start);
  }

  private void digits() {
    if (!isDigit(peek(0))) {
      throw bad("Invalid number, expected digit but got: " + described());
    }
    while (isDigit(peek(0))) {
      at++;
    }
  }

  private String described() {
    return peek(0) < 0 ? "<EOF>" : "\"" + Character.toString(peek(0)) + "\"";
  }

  private GraphqlToken string() {
    int start = ++at;
    StringBuilder out = new StringBuilder();
    while (true) {
      int c = peek(0);
      if (c < 0 || c == '\n' || c == '\r') {
        throw bad("Unterminated string");
      }
      if (c < 0x20 && c != '\t') {
        throw bad("Invalid character within String: \"\\u%04x\"".formatted(c));
      }
      if (c == '"') {
        GraphqlToken token = token(Kind.STRING, out.toString(), start);
        at++;
        return token;
      }
      if (c == '\\') {
        escape(out);
      } else {
        out.appendCodePoint(c);
        at++;
      }
    }
  }

  private void escape(StringBuilder out) {
    int c = peek(1);
    int simple = "\"/\\bfnrt".indexOf(c);
    if (c >= 0 && simple >= 0) {
      out.append("\"/\\\b\f\n\r\t".charAt(simple));
      at += 2;
      return;
    }
    int unit = 0;
    for (int i = 2; i < 6; i++) {
      int digit = peek(i) < 0x80 ? Character.digit(peek(i), 16) : -1;
      unit = digit < 0 || unit < 0 ? -1 : unit * 16 + digit;
    }
    if (c != 'u' || unit < 0) {
      at++;
      throw bad("Invalid character escape sequence");
    }
    out.append((char) unit);
    at += 6;
  }

  private GraphqlToken blockString() {
    at += 3;
    int start = at;
    StringBuilder out = new StringBuilder();
    while (true) {
      int c = peek(0);
      if (c < 0) {
        throw bad("Unterminated string");
      }
      if (c == '"' && peek(1) == '"' && peek(2) == '"') {
        GraphqlToken token = token(Kind.BLOCK_STRING, dedented(out.toString()), start);
        at += 3;
        return token;
      }
      if (c == '\\' && peek(1) == '"' && peek(2) == '"' && peek(3) == '"') {
        out.append("\"\"\"");
        at += 4;
      } else if (c == '\n' || c == '\r') {
        out.append('\n');
        newline(c);
      } else {
        out.appendCodePoint(c);
        at++;
      }
    }
  }

  /** The common indentation and blank lines around are cut. */
  private static String dedented(String raw) {
    List<String> lines = new ArrayList<>(List.of(raw.split("\n", -1)));
    int common = Integer.MAX_VALUE;
    for (String line : lines) {
      int indent = indent(line);
      common = indent < line.length() ? Math.min(common, indent) : common;
    }
    for (int i = 1; i < lines.size() && common != Integer.MAX_VALUE; i++) {
      lines.set(i, lines.get(i).length() < common ? "" : lines.get(i).substring(common));
    }
    while (!lines.isEmpty() && indent(lines.getFirst()) == lines.getFirst().length()) {
      lines.removeFirst();
    }
    while (!lines.isEmpty() && indent(lines.getLast()) == lines.getLast().length()) {
      lines.removeLast();
    }
    return String.join("\n", lines);
  }

  private static int indent(String line) {
    int indent = 0;
    while (indent < line.length() && (line.charAt(indent) == ' ' || line.charAt(indent) == '\t')) {
      indent++;
    }
    return indent;
  }
}
