package dev.esclusa.model;

import dev.esclusa.tree.Records.Transparent;

/**
 * The name of a rule that decides: an approval rule, or a rule of a policy pack.
 *
 * @param text e.g. {@code prod-two-people}
 */
@Transparent
public record RuleId(String text) implements Comparable<RuleId> {
  public RuleId {
    Shape.IDENTIFIER.check("RuleId", text);
  }

  @Override
  public int compareTo(RuleId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
