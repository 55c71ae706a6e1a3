package dev.esclusa.tree;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a plain scalar means, by the rules of go-yaml's {@code resolve.go} (v2 and v3) and of Go's
 * strconv with base 0. No regular expressions: every scalar of every manifest passes here.
 */
final class PlainScalars {
  private static final int MAX_EXACT_LENGTH = 800;

  private PlainScalars() {}

  static Value resolve(String text, ScalarProfile profile) {
    if (profile == ScalarProfile.KUSTOMIZE) {
      String timestamp = GoTimestamp.parse(text);
      if (timestamp != null) {
        return new Value.Text(timestamp);
      }
    }
    return resolveKey(text, profile);
  }

  /** As {@link #resolve}, but dates stay as they are written. */
  static Value resolveKey(String text, ScalarProfile profile) {
    if (text.isEmpty()) {
      return Value.NULL;
    }
    Value meaning =
        switch (text.charAt(0)) {
          case 'y', 'Y', 'n', 'N', 't', 'T', 'f', 'F', 'o', 'O', '~' -> word(text, profile);
          case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '-' -> number(text, profile);
          case '.' -> fraction(text, profile);
          default -> null;
        };
    return meaning == null ? new Value.Text(text) : meaning;
  }

  private static @Nullable Value word(String text, ScalarProfile profile) {
    return switch (text) {
      case "true", "True", "TRUE" -> Value.TRUE;
      case "false", "False", "FALSE" -> Value.FALSE;
      case "~", "null", "Null", "NULL" -> Value.NULL;
      case "yes", "Yes", "YES", "on", "On", "ON" ->
          profile != ScalarProfile.KUSTOMIZE ? Value.TRUE : null;
      case "no", "No", "NO", "off", "Off", "OFF" ->
          profile != ScalarProfile.KUSTOMIZE ? Value.FALSE : null;
      case "y", "Y" -> profile == ScalarProfile.OPA ? Value.TRUE : null;
      case "n", "N" -> profile == ScalarProfile.OPA ? Value.FALSE : null;
      default -> null;
    };
  }

  private static @Nullable Value number(String text, ScalarProfile profile) {
    refuseInfinite(text);
    String plain = text.indexOf('_') < 0 ? text : text.replace("_", "");
    Value whole = whole(plain);
    return whole != null ? whole : decimal(plain, profile);
  }

  private static @Nullable Value fraction(String text, ScalarProfile profile) {
    refuseInfinite(text);
    return decimal(text, profile);
  }

  private static void refuseInfinite(String text) {
    int start = text.charAt(0) == '.' ? 0 : 1;
    if (text.length() != start + 4 || text.charAt(start) != '.') {
      return;
    }
    boolean refused =
        switch (text.substring(start)) {
          case ".inf", ".Inf", ".INF" -> start == 0 || !Character.isDigit(text.charAt(0));
          case ".nan", ".NaN", ".NAN" -> start == 0;
          default -> false;
        };
    if (refused) {
      throw new TreeException(
          "TRE-0005",
          null,
          "'" + text + "' is not a number that JSON has.",
          "Write a finite number, or put it in quotes.");
    }
  }

  /** Go's ParseInt and ParseUint with base 0. */
  private static @Nullable Value whole(String text) {
    int start = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    int length = text.length() - start;
    if (length == 0) {
      return null;
    }
    int radix = 10;
    int digits = start;
    if (text.charAt(start) == '0' && length > 1) {
      radix = length > 2 ? radix(text.charAt(start + 1)) : 8;
      digits = start + (radix == 8 && isDigit(text.charAt(start + 1)) ? 1 : 2);
      if (radix == 8 && length == 2) {
        digits = start + 1;
      }
    }
    return whole(text, start, digits, radix);
  }

  private static int radix(char prefix) {
    return switch (prefix) {
      case 'x', 'X' -> 16;
      case 'b', 'B' -> 2;
      default -> 8;
    };
  }

  private static @Nullable Value whole(String text, int sign, int start, int radix) {
    if (radix == 8 && start == sign + 2 && (text.charAt(sign + 1) | 0x20) != 'o') {
      return null;
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80 || Character.digit(text.charAt(i), radix) < 0) {
        return null;
      }
    }
    boolean negative = text.charAt(0) == '-';
    int count = text.length() - start;
    if (count <= (radix == 16 ? 15 : radix == 2 ? 62 : 18)) {
      long magnitude = Long.parseLong(text, start, text.length(), radix);
      return Value.of(negative ? -magnitude : magnitude);
    }
    return count > 100 ? null : wide(text.substring(start), radix, negative, sign > 0);
  }

  private static @Nullable Value wide(String digits, int radix, boolean negative, boolean signed) {
    BigInteger magnitude = new BigInteger(digits, radix);
    BigInteger number = negative ? magnitude.negate() : magnitude;
    boolean fits = number.bitLength() <= 63 || (!signed && number.bitLength() <= 64);
    return fits ? Value.of(new BigDecimal(number)) : null;
  }

  private static @Nullable Value decimal(String text, ScalarProfile profile) {
    if (!isDecimal(text)) {
      return null;
    }
    double rounded = Double.parseDouble(text);
    if (!Double.isFinite(rounded)) {
      return null; // Go's ParseFloat reports a range error, and the scalar stays text
    }
    boolean exact = profile == ScalarProfile.KUBECTL && text.length() <= MAX_EXACT_LENGTH;
    return exact && rounded != 0 ? Value.of(new BigDecimal(text)) : Value.of((Object) rounded);
  }

  /** {@code [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?}. */
  private static boolean isDecimal(String text) {
    int length = text.length();
    int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    int whole = skipDigits(text, at);
    int end = whole;
    if (whole < length && text.charAt(whole) == '.') {
      end = skipDigits(text, whole + 1);
      if (whole == at && end == whole + 1) {
        return false;
      }
    } else if (whole == at) {
      return false;
    }
    if (end < length && (text.charAt(end) | 0x20) == 'e') {
      int exponent = end + 1;
      if (exponent < length && (text.charAt(exponent) == '-' || text.charAt(exponent) == '+')) {
        exponent++;
      }
      end = skipDigits(text, exponent);
      return end == length && end > exponent;
    }
    return end == length;
  }

  private static int skipDigits(String text, int start) {
    int at = start;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
