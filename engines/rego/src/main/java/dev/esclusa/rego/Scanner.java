package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a source into tokens. What it finds next depends on its place and on the keywords switched
 * on only, so that the parser can go back to a {@link Mark} and read again.
 */
final class Scanner {
  private static final int END = -1;

  /** A place to go back to. */
  record Mark(int offset, int row, int column) {}

  /** A token with where it starts and ends; text only where the kind leaves it open. */
  record Scanned(Token token, String text, int offset, int end, int row, int column) {}

  private final String source;
  private Map<String, Token> keywords = new HashMap<>(Token.KEYWORDS);
  private List<String> faults = List.of();

  /** Of the current character; the column counts characters, not code units. */
  private int offset;

  private int row = 1;
  private int column = 1;

  Scanner(String source) {
    this.source = source;
    if (!source.isEmpty() && source.charAt(0) == '\uFEFF') {
      offset = 1;
    }
    atLineBreak();
  }

  /** What was wrong with the token scanned last. */
  List<String> faults() {
    return faults;
  }

  Mark mark() {
    return new Mark(offset, row, column);
  }

  void back(Mark mark) {
    offset = mark.offset;
    row = mark.row;
    column = mark.column;
  }

  boolean isKeyword(String word) {
    return keywords.containsKey(word);
  }

  Map<String, Token> keywords() {
    return keywords;
  }

  void keywords(Map<String, Token> wanted) {
    keywords = wanted;
  }

  void add(String word, Token token) {
    keywords = new HashMap<>(keywords);
    keywords.put(word, token);
    if (token == Token.EVERY) {
      keywords.put("in", Token.IN);
    }
  }

  Scanned next() {
    faults = List.of();
    int startOffset = offset;
    int startRow = row;
    int startColumn = column;
    int ch = peek();
    Token token;
    String text = "";
    if (ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r') {
      token = Token.SPACE;
      text = ch == '\n' ? "\n" : " ";
      step();
    } else if (isLetter(ch)) {
      text = word();
      token = keywords.getOrDefault(text, Token.IDENT);
    } else if (isDecimal(ch)) {
      text = number();
      token = Token.NUMBER;
    } else {
      step();
      switch (ch) {
        case '#' -> {
          text = comment();
          token = Token.COMMENT;
        }
        case '"' -> {
          string();
          text = source.substring(startOffset, Math.min(offset, source.length()));
          token = Token.STRING;
        }
        case '`' -> {
          rawString();
          text = source.substring(startOffset, Math.min(offset, source.length()));
          token = Token.STRING;
        }
        case '$' -> {
          if (peek() == '"' || peek() == '`') {
            boolean raw = peek() == '`';
            step();
            Scanned part = template(raw, startOffset, startRow, startColumn);
            return part;
          }
          fault("a '$' starts a template string only: $\"...\"");
          token = Token.ILLEGAL;
        }
        default -> token = symbol(ch);
      }
    }
    return new Scanned(token, text, startOffset, offset, startRow, startColumn);
  }

  /** Goes on with a template string behind the closing brace of an expression. */
  Scanned nextOfTemplate(boolean raw) {
    faults = List.of();
    return template(raw, offset, row, column);
  }

  private Token symbol(int ch) {
    return switch (ch) {
      case END -> Token.END;
      case '[' -> Token.LEFT_BRACKET;
      case ']' -> Token.RIGHT_BRACKET;
      case '{' -> Token.LEFT_BRACE;
      case '}' -> Token.RIGHT_BRACE;
      case '(' -> Token.LEFT_PAREN;
      case ')' -> Token.RIGHT_PAREN;
      case ',' -> Token.COMMA;
      case ':' -> follows('=') ? Token.ASSIGN : Token.COLON;
      case '+' -> Token.PLUS;
      case '-' -> Token.MINUS;
      case '*' -> Token.TIMES;
      case '/' -> Token.DIVIDE;
      case '%' -> Token.REMAINDER;
      case '&' -> Token.AND;
      case '|' -> Token.OR;
      case '=' -> follows('=') ? Token.EQUAL : Token.UNIFY;
      case '>' -> follows('=') ? Token.GREATER_EQUAL : Token.GREATER;
      case '<' -> follows('=') ? Token.LESS_EQUAL : Token.LESS;
      case '!' -> {
        if (follows('=')) {
          yield Token.NOT_EQUAL;
        }
        fault("'!' is no operator; write 'not' or '!='");
        yield Token.ILLEGAL;
      }
      case ';' -> Token.SEMICOLON;
      case '.' -> Token.DOT;
      case 0xA0 -> {
        fault("a non-breaking space; write a plain one");
        yield Token.ILLEGAL;
      }
      default -> Token.ILLEGAL;
    };
  }

