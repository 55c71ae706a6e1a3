package dev.esclusa.model;

import java.util.List;

/**
 * How dangerous a plan is, and why.
 *
 * @param destructive whether something that exists is lost
 */
public record Risk(Level level, List<String> reasons, boolean destructive) {
  /** In rising order. */
  public enum Level {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    public boolean atLeast(Level other) {
      return compareTo(other) >= 0;
    }
  }

  public Risk {
    reasons = List.copyOf(reasons);
  }
}
