package dev.esclusa.rego;

import java.math.BigDecimal;

/** Texts that Go's standard library writes and that results of OPA therefore hold. */
final class GoText {
  private GoText() {}

  /** Go's strconv.Quote. */
  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case 7 -> out.append("\\a");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case 11 -> out.append("\\v");
        default -> {
          if (c >= 0xDC80 && c <= 0xDCFF) {
            out.append("\\x").append(hex(c & 0xFF, 2)); // a byte that is not UTF-8, see GoBytes
          } else if (isPrintable(c)) {
            out.appendCodePoint(c);
          } else if (c < 0x80) {
            out.append("\\x").append(hex(c, 2));
          } else if (c < 0x10000) {
            out.append("\\u").append(hex(c, 4));
          } else {
            out.append("\\U").append(hex(c, 8));
          }
        }
      }
    }
    out.append('"');
  }

  private static String hex(int number, int digits) {
    String text = Integer.toHexString(number);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  /** Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
  static boolean isPrintable(int c) {
    if (c < 0x7f) {
      return c >= 0x20;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /**
   * A float64 as encoding/json writes it: like %g, with an exponent below 1e-6 and from 1e21 on.
   */
  static String float64(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return decimal(new BigDecimal(Double.toString(value)));
  }

  /**
   * The decimal in the layout of encoding/json: plain between 1e-6 and 1e21, else one digit and
   * exponent.
   */
  static String decimal(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    long exponent = (long) stripped.precision() - stripped.scale() - 1;
    if (stripped.scale() <= 0 && exponent < 4096) {
      return stripped.toBigInteger().toString();
    }
    if (exponent >= -7 && exponent < 21 || stripped.scale() > 0 && exponent >= 0) {
      return stripped.toPlainString();
    }
    String digits = stripped.unscaledValue().abs().toString();
    StringBuilder out = new StringBuilder();
    if (stripped.signum() < 0) {
      out.append('-');
    }
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+');
    long size = Math.abs(exponent);
    if (size < 10) {
      out.append('0');
    }
    return out.append(size).toString();
  }
}
