package dev.esclusa.rego;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Amounts with units, e.g. {@code 1.5Gi} (units.parse) or {@code 10MB} (units.parse_bytes). */
record Quantity(String amount, String unit) {
  private static final String LETTERS = "kmgtpe";
  private static final int MAX_EXPONENT_DIGITS = 6;
  private static final int MAX_SIZE = 100_000;

  static RegoNumber parse(String text) {
    Quantity quantity = split("units.parse", text.replace("\"", ""));
    BigDecimal factor = factor(quantity.unit());
    if (factor == null) {
      throw bad("units.parse", "unit " + normal(quantity.unit()) + " not recognized");
    }
    BigDecimal exact =
        decimal("units.parse", "could not parse amount to a number", quantity.amount())
            .multiply(factor);
    return exact.stripTrailingZeros().scale() <= 0
        ? RegoNumber.of(exact.toBigIntegerExact())
        : RegoNumber.parse(exact.setScale(10, RoundingMode.HALF_UP).toPlainString());
  }

  static RegoNumber parseBytes(String text) {
    Quantity quantity = split("units.parse_bytes", text.toLowerCase(Locale.ROOT).replace("\"", ""));
    BigInteger factor = byteFactor(quantity.unit());
    if (factor == null) {
      throw bad("units.parse_bytes", "byte unit " + quantity.unit() + " not recognized");
    }
    String reason = "could not parse byte amount to a number";
    BigDecimal amount = decimal("units.parse_bytes", reason, quantity.amount());
    if (amount.stripTrailingZeros().scale() <= 0 && amount.toBigInteger().bitLength() <= 64) {
      BinaryFloat product =
          BinaryFloat.of(amount.toBigIntegerExact()).times(BinaryFloat.of(factor));
      return RegoNumber.of(product.whole());
    }
    return RegoNumber.of(
        BinaryFloat.parse(NumberText.plain(quantity.amount()))
            .times(BinaryFloat.of(factor))
            .whole());
  }

  private static BuiltinFailure bad(String builtin, String reason) {
    return new BuiltinFailure(builtin + ": " + reason);
  }

  private static BigDecimal decimal(String builtin, String reason, String amount) {
    if (!NumberText.isDecimal(amount)) {
      throw bad(builtin, reason);
    }
    BigDecimal value = new BigDecimal(NumberText.plain(amount));
    if ((long) value.precision() - value.scale() > MAX_SIZE || value.scale() > MAX_SIZE) {
      throw bad(builtin, "exponent too large");
    }
    return value;
  }

  private static Quantity split(String builtin, String text) {
    if (text.indexOf(' ') >= 0) {
      throw bad(builtin, "spaces not allowed in resource strings");
    }
    int end = amountEnd(builtin, text);
    if (end == 0) {
      throw bad(
          builtin,
          builtin.equals("units.parse") ? "no amount provided" : "no byte amount provided");
    }
    return new Quantity(text.substring(0, end), text.substring(end));
  }

  /** Where the unit begins: an e counts to the number only when an exponent follows. */
  private static int amountEnd(String builtin, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'e' || c == 'E') {
        char next = i + 1 < text.length() ? text.charAt(i + 1) : 'x';
        if (!isDigit(next) && next != '+' && next != '-') {
          return i;
        }
        i += isDigit(next) ? 0 : 1;
        int digits = i + 1;
        while (digits < text.length() && isDigit(text.charAt(digits))) {
          digits++;
        }
        if (digits - i - 1 > MAX_EXPONENT_DIGITS) {
          throw bad(builtin, "exponent too large");
        }
      } else if (!isDigit(c) && c != '.' && c != '+' && c != '-') {
        return i;
      }
    }
    return text.length();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Only the first letter's case counts. */
  private static String normal(String unit) {
    return unit.length() > 1 ? unit.charAt(0) + unit.substring(1).toLowerCase(Locale.ROOT) : unit;
  }

  private static @Nullable BigDecimal factor(String unit) {
    String normal = normal(unit);
    if (normal.isEmpty()) {
      return BigDecimal.ONE;
    }
    if (normal.equals("m")) {
      // OPA multiplies by the float64 that is nearest to 0.001
      return new BigDecimal(0.001);
    }
    int power = LETTERS.indexOf(Character.toLowerCase(normal.charAt(0))) + 1;
    boolean binary = normal.length() == 2 && normal.charAt(1) == 'i';
    if (power == 0 || normal.length() > 1 && !binary) {
      return null;
    }
    return binary
        ? new BigDecimal(BigInteger.ONE.shiftLeft(10 * power))
        : BigDecimal.ONE.scaleByPowerOfTen(3 * power);
  }

  private static @Nullable BigInteger byteFactor(String unit) {
    if (unit.isEmpty()) {
      return BigInteger.ONE;
    }
    int power = LETTERS.indexOf(unit.charAt(0)) + 1;
    return power == 0
        ? null
        : switch (unit.substring(1)) {
          case "", "b" -> BigInteger.TEN.pow(3 * power);
          case "i", "ib" -> BigInteger.ONE.shiftLeft(10 * power);
          default -> null;
        };
  }
}
