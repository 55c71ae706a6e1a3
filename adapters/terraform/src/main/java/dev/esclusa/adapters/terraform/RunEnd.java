package dev.esclusa.adapters.terraform;

import java.util.OptionalInt;

/**
 * How a process of an engine ended.
 *
 * @param exitCode as a shell counts, 128 and the signal where one ended it; empty when nobody was
 *     there to see
 * @param stopped whether we had a hand in it
 */
public record RunEnd(OptionalInt exitCode, Stopped stopped) {
  /** Who ended it. */
  public enum Stopped {
    BY_ITSELF,
    /** It was asked to stop when its time was over. */
    TIME_LIMIT,
    /** It was asked to stop because somebody wanted so. */
    ASKED,
    /** It did not stop when asked, or was not to be waited for. */
    KILLED
  }

  public boolean succeeded() {
    return exitCode.isPresent() && exitCode.getAsInt() == 0;
  }
}
