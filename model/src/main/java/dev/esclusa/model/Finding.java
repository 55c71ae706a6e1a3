package dev.esclusa.model;

import org.jspecify.annotations.Nullable;

/**
 * What a rule says of a plan.
 *
 * @param waiver the waiver that matches, where one does; whether it is in force is admission's
 *     question
 */
public record Finding(
    RuleId rule,
    Severity severity,
    @Nullable Address address,
    String message,
    String fix,
    boolean waivable,
    @Nullable String waiver) {
  /** How much a finding weighs. */
  public enum Severity {
    BLOCK,
    WARN,
    INFORM
  }
}
