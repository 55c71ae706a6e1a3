package dev.esclusa.stack;

/**
 * How much of states is taken and kept.
 *
 * @param maxBytes of one state
 * @param keepVersions newest contents that are kept of each stack, at least
 */
public record StateLimits(long maxBytes, int keepVersions) {
  public static final StateLimits DEFAULT = new StateLimits(64L << 20, 100);

  public StateLimits {
    if (maxBytes < 1 || keepVersions < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
