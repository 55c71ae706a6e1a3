package dev.esclusa.policy;

import dev.esclusa.model.RuleId;
import java.time.Instant;

/**
 * An exception from one rule, never without an end.
 *
 * @param id what a finding names as its waiver
 */
public record Waiver(String id, RuleId rule, Instant expiresAt) {
  boolean inForce(Instant at) {
    return at.isBefore(expiresAt);
  }
}
