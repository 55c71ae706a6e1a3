package dev.esclusa.bench;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * One measured number.
 *
 * @param name {@code journal.facts}
 * @param unit {@code facts/s}
 * @param peer what it is compared with, measured in the same run; absent when there is nothing
 * @param ratio value by the peer's value; absent without a peer
 */
public record Figure(
    String name, double value, String unit, @Nullable String peer, @Nullable Double ratio) {

  static Figure of(String name, double value, String unit) {
    return new Figure(name, value, unit, null, null);
  }

  Figure against(String other, double otherValue) {
    return new Figure(name, value, unit, other, otherValue == 0 ? null : value / otherValue);
  }

  /** One line of JSON. */
  String json() {
    return Json.text(
        Value.mapping(
            "name", name,
            "value", rounded(value),
            "unit", unit,
            "peer", peer,
            "ratio", ratio == null ? null : rounded(ratio)));
  }

  private static BigDecimal rounded(double number) {
    return new BigDecimal(number).round(new MathContext(4));
  }
}
