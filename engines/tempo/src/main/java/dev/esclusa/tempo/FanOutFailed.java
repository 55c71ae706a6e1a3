package dev.esclusa.tempo;

import java.time.Duration;

/** A fan-out that did not give all results; all its tasks have ended. */
public abstract sealed class FanOutFailed extends IllegalStateException {

  private FanOutFailed(String message) {
    super(message);
  }

  /** The first task that failed; its exception is the cause. */
  public static final class TaskFailed extends FanOutFailed {
    private final int index;

    TaskFailed(int index, Throwable cause) {
      super("task " + index + " failed: " + cause);
      initCause(cause);
      this.index = index;
    }

    /** Position of the failed task in the list, from 0. */
    public int index() {
      return index;
    }
  }

  /** The tasks took longer than the timeout. */
  public static final class OutOfTime extends FanOutFailed {
    OutOfTime(Duration timeout, int doneCount, int taskCount) {
      super(doneCount + " of " + taskCount + " tasks were done after " + timeout);
    }
  }
}
