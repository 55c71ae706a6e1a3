package dev.esclusa.rego;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Floats in the layouts of Go's strconv.FormatFloat; precision -1 asks for the fewest digits that
 * identify the value.
 */
final class GoFloat {
  private GoFloat() {}

  /** {@code verb} is one of e E f F g G. */
  static String format(double value, char verb, int precision) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean negative = value < 0 || value == 0 && 1 / value < 0;
    BigDecimal exact =
        precision < 0
            ? new BigDecimal(Double.toString(Math.abs(value)))
            : new BigDecimal(Math.abs(value));
    String text =
        switch (verb) {
          case 'e', 'E' -> scientific(exact, precision);
          case 'f', 'F' -> plain(exact, precision);
          default -> general(exact, precision);
        };
    String signed = negative ? "-" + text : text;
    return verb == 'E' || verb == 'G' ? signed.toUpperCase(java.util.Locale.ROOT) : signed;
  }

  /** fmt's %v of a float64. */
  static String value(double value) {
    return format(value, 'g', -1);
  }

  /** Go's %x of a float64: {@code 0x1.8p+00}; precision -1 asks for all digits. */
  static String hexadecimal(double value, int precision) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return format(value, 'g', -1);
    }
    if (value == 0) {
      String zeros = precision > 0 ? "." + "0".repeat(precision) : "";
      return (1 / value < 0 ? "-" : "") + "0x0" + zeros + "p+00";
    }
    int exponent = Math.getExponent(value);
    long mantissa = Double.doubleToLongBits(value) & (1L << 52) - 1;
    if (exponent < Double.MIN_EXPONENT) {
      exponent = Double.MIN_EXPONENT;
      int shift = Long.numberOfLeadingZeros(mantissa) - 11;
      mantissa <<= shift;
      exponent -= shift;
    } else {
      mantissa |= 1L << 52;
    }
    if (precision >= 0 && precision < 13) {
      int cut = 52 - 4 * precision;
      long half = 1L << cut - 1;
      long rest = mantissa & (1L << cut) - 1;
      mantissa >>= cut;
      mantissa += rest > half || rest == half && (mantissa & 1) == 1 ? 1 : 0;
      mantissa <<= cut;
      if (mantissa >= 1L << 53) {
        mantissa >>= 1;
        exponent++;
      }
    }
    String digits = "%013x".formatted(mantissa & (1L << 52) - 1);
    digits =
        precision < 0
            ? digits.replaceFirst("0+$", "")
            : precision <= 13
                ? digits.substring(0, precision)
                : digits + "0".repeat(precision - 13);
    return (value < 0 ? "-" : "")
        + "0x1"
        + (digits.isEmpty() ? "" : "." + digits)
        + "p"
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  /** Go's %b of a float64: the mantissa as a whole number and the power of two. */
  static String binary(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return format(value, 'g', -1);
    }
    long bits = Double.doubleToLongBits(value);
    int exponent = (int) (bits >> 52 & 0x7FF);
    long mantissa = bits & (1L << 52) - 1 | (exponent == 0 ? 0 : 1L << 52);
    int power = Math.max(exponent, 1) - 1075;
    return (bits < 0 ? "-" : "") + mantissa + "p" + (power < 0 ? "" : "+") + power;
  }

  private static String plain(BigDecimal value, int precision) {
    BigDecimal shown =
        precision < 0
            ? value.stripTrailingZeros()
            : value.setScale(precision, RoundingMode.HALF_EVEN);
    return shown.scale() < 0 ? shown.setScale(0).toPlainString() : shown.toPlainString();
  }

  private static String scientific(BigDecimal value, int precision) {
    if (value.signum() == 0) {
      return "0" + (precision > 0 ? "." + "0".repeat(precision) : "") + "e+00";
    }
    BigDecimal shown = precision < 0 ? value.stripTrailingZeros() : round(value, precision + 1);
    String digits = shown.unscaledValue().toString();
    digits =
        precision < 0 ? digits : digits + "0".repeat(Math.max(0, precision + 1 - digits.length()));
    return exponential(digits, shown.precision() - shown.scale() - 1);
  }

  private static BigDecimal round(BigDecimal value, int digits) {
    return value.round(new MathContext(Math.max(digits, 1), RoundingMode.HALF_EVEN));
  }

  private static String general(BigDecimal value, int precision) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal shown = (precision < 0 ? value : round(value, precision)).stripTrailingZeros();
    String digits = shown.unscaledValue().toString();
    int point = shown.precision() - shown.scale();
    int limit = precision < 0 ? 6 : Math.max(precision, 1);
    if (precision >= 0 && limit > digits.length() && digits.length() >= point) {
      limit = digits.length();
    }
    return general(false, digits, point, limit);
  }

  /** {@code 0.digits * 10^point}, with an exponent when that is below -4 or reaches the limit. */
  static String general(boolean negative, String digits, int point, int limit) {
    String sign = negative ? "-" : "";
    int exponent = point - 1;
    if (exponent < -4 || exponent >= limit) {
      return sign + exponential(digits, exponent);
    }
    if (point <= 0) {
      return sign + "0." + "0".repeat(-point) + digits;
    }
    return point >= digits.length()
        ? sign + digits + "0".repeat(point - digits.length())
        : sign + digits.substring(0, point) + "." + digits.substring(point);
  }

  private static String exponential(String digits, int exponent) {
    String rest = digits.length() > 1 ? "." + digits.substring(1) : "";
    int size = Math.abs(exponent);
    return digits.charAt(0)
        + rest
        + "e"
        + (exponent < 0 ? "-" : "+")
        + (size < 10 ? "0" : "")
        + size;
  }
}
