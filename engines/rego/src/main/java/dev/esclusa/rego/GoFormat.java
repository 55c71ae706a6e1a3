package dev.esclusa.rego;

import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Go's fmt.Sprintf over Rego values as OPA hands them over: whole numbers as int64 (or big.Int),
 * others as float64, strings as string, everything else as the string of its term; null is Go's
 * nil.
 */
final class GoFormat {
  private static final int WIDEST = 1_000_000;

  private final String format;
  private final @Nullable RegoValue[] arguments;
  private final TextLimit limit;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int next;
  private boolean reordered;
  private boolean goodIndex;

  private boolean minus;
  private boolean plus;
  private boolean sharp;
  private boolean space;
  private boolean zero;
  private int width;
  private int precision;

  GoFormat(String format, @Nullable RegoValue[] arguments, TextLimit limit) {
    this.format = format;
    this.arguments = arguments;
    this.limit = limit;
  }

  String text() {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      if (percent < 0) {
        out.append(format, at, format.length());
        break;
      }
      out.append(format, at, percent);
      at = percent + 1;
      directive();
      limit.reached(out.length());
    }
    if (!reordered && next < arguments.length) {
      extra();
    }
    return out.toString();
  }

  private void directive() {
    flags();
    boolean afterIndex = argumentNumber();
    width = size(afterIndex, true);
    afterIndex = false;
    if (format.startsWith(".", at)) {
      at++;
      afterIndex = argumentNumber();
      precision = size(afterIndex, false);
      precision = precision < 0 ? 0 : precision;
    }
    argumentNumber();
    if (at >= format.length()) {
      out.append("%!(NOVERB)");
      return;
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    if (verb == '%') {
      out.append('%');
    } else if (!goodIndex) {
      out.append("%!").appendCodePoint(verb).append("(BADINDEX)");
    } else if (next >= arguments.length) {
      out.append("%!").appendCodePoint(verb).append("(MISSING)");
    } else {
      argument(verb, arguments[next++]);
    }
  }

  private void flags() {
    minus = plus = sharp = space = zero = false;
    width = -1;
    precision = -1;
    goodIndex = true;
    for (; at < format.length(); at++) {
      switch (format.charAt(at)) {
        case '#' -> sharp = true;
        case '0' -> zero = true;
        case '+' -> plus = true;
        case '-' -> minus = true;
        case ' ' -> space = true;
        default -> {
          return;
        }
      }
    }
  }

  /** {@code [2]} chooses the argument. */
  private boolean argumentNumber() {
    if (!format.startsWith("[", at)) {
      return false;
    }
    reordered = true;
    int end = format.indexOf(']', at);
    if (end < 0) {
      goodIndex = false;
      at++;
      return false;
    }
    String number = format.substring(at + 1, end);
    at = end + 1;
    boolean digits =
        !number.isEmpty()
            && number.length() < 8
            && number.chars().allMatch(c -> c >= '0' && c <= '9');
    int index = digits ? Integer.parseInt(number) : 0;
    if (index < 1 || index > arguments.length) {
      goodIndex = false;
      return digits;
    }
    next = index - 1;
    return true;
  }

  /**
   * A width or precision, from the text or (with a star) from an argument; -1 when there is none.
   */
  private int size(boolean afterIndex, boolean isWidth) {
    if (format.startsWith("*", at)) {
      at++;
      return fromArgument(isWidth);
    }
    int start = at;
    int number = 0;
    while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
      number = Math.min(number * 10 + format.charAt(at) - '0', 10 * WIDEST);
      at++;
    }
    if (at > start && afterIndex) {
      goodIndex = false;
    }
    return at == start || number > WIDEST ? -1 : number;
  }

  private int fromArgument(boolean isWidth) {
    RegoValue value = next < arguments.length ? arguments[next++] : RegoNull.NULL;
    long size =
        value instanceof RegoNumber number && number.isPlainInt()
            ? number.longValue()
            : WIDEST + 1L;
    if (size > WIDEST || size < -WIDEST) {
      out.append(isWidth ? "%!(BADWIDTH)" : "%!(BADPREC)");
      return -1;
    }
    if (size < 0 && isWidth) {
      minus = true;
      zero = false;
      return (int) -size;
    }
    return size < 0 ? -1 : (int) size;
  }

  private void argument(int verb, @Nullable RegoValue value) {
    switch (value) {
      case null -> {
        if (verb == 'v' || verb == 'T') {
          pad("<nil>");
        } else {
          out.append("%!").appendCodePoint(verb).append("(<nil>)");
        }
      }
      case RegoNumber number when verb == 'T' -> pad(typeName(number));
      case RegoNumber number when isFloat(number) && Double.isInfinite(number.doubleValue()) ->
          string(verb, number.text());
      case RegoNumber number when isFloat(number) -> floating(verb, number.doubleValue());
      case RegoNumber number -> whole(verb, number);
      case RegoString text -> string(verb, text.value());
      default -> string(verb, value.toString());
    }
  }

  private static String typeName(RegoNumber number) {
    return isFloat(number) ? "float64" : number.isLong() ? "int64" : "*big.Int";
  }

  private static boolean isFloat(RegoNumber number) {
    String text = number.isPlainText() ? "" : number.text();
    return text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
  }

  private void whole(int verb, RegoNumber number) {
    BigInteger value = number.integer();
    switch (verb) {
      case 'v', 'd' -> integer(value, 10, false, "");
      case 'b' -> integer(value, 2, false, sharp ? "0b" : "");
      case 'o' -> integer(value, 8, false, sharp ? "0" : "");
      case 'O' -> integer(value, 8, false, "0o");
      case 'x' -> integer(value, 16, false, sharp ? "0x" : "");
      case 'X' -> integer(value, 16, true, sharp ? "0X" : "");
      default -> {
        if (number.isLong()) {
          character(verb, value);
        } else if (verb == 's') {
          integer(value, 10, false, "");
        } else {
          bad(verb, "big.Int", () -> out.append(value));
        }
      }
    }
  }

  private void character(int verb, BigInteger value) {
    switch (verb) {
      case 'c' -> pad(Character.toString(rune(value)));
      case 'q' -> pad(quotedRune(rune(value)));
      case 'U' -> pad(unicode(value));
      default -> bad(verb, "int64", () -> integer(value, 10, false, ""));
    }
  }

  /** {@code U+0041}, with the character behind it when the sharp flag asks. */
  private String unicode(BigInteger value) {
    String hex = "U+" + hexRune(value);
    int rune = rune(value);
    return sharp && value.bitLength() < 22 && GoText.isPrintable(rune)
        ? hex + " '" + Character.toString(rune) + "'"
        : hex;
  }

  private static int rune(BigInteger value) {
    return value.bitLength() < 22 && Character.isValidCodePoint(value.intValue())
        ? value.intValue()
        : 0xFFFD;
  }

  private static String quotedRune(int rune) {
    StringBuilder quoted = new StringBuilder();
    GoText.quote(Character.toString(rune), quoted);
    String inside = quoted.substring(1, quoted.length() - 1);
    return rune == '\'' ? "'\\''" : rune == '"' ? "'\"'" : "'" + inside + "'";
  }

  private String hexRune(BigInteger value) {
    String hex = value.toString(16).toUpperCase(Locale.ROOT);
    return "0".repeat(Math.max(0, Math.max(4, precision) - hex.length())) + hex;
  }

  private void integer(BigInteger value, int radix, boolean upper, String prefix) {
    if (precision == 0 && value.signum() == 0) {
      pad("");
      return;
    }
    String digits = value.abs().toString(radix);
    digits = upper ? digits.toUpperCase(Locale.ROOT) : digits;
    String sign = value.signum() < 0 ? "-" : plus ? "+" : space ? " " : "";
    int least = precision;
    if (least < 0 && zero && !minus && width > 0) {
      least = width - (sign.isEmpty() ? 0 : 1);
    }
    String zeros = "0".repeat(Math.max(0, least - digits.length()));
    String start = prefix.equals("0") && (zeros + digits).startsWith("0") ? "" : prefix;
    padSpaces(sign + start + zeros + digits);
  }

  private void floating(int verb, double value) {
    switch (verb) {
      case 'v' -> number(GoFloat.format(value, 'g', precision), 'g');
      case 'e', 'E', 'f', 'F' ->
          number(GoFloat.format(value, (char) verb, precision < 0 ? 6 : precision), verb);
      case 'g', 'G' -> number(GoFloat.format(value, (char) verb, precision), verb);
      case 'x' -> number(GoFloat.hexadecimal(value, precision), verb);
      case 'X' -> number(GoFloat.hexadecimal(value, precision).toUpperCase(Locale.ROOT), verb);
      case 'b' -> number(GoFloat.binary(value), verb);
      default -> bad(verb, "float64", () -> number(GoFloat.format(value, 'g', precision), 'g'));
    }
  }

  /** Sign, the zeros of the sharp flag, and width, as fmt's fmtFloat. */
  private void number(String text, int verb) {
    boolean negative = text.startsWith("-");
    boolean finite = !text.endsWith("Inf") && !text.equals("NaN");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    digits = sharp && finite && verb != 'b' ? pointed(digits, verb) : digits;
    String sign = negative ? "-" : plus ? "+" : space ? " " : text.startsWith("+") ? "+" : "";
    if (zero && !minus && finite && width > sign.length() + digits.length()) {
      out.append(sign).append("0".repeat(width - sign.length() - digits.length())).append(digits);
    } else {
      padSpaces(sign + digits);
    }
  }

  /** With a point, and for %g as many digits as the precision says. */
  private String pointed(String digits, int verb) {
    boolean hex = verb == 'x' || verb == 'X';
    boolean general = verb == 'g' || verb == 'G' || verb == 'x';
    int missing = !general ? 0 : precision < 0 ? 6 : precision;
    int tail = digits.length();
    boolean point = false;
    boolean nonzero = false;
    for (int i = 0; i < tail; i++) {
      char c = digits.charAt(i);
      if (c == '.') {
        point = true;
      } else if (c == 'p' || c == 'P' || !hex && (c == 'e' || c == 'E')) {
        tail = i;
      } else {
        nonzero |= c != '0';
        missing -= nonzero ? 1 : 0;
      }
    }
    StringBuilder text = new StringBuilder(digits.substring(0, tail));
    if (!point) {
      missing -= text.length() == 1 && text.charAt(0) == '0' ? 1 : 0;
      text.append('.');
    }
    text.append("0".repeat(Math.max(0, missing)));
    return text.append(digits.substring(tail)).toString();
  }

  private void string(int verb, String text) {
    switch (verb) {
      case 'v' -> {
        if (sharp) {
          quoted(text);
        } else {
          pad(cut(text));
        }
      }
      case 's' -> pad(cut(text));
      case 'x' -> pad(hex(text, "0123456789abcdef", 'x'));
      case 'X' -> pad(hex(text, "0123456789ABCDEF", 'X'));
      case 'q' -> quoted(text);
      case 'T' -> pad("string");
      default -> bad(verb, "string", () -> pad(cut(text)));
    }
  }

  private void quoted(String text) {
    String shown = cut(text);
    if (sharp
        && shown.indexOf('`') < 0
        && shown.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
      pad("`" + shown + "`");
      return;
    }
    StringBuilder quoted = new StringBuilder();
    GoText.quote(shown, quoted);
    pad(quoted.toString());
  }

  private String cut(String text) {
    return precision < 0 || precision >= text.codePointCount(0, text.length())
        ? text
        : text.substring(0, text.offsetByCodePoints(0, precision));
  }

  private String hex(String text, String digits, char prefix) {
    byte[] bytes = GoBytes.of(text);
    int length = precision < 0 ? bytes.length : Math.min(precision, bytes.length);
    StringBuilder hex = new StringBuilder(2 * length);
    for (int i = 0; i < length; i++) {
      if (space && i > 0) {
        hex.append(' ');
      }
      if (sharp && (space || i == 0)) {
        hex.append('0').append(prefix);
      }
      hex.append(digits.charAt(bytes[i] >> 4 & 15)).append(digits.charAt(bytes[i] & 15));
    }
    return hex.toString();
  }

  private void bad(int verb, String type, Runnable value) {
    out.append("%!").appendCodePoint(verb).append('(').append(type).append('=');
    value.run();
    out.append(')');
  }

  private void pad(String text) {
    int missing = width - text.codePointCount(0, text.length());
    if (missing > 0 && zero && !minus) {
      out.append("0".repeat(missing)).append(text);
    } else {
      padSpaces(text);
    }
  }

  private void padSpaces(String text) {
    int missing = Math.max(0, width - text.codePointCount(0, text.length()));
    if (minus) {
      out.append(text).append(" ".repeat(missing));
    } else {
      out.append(" ".repeat(missing)).append(text);
    }
  }

  private void extra() {
    out.append("%!(EXTRA ");
    for (int i = next; i < arguments.length; i++) {
      out.append(i > next ? ", " : "").append(shown(arguments[i]));
      limit.reached(out.length());
    }
    out.append(')');
  }

  private static String shown(@Nullable RegoValue value) {
    return switch (value) {
      case null -> "<nil>";
      case RegoNumber number when isFloat(number) ->
          "float64=" + GoFloat.value(number.doubleValue());
      case RegoNumber number -> (number.isLong() ? "int64=" : "*big.Int=") + number.text();
      case RegoString text -> "string=" + text.value();
      default -> "string=" + value;
    };
  }
}
