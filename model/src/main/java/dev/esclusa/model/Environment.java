package dev.esclusa.model;

import java.time.Duration;

/**
 * A stage of the way to production and its habits.
 *
 * @param unknownPrincipals whether a commit whose bringer is not verified is refused
 * @param healthTimeout how long a verification waits for health
 * @param approvalLifetime how long an approval counts
 */
public record Environment(
    String name,
    OnDrift onDrift,
    UnknownPrincipals unknownPrincipals,
    Duration healthTimeout,
    Duration approvalLifetime) {
  /** What happens when a target drifts. */
  public enum OnDrift {
    RESTORE,
    PROPOSE,
    REPORT
  }

  /** What happens to a commit whose bringer is not verified. */
  public enum UnknownPrincipals {
    REFUSE,
    ALLOW
  }

  public Environment {
    Shape.NAME.check("environment", name);
  }
}
