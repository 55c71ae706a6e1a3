package dev.esclusa.rego;

import java.math.BigInteger;

/**
 * A binary floating-point number with 64 bits of mantissa, rounded to nearest even: what Go's
 * big.Float is when made from text, and therefore what OPA computes fractions with. The value is
 * {@code mantissa * 2^exponent}.
 */
record BinaryFloat(BigInteger mantissa, int exponent) {
  private static final int PRECISION = 64;
  private static final int DOUBLE_PRECISION = 53;
  private static final int POWER_PRECISION = PRECISION + 64;
  private static final BigInteger FIVE = BigInteger.valueOf(5);
  static final BinaryFloat ZERO = new BinaryFloat(BigInteger.ZERO, 0);

  /** From a decimal literal, e.g. {@code -1.5e3}, as big.Float's scanner does. */
  static BinaryFloat parse(String text) {
    int end = Math.max(text.indexOf('e'), text.indexOf('E'));
    long exponent10 =
        end < 0 ? 0 : Long.parseLong(text.substring(end + (text.charAt(end + 1) == '+' ? 2 : 1)));
    String digits = end < 0 ? text : text.substring(0, end);
    int point = digits.indexOf('.');
    if (point >= 0) {
      exponent10 -= digits.length() - point - 1;
      digits = digits.substring(0, point) + digits.substring(point + 1);
    }
    return scaled(new BigInteger(digits), exponent10);
  }

  static BinaryFloat of(RegoNumber number) {
    return number.isPlainInt() ? of(BigInteger.valueOf(number.longValue())) : parse(number.text());
  }

  static BinaryFloat of(BigInteger whole) {
    return rounded(whole, 0, PRECISION, false);
  }

  private static BinaryFloat scaled(BigInteger digits, long exponent10) {
    if (digits.signum() == 0) {
      return ZERO;
    }
    if (Math.abs(exponent10) > 100_000_000L) {
      throw new ArithmeticException("exponent out of range");
    }
    if (exponent10 == 0) {
      return of(digits);
    }
    BinaryFloat power = powerOfFive(Math.abs(exponent10));
    BinaryFloat exact = new BinaryFloat(digits, (int) exponent10);
    return exponent10 > 0 ? exact.times(power) : exact.dividedBy(power);
  }

  private static BinaryFloat powerOfFive(long exponent) {
    BinaryFloat result = new BinaryFloat(BigInteger.ONE, 0);
    BinaryFloat base = new BinaryFloat(FIVE, 0);
    for (long rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result = result.times(base, POWER_PRECISION);
      }
      base = base.times(base, POWER_PRECISION + 64);
    }
    return rounded(result.mantissa, result.exponent, POWER_PRECISION, false);
  }

  /** Rounds to the precision; sticky says that bits below were cut off. */
  private static BinaryFloat rounded(
      BigInteger mantissa, long exponent, int precision, boolean sticky) {
    BigInteger size = mantissa.abs();
    int excess = size.bitLength() - precision;
    if (excess > 0) {
      BigInteger kept = size.shiftRight(excess);
      boolean half = size.testBit(excess - 1);
      boolean below = sticky || size.getLowestSetBit() < excess - 1;
      if (half && (below || kept.testBit(0))) {
        kept = kept.add(BigInteger.ONE);
      }
      size = kept;
      exponent += excess;
    }
    if (size.signum() == 0) {
      return ZERO;
    }
    int zeros = size.getLowestSetBit();
    long shifted = exponent + zeros;
    if (Math.abs(shifted) > 1_000_000_000L) {
      throw new ArithmeticException("exponent out of range");
    }
    BigInteger odd = size.shiftRight(zeros);
    return new BinaryFloat(mantissa.signum() < 0 ? odd.negate() : odd, (int) shifted);
  }

  BinaryFloat plus(BinaryFloat other) {
    if (mantissa.signum() == 0) {
      return other;
    }
    if (other.mantissa.signum() == 0) {
      return this;
    }
    BinaryFloat high = top() >= other.top() ? this : other;
    BinaryFloat low = high == this ? other : this;
    int lowest = Math.min(exponent, other.exponent);
    if (high.top() - low.top() > 2L * PRECISION + 8) {
      BigInteger wide =
          high.mantissa.shiftLeft(2 * PRECISION).add(BigInteger.valueOf(low.mantissa.signum()));
      return rounded(wide, (long) high.exponent - 2 * PRECISION, PRECISION, false);
    }
    BigInteger sum =
        mantissa
            .shiftLeft(exponent - lowest)
            .add(other.mantissa.shiftLeft(other.exponent - lowest));
    return rounded(sum, lowest, PRECISION, false);
  }

  private long top() {
    return (long) exponent + mantissa.abs().bitLength();
  }

  BinaryFloat negate() {
    return new BinaryFloat(mantissa.negate(), exponent);
  }

  BinaryFloat abs() {
    return new BinaryFloat(mantissa.abs(), exponent);
  }

  BinaryFloat times(BinaryFloat other) {
    return times(other, PRECISION);
  }

  /** With 53 bits of mantissa, as OPA multiplies the elements of a collection. */
  BinaryFloat timesAsDouble(BinaryFloat other) {
    return times(other, DOUBLE_PRECISION);
  }

  private BinaryFloat times(BinaryFloat other, int precision) {
    return rounded(
        mantissa.multiply(other.mantissa), (long) exponent + other.exponent, precision, false);
  }

  BinaryFloat dividedBy(BinaryFloat other) {
    int shift = Math.max(0, PRECISION + 2 + other.mantissa.bitLength() - mantissa.bitLength());
    BigInteger[] parts = mantissa.shiftLeft(shift).divideAndRemainder(other.mantissa);
    boolean sticky = parts[1].signum() != 0;
    // one more bit that is set when something was cut off keeps the rounding right
    BigInteger quotient = parts[0].shiftLeft(1);
    if (sticky) {
      int sign = mantissa.signum() * other.mantissa.signum();
      quotient = quotient.add(BigInteger.valueOf(sign));
    }
    return rounded(quotient, (long) exponent - other.exponent - shift - 1, PRECISION, false);
  }

  boolean isZero() {
    return mantissa.signum() == 0;
  }

  boolean isWhole() {
    return exponent >= 0 || mantissa.signum() == 0;
  }

  /** The whole part, cut towards zero. */
  BigInteger whole() {
    if (exponent >= 0) {
      if (top() > 400_000) {
        throw new ArithmeticException("number too large");
      }
      return mantissa.shiftLeft(exponent);
    }
    BigInteger cut =
        -exponent > mantissa.bitLength() ? BigInteger.ZERO : mantissa.abs().shiftRight(-exponent);
    return mantissa.signum() < 0 ? cut.negate() : cut;
  }

  RegoNumber number() {
    return number(PRECISION);
  }

  /** The number that is meant when no more than 53 bits of mantissa count. */
  RegoNumber numberAsDouble() {
    return number(DOUBLE_PRECISION);
  }

  private RegoNumber number(int precision) {
    return isWhole()
        ? RegoNumber.of(shortestWhole(precision))
        : RegoNumber.parse(ShortestDecimal.of(this, precision).general());
  }

  /** Go writes whole big.Floats with as few non-zero digits as identify them. */
  private BigInteger shortestWhole(int precision) {
    return top() <= precision ? whole() : ShortestDecimal.of(this, precision).whole();
  }
}
