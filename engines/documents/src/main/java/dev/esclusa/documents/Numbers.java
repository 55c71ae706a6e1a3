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
}
