package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.math.BigDecimal;

/** Numbers as JSON would carry them. */
final class Numbers {
  private Numbers() {}

  /** Whole ones without a point, whatever they were written with. */
  static Value of(BigDecimal number) {
    BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    return plain.scale() <= 0 && plain.precision() - plain.scale() <= 18
        ? Value.of(plain.longValueExact())
        : Value.of(plain);
  }

  /** What a 64-bit float keeps of it; the number is finite. */
  static Value ofDouble(double number) {
    return of(new BigDecimal(Double.toString(number)));
  }

  /** As Go's {@code %v} writes a 64-bit float: with an exponent from 1e6 on, or below 1e-4. */
  static String shortest(double number) {
    BigDecimal digits = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    if (digits.signum() == 0 || (exponent >= -4 && exponent < 6)) {
      return digits.signum() == 0 ? "0" : digits.toPlainString();
    }
    String unscaled = digits.unscaledValue().abs().toString();
    return (digits.signum() < 0 ? "-" : "")
        + unscaled.charAt(0)
        + (unscaled.length() == 1 ? "" : "." + unscaled.substring(1))
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
