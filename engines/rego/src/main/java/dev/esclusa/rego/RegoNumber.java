package dev.esclusa.rego;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An exact decimal number that keeps the text it was written with, as OPA keeps Go's json.Number.
 * Equal, ordered and hashed by value.
 */
public final class RegoNumber extends RegoValue {
  private static final int CACHE_LOW = -128;
  private static final int CACHE_HIGH = 1024;
  private static final int MAX_BITS = 1 << 20;
  private static final int MAX_TEXT = 300_000;
  private static final RegoNumber[] CACHE = new RegoNumber[CACHE_HIGH - CACHE_LOW];

  static {
    for (int i = 0; i < CACHE.length; i++) {
      CACHE[i] = new RegoNumber(i + CACHE_LOW, null);
    }
  }

  public static final RegoNumber ZERO = of(0);
  public static final RegoNumber ONE = of(1);

  /** What a number is when it is no plain long; large is null when only the text is unusual. */
  private record Exotic(@Nullable BigDecimal large, @Nullable String text) {}

  private final long small;
  private final @Nullable Exotic exotic;

  private RegoNumber(long small, @Nullable Exotic exotic) {
    this.small = small;
    this.exotic = exotic;
  }

  public static RegoNumber of(long value) {
    return value >= CACHE_LOW && value < CACHE_HIGH
        ? CACHE[(int) value - CACHE_LOW]
        : new RegoNumber(value, null);
  }

  public static RegoNumber of(BigInteger value) {
    if (value.bitLength() > MAX_BITS) {
      throw new RegoException(
          RegoException.LIMIT_MEMORY,
          "a number has more than " + MAX_BITS + " bits",
          "Compute with smaller numbers");
    }
    return value.bitLength() <= 63
        ? of(value.longValue())
        : new RegoNumber(0, new Exotic(new BigDecimal(value).stripTrailingZeros(), null));
  }

  /** The value with the text that Go's big.Float formatting {@code %v}-like shortest text has. */
  public static RegoNumber of(BigDecimal value) {
    return make(value, null);
  }

  /** The value of a Go float64: its shortest text. */
  public static RegoNumber of(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return of((long) value);
    }
    return make(new BigDecimal(Double.toString(value)), GoText.float64(value));
  }

  /** A number as written in JSON or Rego; the text is kept. At most 300 000 characters. */
  public static RegoNumber parse(String text) {
    int length = text.length();
    if (length <= 18 && isPlainInteger(text)) {
      return of(Long.parseLong(text));
    }
    if (length > MAX_TEXT) {
      throw new NumberFormatException("a number of " + length + " characters");
    }
    RegoNumber number = make(new BigDecimal(text), text);
    return number.canonicalText().equals(text) ? number.withText(null) : number;
  }

  private static boolean isPlainInteger(String text) {
    int start = text.charAt(0) == '-' ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return text.length() > start && !text.equals("-0");
  }

  private static RegoNumber make(BigDecimal value, @Nullable String text) {
    if (value.signum() == 0) {
      return text == null ? of(0) : new RegoNumber(0, new Exotic(null, text));
    }
    BigDecimal stripped = value.stripTrailingZeros();
    if (stripped.scale() <= 0 && (long) stripped.precision() - stripped.scale() <= 19) {
      BigInteger whole = stripped.toBigIntegerExact();
      if (whole.bitLength() <= 63) {
        long number = whole.longValue();
        return text == null ? of(number) : new RegoNumber(number, new Exotic(null, text));
      }
    }
    return new RegoNumber(0, new Exotic(stripped, text));
  }

  private RegoNumber withText(@Nullable String text) {
    BigDecimal large = exotic == null ? null : exotic.large;
    return large == null && text == null
        ? of(small)
        : new RegoNumber(small, new Exotic(large, text));
  }

  /** Whether the value is whole and fits 64 bits. */
  public boolean isLong() {
    return exotic == null || exotic.large == null;
  }

  /** The value where {@link #isLong}. */
  public long longValue() {
    if (!isLong()) {
      throw new ArithmeticException(this + " does not fit 64 bits");
    }
    return small;
  }

  /** Whether the value is whole, of any size. */
  public boolean isWhole() {
    return exotic == null || exotic.large == null || exotic.large.scale() <= 0;
  }

  /**
   * Whether it is whole, fits 64 bits and its text has no exponent and nothing but zeros after a
   * point: what OPA takes for an integer (Number.Int64).
   */
  public boolean isPlainInt() {
    if (exotic == null) {
      return true;
    }
    String text = exotic.text;
    return exotic.large == null
        && text != null
        && text.length() <= (text.startsWith("-") ? 20 : 19)
        && text.indexOf('e') < 0
        && text.indexOf('E') < 0;
  }

  /** Whether it is written without point and exponent and fits 64 bits. */
  boolean isPlainText() {
    return exotic == null;
  }

  public BigDecimal decimal() {
    return exotic == null || exotic.large == null ? BigDecimal.valueOf(small) : exotic.large;
  }

  /** The whole value; refused for fractions. Exponents above 100 000 are refused too. */
  public BigInteger integer() {
    if (exotic == null || exotic.large == null) {
      return BigInteger.valueOf(small);
    }
    if (exotic.large.scale() < -100_000) {
      throw new ArithmeticException("number too large");
    }
    return exotic.large.toBigIntegerExact();
  }

  public double doubleValue() {
    return exotic == null || exotic.large == null ? (double) small : exotic.large.doubleValue();
  }

  public int signum() {
    return exotic == null || exotic.large == null ? Long.signum(small) : exotic.large.signum();
  }

  /** The text as written, or the shortest that Go would write. */
  public String text() {
    if (exotic == null) {
      return Long.toString(small);
    }
    return exotic.text != null ? exotic.text : canonicalText();
  }

  private String canonicalText() {
    return exotic == null || exotic.large == null
        ? Long.toString(small)
        : GoText.decimal(exotic.large);
  }

  @Override
  int rank() {
    return 2;
  }

  @Override
  int compareSameKind(RegoValue other) {
    RegoNumber that = (RegoNumber) other;
    return isLong() && that.isLong()
        ? Long.compare(small, that.small)
        : decimal().compareTo(that.decimal());
  }

  @Override
  public String typeName() {
    return "number";
  }

  @Override
  void term(StringBuilder out) {
    out.append(text());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof RegoNumber that) || small != that.small) {
      return false;
    }
    BigDecimal mine = exotic == null ? null : exotic.large;
    BigDecimal its = that.exotic == null ? null : that.exotic.large;
    return mine == null ? its == null : mine.equals(its);
  }

  @Override
  public int hashCode() {
    return exotic == null || exotic.large == null ? mixed(small) : exotic.large.hashCode();
  }

  private static int mixed(long value) {
    long mixed = value * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }
}
