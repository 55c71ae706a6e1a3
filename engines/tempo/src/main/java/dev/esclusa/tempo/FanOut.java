package dev.esclusa.tempo;

import java.time.Duration;

/**
 * The limits of running many tasks side by side.
 *
 * @param atOnceMax how many tasks run at the same time
 * @param timeout how long all of them together may take
 */
public record FanOut(int atOnceMax, Duration timeout) {
  public FanOut {
    if (atOnceMax < 1) {
      throw new IllegalArgumentException("atOnceMax must be at least 1, was " + atOnceMax);
    }
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must be positive, was " + timeout);
    }
  }
}
