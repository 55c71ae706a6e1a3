package dev.esclusa.model;

/** How an object or a target is, as far as its authority tells. */
public enum Health {
  HEALTHY,
  PROGRESSING,
  SUSPENDED,
  DEGRADED,
  MISSING,
  UNKNOWN;

  /** The worse of the two; {@link #UNKNOWN} is worst, because it may be anything. */
  public Health and(Health other) {
    return RANK.indexOf(this) >= RANK.indexOf(other) ? this : other;
  }

  private static final java.util.List<Health> RANK =
      java.util.List.of(HEALTHY, SUSPENDED, PROGRESSING, MISSING, DEGRADED, UNKNOWN);
}
