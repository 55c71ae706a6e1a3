package dev.esclusa.tempo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Where code gets its time, its waiting, its threads and its chance from, so that the same code
 * runs against the real clock and, deterministically, against a simulated one.
 */
public interface Tempo {

  /** The wall clock. It may jump; timers do not follow its jumps. */
  InstantSource clock();

  default Instant now() {
    return clock().instant();
  }

  Chance chance();

  /** Runs {@code work} once, {@code delay} from now. A delay of zero or less means: next. */
  Cancellable after(Duration delay, Runnable work);

  /** Runs {@code work} again and again, {@code interval} after the end of the previous run. */
  default Cancellable every(Duration interval, Runnable work) {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("interval must be positive, was " + interval);
    }
    var repeat = new Repeat(this, interval, work);
    repeat.plan();
    return repeat;
  }

  /**
   * Blocks the caller. On virtual time nobody can block: time moves on, and the timers that come
   * due meanwhile run inside of this call.
   */
  void pause(Duration duration) throws InterruptedException;

  /**
   * Runs all tasks within the limits and returns their results in the order of the tasks. The first
   * failure interrupts the rest. No task still runs when this method returns or throws.
   *
   * @throws FanOutFailed when a task failed or the time ran out
   */
  <T> List<T> run(FanOut limits, List<? extends Callable<? extends T>> tasks)
      throws InterruptedException;
}
