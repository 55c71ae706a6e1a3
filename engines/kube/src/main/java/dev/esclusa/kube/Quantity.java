package dev.esclusa.kube;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of a resource, {@code 500m} or {@code 1.5Gi} (Kubernetes API reference, "Quantity").
 */
public record Quantity(BigDecimal amount, Form form) {
  private static final Pattern TEXT =
      Pattern.compile(
          "([+-]?(?:\\d{1,64}(?:\\.\\d{0,64})?|\\.\\d{1,64}))([KMGTPE]i|[numkMGTPE]?|[eE][+-]?\\d{1,4})");
  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final List<String> DECIMAL =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  /** The family of suffixes that an amount was written with. */
  public enum Form {
    DECIMAL,
    BINARY,
    EXPONENT
  }

  /** Empty when the text is no quantity. */
  public static Optional<Quantity> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    String suffix = matcher.group(2);
    if (suffix.endsWith("i")) {
      BigDecimal factor = KIBI.pow(BINARY.indexOf(suffix));
      return Optional.of(new Quantity(nanos(number.multiply(factor)), Form.BINARY));
    }
    if (suffix.length() > 1) {
      int exponent = Integer.parseInt(suffix.substring(1));
      return Math.abs(exponent) > 100
          ? Optional.empty()
          : Optional.of(new Quantity(nanos(number.scaleByPowerOfTen(exponent)), Form.EXPONENT));
    }
    int exponent = 3 * (DECIMAL.indexOf(suffix) - 3);
    return Optional.of(new Quantity(nanos(number.scaleByPowerOfTen(exponent)), Form.DECIMAL));
  }

  /** Nothing finer than a billionth is kept; it is rounded up. */
  private static BigDecimal nanos(BigDecimal exact) {
    return exact.setScale(Math.min(9, Math.max(0, exact.scale())), RoundingMode.UP);
  }

  public boolean sameAs(Quantity other) {
    return amount.compareTo(other.amount) == 0;
  }

  /** As the API server writes it: the largest suffix that leaves no fraction. */
  public String canonical() {
    if (amount.signum() == 0) {
      return "0";
    }
    return switch (form) {
      case BINARY -> amount.abs().compareTo(KIBI) < 0 ? decimal() : binary();
      case DECIMAL -> decimal();
      case EXPONENT -> exponent();
    };
  }

  private String binary() {
    BigInteger rest = amount.setScale(0, RoundingMode.UP).toBigInteger();
    int power = 0;
    while (power < BINARY.size() - 1 && rest.mod(KIBI.toBigInteger()).signum() == 0) {
      rest = rest.divide(KIBI.toBigInteger());
      power++;
    }
    return rest + BINARY.get(power);
  }

  private String decimal() {
    int step = steps(3);
    while (step + 3 >= DECIMAL.size()) {
      step--;
    }
    return amount.scaleByPowerOfTen(-3 * step).toBigIntegerExact() + DECIMAL.get(step + 3);
  }

  private String exponent() {
    int step = steps(3);
    return amount.scaleByPowerOfTen(-3 * step).toBigIntegerExact()
        + (step == 0 ? "" : "e" + 3 * step);
  }

  /**
   * How many whole groups of decimal places can be moved into the suffix; negative for fractions.
   */
  private int steps(int places) {
    return Math.floorDiv(-amount.stripTrailingZeros().scale(), places);
  }

  @Override
  public String toString() {
    return canonical();
  }
}
