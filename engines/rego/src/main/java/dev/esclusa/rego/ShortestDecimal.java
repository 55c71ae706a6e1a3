package dev.esclusa.rego;

import java.math.BigInteger;

/**
 * The fewest decimal digits that identify a {@link BinaryFloat}: {@code 0.digits * 10^point}.
 * Follows roundShortest of Go's math/big, so that OPA's digits come out.
 */
record ShortestDecimal(boolean negative, String digits, int point) {
  /** precision: the bits of mantissa that the number was rounded to. */
  static ShortestDecimal of(BinaryFloat number, int precision) {
    int size = number.mantissa().abs().bitLength();
    if ((long) number.exponent() + size > 400_000 || number.exponent() < -400_000) {
      throw new ArithmeticException("number too large");
    }
    // the lowest bit of the widened mantissa is half a unit
    int widened = precision + 1 - size;
    BigInteger mantissa = number.mantissa().abs().shiftLeft(widened);
    int exponent = number.exponent() - widened;
    ShortestDecimal exact = exact(mantissa, exponent);
    ShortestDecimal shortest =
        exact.between(
            exact(mantissa.subtract(BigInteger.ONE), exponent),
            exact(mantissa.add(BigInteger.ONE), exponent),
            !mantissa.testBit(1));
    return new ShortestDecimal(number.mantissa().signum() < 0, shortest.digits, shortest.point);
  }

  private static ShortestDecimal exact(BigInteger mantissa, int exponent) {
    String all =
        (exponent >= 0
                ? mantissa.shiftLeft(exponent)
                : mantissa.multiply(BigInteger.valueOf(5).pow(-exponent)))
            .toString();
    return new ShortestDecimal(false, trimmed(all), all.length() + Math.min(exponent, 0));
  }

  private static String trimmed(String digits) {
    int end = digits.length();
    while (end > 0 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }

  private ShortestDecimal between(ShortestDecimal lower, ShortestDecimal upper, boolean inclusive) {
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      boolean down = lower.at(i) != digit || inclusive && i + 1 == lower.digits.length();
      boolean up =
          digit != upper.at(i)
              && (inclusive || digit + 1 < upper.at(i) || i + 1 < upper.digits.length());
      if (down && up) {
        return roundsUp(i + 1) ? up(i + 1) : down(i + 1);
      }
      if (down || up) {
        return down ? down(i + 1) : up(i + 1);
      }
    }
    return this;
  }

  private char at(int index) {
    return index < digits.length() ? digits.charAt(index) : '0';
  }

  private boolean roundsUp(int keep) {
    if (keep >= digits.length()) {
      return false;
    }
    boolean half = digits.charAt(keep) == '5' && keep + 1 == digits.length();
    return half ? (digits.charAt(keep - 1) & 1) != 0 : digits.charAt(keep) >= '5';
  }

  private ShortestDecimal down(int keep) {
    return keep >= digits.length()
        ? this
        : new ShortestDecimal(negative, trimmed(digits.substring(0, keep)), point);
  }

  private ShortestDecimal up(int keep) {
    if (keep >= digits.length()) {
      return this;
    }
    int last = keep;
    while (last > 0 && digits.charAt(last - 1) == '9') {
      last--;
    }
    return last == 0
        ? new ShortestDecimal(negative, "1", point + 1)
        : new ShortestDecimal(
            negative, digits.substring(0, last - 1) + (char) (digits.charAt(last - 1) + 1), point);
  }

  /** As a whole number. */
  BigInteger whole() {
    BigInteger size = new BigInteger(digits + "0".repeat(point - digits.length()));
    return negative ? size.negate() : size;
  }

  /** Go's %g with the shortest digits: an exponent below 1e-4 and from 1e6 on. */
  String general() {
    return GoFloat.general(negative, digits, point, 6);
  }
}
