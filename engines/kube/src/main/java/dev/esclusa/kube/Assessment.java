package dev.esclusa.kube;

/**
 * The health of one object, why, and which rules said so ({@code kstatus}, {@code conditions},
 * {@code existence}).
 */
public record Assessment(Status status, String cause, String evaluator) {
  /** From best to worst, as Argo CD orders them. */
  public enum Status {
    HEALTHY,
    /** It waits for a person. */
    SUSPENDED,
    PROGRESSING,
    MISSING,
    DEGRADED,
    UNKNOWN
  }
}
