package dev.esclusa.tempo;

import java.time.Duration;

/**
 * How long to wait before trying again: growing by a factor up to a maximum, and made uneven so
 * that many which failed together do not come back together.
 *
 * @param first the wait after attempt 1
 * @param factor growth from attempt to attempt, at least 1
 * @param max the longest wait
 * @param jitter the part of a wait that chance decides, from 0 (none) to 1 (all of it)
 */
public record Backoff(Duration first, double factor, Duration max, double jitter) {
  public Backoff {
    if (first.isNegative() || first.compareTo(max) > 0) {
      throw new IllegalArgumentException("first must be from 0 to max, was " + first);
    }
    if (!(factor >= 1)) {
      throw new IllegalArgumentException("factor must be at least 1, was " + factor);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter must be from 0 to 1, was " + jitter);
    }
  }

  /** The wait after the given attempt, counted from 1. */
  public Duration after(int attempt, Chance chance) {
    double nanos = longest(attempt).toNanos();
    return Duration.ofNanos((long) (nanos * (1 - jitter * chance.nextDouble())));
  }

  /** The wait after the given attempt, counted from 1, before chance shortens it. */
  public Duration longest(int attempt) {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts count from 1, was " + attempt);
    }
    double nanos = first.toNanos() * Math.pow(factor, attempt - 1);
    return nanos >= max.toNanos() ? max : Duration.ofNanos((long) nanos);
  }
}
