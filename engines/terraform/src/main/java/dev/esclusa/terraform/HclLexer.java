package dev.esclusa.terraform;

import dev.esclusa.terraform.HclToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts HCL source into tokens (HCL native syntax specification). Templates are one token: inside of
 * them only quotes, brackets and comments are followed, as far as needed to find the end.
 */
final class HclLexer {
  private static final int MAX_NESTING = 100;

  private final HclSource source;
  private final String text;
  private final List<HclToken> tokens = new ArrayList<>();
  private int at;

  HclLexer(HclSource source) {
    this.source = source;
    this.text = source.text();
  }

  List<HclToken> tokens() {
    if (text.startsWith("\uFEFF")) {
      at = 1;
      tokens.add(new HclToken(Kind.SPACE, 0, 1));
    }
    while (at < text.length()) {
      int start = at;
      Kind kind = next();
      tokens.add(new HclToken(kind, start, at));
    }
    tokens.add(new HclToken(Kind.END, at, at));
    return List.copyOf(tokens);
  }

  private Kind next() {
    char c = text.charAt(at);
    if (c == '\n') {
      at++;
      return Kind.NEWLINE;
    }
    if (c == ' ' || c == '\t' || c == '\r') {
      while (at < text.length() && " \t\r".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return Kind.SPACE;
    }
    if (comment()) {
      return Kind.COMMENT;
    }
    if (Character.isUnicodeIdentifierStart(c) || c == '_') {
      name();
      return Kind.NAME;
    }
    if (c >= '0' && c <= '9') {
      number();
      return Kind.NUMBER;
    }
    if (c == '"') {
      quoted(0);
      return Kind.QUOTED;
    }
    if (text.startsWith("<<", at) && heredoc()) {
      return Kind.HEREDOC;
    }
    return sign(c);
  }

  private Kind sign(char c) {
    at++;
    char after = at < text.length() ? text.charAt(at) : ' ';
    switch (c) {
      case '{', '[', '(' -> {
        return Kind.OPEN;
      }
      case '}', ']', ')' -> {
        return Kind.CLOSE;
      }
      case ',' -> {
        return Kind.COMMA;
      }
      case '=' -> {
        if (after != '=' && after != '>') {
          return Kind.EQUALS;
        }
        at++;
        return Kind.SIGN;
      }
      case '!', '<', '>' -> {
        at += after == '=' ? 1 : 0;
        return Kind.SIGN;
      }
      case '+', '-', '*', '/', '%', '?', ':', '.', '&', '|', '~', ';' -> {
        return Kind.SIGN;
      }
      default -> throw source.wrong(at - 1, "This sign has no meaning here.", "Remove it.");
    }
  }

  private boolean comment() {
    if (text.startsWith("/*", at)) {
      int end = text.indexOf("*/", at + 2);
      if (end < 0) {
        throw source.wrong(at, "A comment has no end.", "Write */ where it ends.");
      }
      at = end + 2;
      return true;
    }
    if (text.charAt(at) == '#' || text.startsWith("//", at)) {
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end;
      return true;
    }
    return false;
  }

  private void name() {
    at++;
    while (at < text.length()
        && (Character.isUnicodeIdentifierPart(text.charAt(at)) || text.charAt(at) == '-')) {
      at++;
    }
  }

  private void number() {
    while (at < text.length() && digitOrExponent()) {
      at++;
    }
  }

  private boolean digitOrExponent() {
    char c = text.charAt(at);
    char before = text.charAt(at - (at > 0 ? 1 : 0));
    char after = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    boolean digit = c >= '0' && c <= '9';
    boolean fraction = c == '.' && after >= '0' && after <= '9';
    boolean exponent =
        (c == 'e' || c == 'E') && (Character.isDigit(after) || after == '+' || after == '-');
    boolean exponentSign = (c == '+' || c == '-') && (before == 'e' || before == 'E');
    return digit || fraction || exponent || exponentSign;
  }

  /** Passes a quoted template; the cursor stands at its first quote. */
  private void quoted(int nesting) {
    int start = at++;
    while (true) {
      if (at >= text.length() || text.charAt(at) == '\n') {
        throw source.wrong(start, "A string has no end.", "Write \" where it ends.");
      }
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return;
      }
      if (c == '\\') {
        at += 2;
      } else {
        part(nesting);
      }
    }
  }

  /** Passes one character of a template, or a whole interpolation or directive. */
  private void part(int nesting) {
    if (text.startsWith("$${", at) || text.startsWith("%%{", at)) {
      at += 3;
    } else if (text.startsWith("${", at) || text.startsWith("%{", at)) {
      at += 2;
      interpolation(nesting + 1);
    } else {
      at++;
    }
  }

  /** Passes an expression up to the bracket that ends the interpolation. */
  private void interpolation(int nesting) {
    int start = at;
    if (nesting > MAX_NESTING) {
      throw source.tooDeep(start);
    }
    int open = 1;
    while (open > 0) {
      if (at >= text.length()) {
        throw source.wrong(start, "An interpolation has no end.", "Write } where it ends.");
      }
      char c = text.charAt(at);
      if (c == '"') {
        quoted(nesting);
      } else if (text.startsWith("<<", at) && heredocAhead()) {
        heredoc(nesting);
      } else if (c != '#' && !text.startsWith("//", at) && !text.startsWith("/*", at)) {
        open += c == '{' ? 1 : c == '}' ? -1 : 0;
        at++;
      } else {
        comment();
      }
    }
  }

  private boolean heredocAhead() {
    int name = at + 2 + (text.startsWith("-", at + 2) ? 1 : 0);
    return name < text.length()
        && (Character.isUnicodeIdentifierStart(text.charAt(name)) || text.charAt(name) == '_');
  }

  private boolean heredoc() {
    if (!heredocAhead()) {
      return false;
    }
    heredoc(0);
    return true;
  }

  /** Passes a here-document up to, not including, the end of its last line. */
  private void heredoc(int nesting) {
    int start = at;
    if (nesting > MAX_NESTING) {
      throw source.tooDeep(start);
    }
    int lineEnd = text.indexOf('\n', at);
    if (lineEnd < 0) {
      throw source.wrong(start, "A here-document has no end.", "End it with its name on a line.");
    }
    int nameStart = at + 2 + (text.startsWith("-", at + 2) ? 1 : 0);
    String name = text.substring(nameStart, lineEnd).strip();
    at = lineEnd + 1;
    boolean fresh = true;
    while (at < text.length()) {
      if (fresh) {
        int end = text.indexOf('\n', at);
        int stop = end < 0 ? text.length() : end;
        if (text.substring(at, stop).strip().equals(name)) {
          at = stop;
          return;
        }
      }
      fresh = text.charAt(at) == '\n';
      if (fresh) {
        at++;
      } else {
        part(nesting);
      }
    }
    throw source.wrong(start, "A here-document has no end.", "End it with its name on a line.");
  }
}
