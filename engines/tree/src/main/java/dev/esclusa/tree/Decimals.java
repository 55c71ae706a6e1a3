package dev.esclusa.tree;

import java.math.BigDecimal;

/**
 * The text of numbers: the layout of ECMAScript's Number::toString (ECMA-262 section 6.1.6.1.20,
 * which RFC 8785 section 3.2.2.3 prescribes), for doubles and for exact decimals alike.
 */
final class Decimals {
  private Decimals() {}

  /** All digits of the value, laid out as ECMAScript does. */
  static String text(BigDecimal exact) {
    BigDecimal stripped = exact.stripTrailingZeros();
    if (stripped.signum() == 0) {
      return "0";
    }
    String digits = stripped.unscaledValue().abs().toString();
    return layout(stripped.signum() < 0, digits, digits.length() - stripped.scale());
  }

  /** The shortest digits that denote this double. */
  static String text(double value) {
    return text(shortest(value));
  }

  /** Whether RFC 8785 would print exactly this value, neither rounding nor overflowing. */
  static boolean isDoubleText(BigDecimal exact) {
    long exponent = (long) exact.precision() - exact.scale();
    if (exact.precision() <= 15 && exponent > -290 && exponent < 290) {
      return true; // a double keeps any 15 digits
    }
    double nearest = exact.doubleValue();
    return Double.isFinite(nearest) && shortest(nearest).compareTo(exact) == 0;
  }

  private static BigDecimal shortest(double value) {
    BigDecimal java = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    // Double.toString prints two digits where one would do (4.9E-324); ECMAScript prints one.
    if (java.precision() == 2) {
      BigDecimal down = oneDigit(java, java.unscaledValue().intValue() / 10);
      BigDecimal up = oneDigit(java, java.unscaledValue().intValue() / 10 + java.signum());
      boolean downFirst = Math.abs(java.unscaledValue().intValue() % 10) <= 5;
      BigDecimal first = downFirst ? down : up;
      BigDecimal second = downFirst ? up : down;
      if (first.doubleValue() == value) {
        return first.stripTrailingZeros();
      }
      if (second.doubleValue() == value) {
        return second.stripTrailingZeros();
      }
    }
    return java;
  }

  private static BigDecimal oneDigit(BigDecimal twoDigits, int digit) {
    return BigDecimal.valueOf(digit, twoDigits.scale() - 1);
  }

  /** {@code point} is where the decimal point stands, counted from the first digit. */
  private static String layout(boolean negative, String digits, int point) {
    StringBuilder text = new StringBuilder(digits.length() + 8);
    if (negative) {
      text.append('-');
    }
    int count = digits.length();
    if (count <= point && point <= 21) {
      text.append(digits).repeat('0', point - count);
    } else if (0 < point && point <= 21) {
      text.append(digits, 0, point).append('.').append(digits, point, count);
    } else if (-6 < point && point <= 0) {
      text.append("0.").repeat('0', -point).append(digits);
    } else {
      text.append(digits.charAt(0));
      if (count > 1) {
        text.append('.').append(digits, 1, count);
      }
      text.append('e').append(point > 0 ? '+' : '-').append(Math.abs(point - 1));
    }
    return text.toString();
  }
}
