package dev.esclusa.observe;

/**
 * Drift of many targets of one place at once: rather the observer is wrong than the world.
 *
 * @param drifted targets of the place with open drift
 * @param all targets of the place
 */
public record MassDrift(int drifted, int all) {
  private static final int LEAST = 5;
  private static final int FRACTION = 5;

  /** More than a fifth, and at least five. */
  public boolean doubtful() {
    return drifted >= LEAST && drifted * FRACTION > all;
  }
}
