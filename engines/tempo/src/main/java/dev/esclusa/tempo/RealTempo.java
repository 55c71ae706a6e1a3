package dev.esclusa.tempo;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The machine's own time. One thread watches the timers; each piece of work runs on a virtual
 * thread of its own, and its failure goes to the uncaught exception handler. Closing it calls off
 * all timers, interrupts the running work and waits for it; so work must not close it.
 */
public final class RealTempo implements Tempo, AutoCloseable {
  private final InstantSource clock;
  private final Chance chance;
  private final ScheduledThreadPoolExecutor timers;
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tempo-", 1).factory());

  /** The clock alone, for who reads the time and never waits. */
  public static InstantSource machineClock() {
    return InstantSource.system();
  }

  public RealTempo() {
    this(InstantSource.system(), Chance.secure());
  }

  public RealTempo(InstantSource clock, Chance chance) {
    this.clock = clock;
    this.chance = chance;
    timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("tempo-timers").factory());
    timers.setRemoveOnCancelPolicy(true);
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public Chance chance() {
    return chance;
  }

  @Override
  public Cancellable after(Duration delay, Runnable work) {
    var timer = timers.schedule(() -> workers.execute(work), nanosOf(delay), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }

  @Override
  public <T> List<T> run(FanOut limits, List<? extends Callable<? extends T>> tasks)
      throws InterruptedException {
    return new RealFanOut<T>(limits, tasks).run();
  }

  @Override
  public void close() {
    timers.shutdownNow();
    workers.shutdownNow();
    workers.close();
    timers.close();
  }

  /** Saturates instead of overflowing: 292 years are as good as never. */
  static long nanosOf(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }
}