  private boolean follows(char wanted) {
    if (peek() == wanted) {
      step();
      return true;
    }
    return false;
  }

  private String word() {
    int start = offset;
    while (isLetter(peek()) || isDigit(peek())) {
      step();
    }
    return source.substring(start, offset);
  }

  private String number() {
    int start = offset;
    digits();
    if (peek() == '.') {
      step();
      if (!digits()) {
        fault("digits are wanted behind the point");
      }
    }
    if (peek() == 'e' || peek() == 'E') {
      step();
      if (peek() == '+' || peek() == '-') {
        step();
      }
      if (!digits()) {
        fault("digits are wanted in the exponent");
      }
    }
    if (isLetter(peek())) {
      fault("a number may not run into a word");
      while (isLetter(peek()) || isDigit(peek())) {
        step();
      }
    }
    return source.substring(start, offset);
  }

  private boolean digits() {
    boolean found = false;
    while (isDecimal(peek())) {
      step();
      found = true;
    }
    return found;
  }

  private void string() {
    while (true) {
      int ch = peek();
      if (ch == '\n' || ch == END) {
        fault("the string has no end on its line");
        return;
      }
      step();
      if (ch == '"') {
        return;
      }
      if (ch == '\\') {
        escape(false);
      }
    }
  }

  private void escape(boolean template) {
    int ch = peek();
    switch (ch) {
      case '\\', '"', '/', 'b', 'f', 'n', 'r', 't' -> step();
      case 'u' -> {
        for (int i = 0; i < 4; i++) {
          step();
        }
      }
      default -> {
        if (template && ch == '{') {
          step();
        } else {
          fault("an escape that JSON strings do not have");
        }
      }
    }
  }

  private void rawString() {
    while (true) {
      int ch = peek();
      step();
      if (ch == '`') {
        return;
      }
      if (ch == END) {
        fault("the raw string has no end");
        return;
      }
    }
  }

  private Scanned template(boolean raw, int startOffset, int startRow, int startColumn) {
    StringBuilder text = new StringBuilder();
    Token token = raw ? Token.RAW_TEMPLATE_PART : Token.TEMPLATE_PART;
    while (true) {
      int ch = peek();
      if (ch == END || !raw && ch == '\n') {
        fault("the template string has no end");
        break;
      }
      step();
      if (ch == (raw ? '`' : '"')) {
        token = raw ? Token.RAW_TEMPLATE_END : Token.TEMPLATE_END;
        break;
      }
      if (ch == '{') {
        break;
      }
      if (ch == '\\' && peek() == '{') {
        text.append('{');
        step();
        continue;
      }
      text.appendCodePoint(ch);
      if (ch == '\\' && !raw) {
        int from = offset;
        escape(true);
        text.append(source, from, Math.min(offset, source.length()));
      }
    }
    return new Scanned(token, text.toString(), startOffset, offset, startRow, startColumn);
  }

  private String comment() {
    int start = offset;
    while (peek() != '\n' && peek() != END) {
      step();
    }
    int end = offset;
    while (end > start && source.charAt(end - 1) == '\r') {
      end--;
    }
    return source.substring(start, end);
  }

  private int peek() {
    return offset < source.length() ? source.codePointAt(offset) : END;
  }

  private void step() {
    if (offset >= source.length()) {
      return;
    }
    int ch = source.codePointAt(offset);
    if (ch == 0) {
      fault("a null character");
    } else if (ch >= 0xD800 && ch <= 0xDFFF) {
      fault("half of a surrogate pair");
    } else if (ch == 0xFEFF) {
      fault("a byte-order mark inside of the text");
    }
    offset += Character.charCount(ch);
    if (offset < source.length()) {
      column++;
      atLineBreak();
    }
  }

  /** A line break is column 0 of the line that it opens, as OPA counts. */
  private void atLineBreak() {
    if (peek() == '\n') {
      row++;
      column = 0;
    }
  }

  private void fault(String what) {
    List<String> all = new ArrayList<>(faults);
    all.add(what);
    faults = all;
  }

  static boolean isLetter(int ch) {
    return ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch == '_';
  }

  private static boolean isDecimal(int ch) {
    return ch >= '0' && ch <= '9';
  }

  private static boolean isDigit(int ch) {
    return isDecimal(ch) || ch >= 0x80 && Character.isDigit(ch);
  }

  /** The line with this number, counted from 1; null behind the end. */
  static @Nullable String line(String source, int row) {
    int start = 0;
    for (int i = 1; i < row; i++) {
      start = source.indexOf('\n', start) + 1;
      if (start == 0) {
        return null;
      }
    }
    int end = source.indexOf('\n', start);
    String line = end < 0 ? source.substring(start) : source.substring(start, end);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
