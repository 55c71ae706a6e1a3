package dev.esclusa.model;

import java.time.Instant;
import java.util.List;

/**
 * What was found after an apply.
 *
 * @param evaluator which rules said so, e.g. {@code kstatus}
 * @param reasons for anything that is not healthy, each naming an address
 */
public record Verification(
    Health health,
    String evaluator,
    DriftAfter drift,
    List<String> reasons,
    boolean overtaken,
    Instant verifiedAt) {
  /** Whether the world is what the plan said. */
  public enum DriftAfter {
    NONE,
    EXPECTED,
    UNEXPECTED
  }

  public Verification {
    reasons = List.copyOf(reasons);
  }
}
