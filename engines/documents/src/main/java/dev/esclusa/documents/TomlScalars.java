package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Strings, numbers, booleans and times of TOML. */
final class TomlScalars {
  private static final Pattern INTEGER = Pattern.compile("[+-]?(?:0|[1-9](?:_?[0-9])*)");
  private static final Pattern BASED =
      Pattern.compile("0(?:x[0-9a-fA-F](?:_?[0-9a-fA-F])*|o[0-7](?:_?[0-7])*|b[01](?:_?[01])*)");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[+-]?(?:0|[1-9](?:_?[0-9])*)(?:\\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?");
  private static final Pattern TIME_AFTER_SPACE = Pattern.compile(" [0-9]{2}:[0-9]{2}");

  private final SourceText source;
  private final String in;
  private int at;

  TomlScalars(SourceText source) {
    this.source = source;
    this.in = source.text();
  }

  /** Behind what was read last. */
  int end() {
    return at;
  }

  Value read(int start) {
    char first = start < in.length() ? in.charAt(start) : '\n';
    return first == '"' || first == '\'' ? Value.of(string(start)) : word(start);
  }

  private Value word(int start) {
    at = start;
    while (at < in.length() && ",]}# \t\r\n".indexOf(in.charAt(at)) < 0) {
      at++;
    }
    if (TomlTime.isDate(in.substring(start, at))) {
      Matcher time = TIME_AFTER_SPACE.matcher(in).region(at, in.length());
      if (time.lookingAt()) {
        at++;
        while (at < in.length() && ",]}# \t\r\n".indexOf(in.charAt(at)) < 0) {
          at++;
        }
      }
    }
    String word = in.substring(start, at);
    return switch (word) {
      case "true" -> Value.of(true);
      case "false" -> Value.of(false);
      case "inf", "+inf", "-inf", "nan", "+nan", "-nan" ->
          throw source.wrong(start, "JSON has no number " + word + ".", "Write a finite number.");
      default -> numberOrTime(word, start);
    };
  }

  private Value numberOrTime(String word, int start) {
    if (BASED.matcher(word).matches()) {
      int base =
          switch (word.charAt(1)) {
            case 'x' -> 16;
            case 'o' -> 8;
            default -> 2;
          };
      return integer(new BigInteger(word.substring(2).replace("_", ""), base), start);
    }
    if (INTEGER.matcher(word).matches()) {
      return integer(new BigInteger(word.replace("_", "").replace("+", "")), start);
    }
    if (FLOAT.matcher(word).matches()) {
      double number = Double.parseDouble(word.replace("_", ""));
      if (Double.isInfinite(number)) {
        throw source.wrong(start, word + " is too large.", "A float has 64 bits.");
      }
      return Numbers.ofDouble(number);
    }
    String time = TomlTime.text(word);
    if (time != null) {
      return Value.of(time);
    }
    throw source.wrong(
        start,
        (word.isEmpty() ? source.seen(start) : "'" + word + "'") + " is no value.",
        "Put text into quotes.");
  }

  private Value integer(BigInteger number, int start) {
    if (number.bitLength() > 63) {
      throw source.wrong(start, number + " is too large.", "An integer has 64 bits.");
    }
    return Numbers.of(new BigDecimal(number));
  }

  String string(int start) {
    String quote = in.substring(start, start + 1);
    String three = quote.repeat(3);
    boolean lines = in.startsWith(three, start);
    at = start + (lines ? 3 : 1);
    if (lines && in.startsWith("\n", at)) {
      at++;
    } else if (lines && in.startsWith("\r\n", at)) {
      at += 2;
    }
    StringBuilder out = new StringBuilder();
    String end = lines ? three : quote;
    while (!in.startsWith(end, at)) {
      char c = at < in.length() ? in.charAt(at) : '\n';
      if (at >= in.length() || c == '\n' && !lines) {
        throw source.wrong(start, "A string has no end.", "Write " + end + " where it ends.");
      }
      if (c == '\\' && quote.equals("\"")) {
        escape(out, lines);
      } else {
        out.append(c);
        at++;
      }
    }
    at += end.length();
    while (lines && in.startsWith(quote, at)) { // up to two quotes stand before the closing ones
      out.append(quote);
      at++;
    }
    return out.toString();
  }

  private void escape(StringBuilder out, boolean lines) {
    int start = at++;
    char c = at < in.length() ? in.charAt(at++) : '\n';
    switch (c) {
      case 'b' -> out.append('\b');
      case 't' -> out.append('\t');
      case 'n' -> out.append('\n');
      case 'f' -> out.append('\f');
      case 'r' -> out.append('\r');
      case 'e' -> out.append('\u001b');
      case '"', '\\' -> out.append(c);
      case 'u' -> unicode(out, start, 4);
      case 'U' -> unicode(out, start, 8);
      default -> {
        at--;
        if (!lines || !lineEnding()) {
          throw source.wrong(
              start, "\\" + c + " is no escape.", "Write \\\\ for a backslash, or use '...'.");
        }
      }
    }
  }

  /** A backslash at the end of a line takes all white space behind it away. */
  private boolean lineEnding() {
    int end = at;
    while (end < in.length() && " \t\r".indexOf(in.charAt(end)) >= 0) {
      end++;
    }
    if (end >= in.length() || in.charAt(end) != '\n') {
      return false;
    }
    while (end < in.length() && " \t\r\n".indexOf(in.charAt(end)) >= 0) {
      end++;
    }
    at = end;
    return true;
  }

  private void unicode(StringBuilder out, int start, int digits) {
    int end = Math.min(in.length(), at + digits);
    String hex = in.substring(at, end);
    if (!hex.matches("[0-9a-fA-F]{" + digits + "}")) {
      throw source.wrong(start, "An escape needs " + digits + " hex digits.", "Write them all.");
    }
    long point = Long.parseLong(hex, 16);
    if (point > Character.MAX_CODE_POINT || point >= 0xD800 && point <= 0xDFFF) {
      throw source.wrong(start, "There is no character U+" + hex + ".", "Write another one.");
    }
    out.appendCodePoint((int) point);
    at = end;
  }
}
