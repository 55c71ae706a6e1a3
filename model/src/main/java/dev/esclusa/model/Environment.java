package dev.esclusa.model;

import java.time.Duration;

/**
 * A stage of the way to production and its habits.
 *
 * @param unknownPrincipals whether a commit whose bringer is not verified is refused
 * @param healthTimeout how long a verification waits for health
 * @param approvalLifetime how long an approval counts
 * @param isolation how processes that run what Git says are kept apart from everything else
 * @param lookEvery how often targets are looked for drift whose authority gives no hints
 */
public record Environment(
    String name,
    OnDrift onDrift,
    UnknownPrincipals unknownPrincipals,
    Duration healthTimeout,
    Duration approvalLifetime,
    Isolation isolation,
    Duration lookEvery) {
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

  /** How processes that run what Git says are kept apart. */
  public enum Isolation {
    /** By the kernel; where it cannot, nothing is run. */
    NAMESPACES,
    /** By the kernel where it can, and run all the same where it cannot. */
    NONE
  }

  /** One with the usual isolation, looked at every two hours. */
  public Environment(
      String name,
      OnDrift onDrift,
      UnknownPrincipals unknownPrincipals,
      Duration healthTimeout,
      Duration approvalLifetime) {
    this(
        name,
        onDrift,
        unknownPrincipals,
        healthTimeout,
        approvalLifetime,
        Isolation.NAMESPACES,
        Duration.ofHours(2));
  }

  public Environment {
    Shape.NAME.check("environment", name);
  }
}
