package dev.esclusa.terraform;

import dev.esclusa.terraform.HclToken.Kind;
import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An expression as it is written; nothing evaluates it. It may hold a secret, so it is no part of
 * {@code toString}.
 *
 * @param text the source of it, without the space around
 */
public record HclExpression(String text, Position position) {

  /** The text, where it is a quoted one without templates. */
  public Optional<String> literal() {
    if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
      return Optional.empty();
    }
    if (new HclLexer(new HclSource("", text)).tokens().size() != 2) {
      return Optional.empty(); // a string and more
    }
    return unquoted(text.substring(1, text.length() - 1));
  }

  private static Optional<String> unquoted(String inner) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (inner.startsWith("$${", i) || inner.startsWith("%%{", i)) {
        plain.append(c).append('{');
        i += 2;
      } else if (inner.startsWith("${", i) || inner.startsWith("%{", i)) {
        return Optional.empty();
      } else if (c == '\\') {
        i = escape(inner, i + 1, plain);
        if (i < 0) {
          return Optional.empty();
        }
      } else {
        plain.append(c);
      }
    }
    return Optional.of(plain.toString());
  }

  /** The index of the last character of the escape, or -1 when there is no such one. */
  private static int escape(String text, int at, StringBuilder plain) {
    char c = at < text.length() ? text.charAt(at) : ' ';
    int digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (digits > 0) {
      if (at + digits >= text.length()) {
        return -1;
      }
      try {
        int code = Integer.parseUnsignedInt(text, at + 1, at + 1 + digits, 16);
        if (!Character.isValidCodePoint(code)) {
          return -1;
        }
        plain.appendCodePoint(code);
      } catch (NumberFormatException e) { // no hexadecimal digits: no literal
        return -1;
      }
      return at + digits;
    }
    int known = "nrt\"\\".indexOf(c);
    if (known < 0) {
      return -1;
    }
    plain.append("\n\r\t\"\\".charAt(known));
    return at;
  }

  public boolean isTrue() {
    return text.equals("true");
  }

  public boolean isFalse() {
    return text.equals("false");
  }

  /** The items of a list that is written with brackets, each as its source; else empty. */
  public List<String> items() {
    if (!text.startsWith("[") || !text.endsWith("]")) {
      return List.of();
    }
    List<String> items = new ArrayList<>();
    StringBuilder item = new StringBuilder();
    int depth = 0;
    for (HclToken token : new HclLexer(new HclSource("", text)).tokens()) {
      String source = text.substring(token.start(), token.end());
      int before = depth;
      depth += token.kind() == Kind.OPEN ? 1 : token.kind() == Kind.CLOSE ? -1 : 0;
      boolean bracket = Math.min(before, depth) == 0;
      if (bracket || (depth == 1 && token.kind() == Kind.COMMA)) {
        addItem(item, items);
      } else if (token.kind() != Kind.COMMENT && token.kind() != Kind.NEWLINE) {
        item.append(source);
      }
    }
    return List.copyOf(items);
  }

  private static void addItem(StringBuilder item, List<String> items) {
    String text = item.toString().strip();
    if (!text.isEmpty()) {
      items.add(text);
    }
    item.setLength(0);
  }

  @Override
  public String toString() {
    return "expression at " + position;
  }
}
