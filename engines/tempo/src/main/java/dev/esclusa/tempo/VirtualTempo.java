package dev.esclusa.tempo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;

/**
 * Simulated time. Nothing happens until the driver asks for the next event; events run one at a
 * time, by time and then in the order in which they were planned. The same seed and the same calls
 * give the same run.
 *
 * <p>One thread drives; other threads may read the clock and plan work.
 */
public final class VirtualTempo implements Tempo {
  /** A round, recognisable start for tests which do not care. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Event(Instant at, long sequence, Runnable work) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final Chance chance;

  // Guarded by this. Timers live on the steady time; the wall clock is ahead of it by `skew`.
  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private Instant steady;
  private Duration skew = Duration.ZERO;
  private long planned;

  public VirtualTempo(long seed) {
    this(START, Chance.seeded(seed));
  }

  public VirtualTempo(Instant start, Chance chance) {
    this.steady = start;
    this.chance = chance;
  }

  /** Runs the next event, moving time to it; false when nothing is planned. */
  public boolean runNext() {
    Event next;
    synchronized (this) {
      next = queue.poll();
      if (next == null) {
        return false;
      }
      moveTo(next.at());
    }
    next.work().run();
    return true;
  }

  /** Runs every event up to and at {@code wallTime}, then stands at it. */
  public void runUntil(Instant wallTime) {
    runUntilSteady(steadyOf(wallTime));
  }

  public void advance(Duration duration) {
    runUntilSteady(steadyNow().plus(duration));
  }

  /** Runs events until none is left; more than {@code eventMax} of them is a livelock. */
  public int runAll(int eventMax) {
    int count = 0;
    while (runNext()) {
      if (++count > eventMax) {
        throw new IllegalStateException(
            "more than " + eventMax + " events; " + pendingCount() + " still planned");
      }
    }
    return count;
  }

  /** The wall clock jumps, forwards or backwards; timers keep their distance. */
  public synchronized void jumpClock(Duration by) {
    skew = skew.plus(by);
  }

  /** A simulated process on this time: with a clock of its own, and able to crash. */
  public VirtualProcess process() {
    return new VirtualProcess(this, chance.fork());
  }

  public synchronized int pendingCount() {
    return queue.size();
  }

  /** Wall time of the next event. */
  public synchronized Optional<Instant> nextAt() {
    return Optional.ofNullable(queue.peek()).map(event -> event.at().plus(skew));
  }

  /** Plans an event at a wall time as the clock shows it now; a past one runs next. */
  public Cancellable schedule(Instant wallTime, Runnable work) {
    return planAt(steadyOf(wallTime), work);
  }

  public Cancellable schedule(Duration delay, Runnable work) {
    return after(delay, work);
  }

  @Override
  public Cancellable after(Duration delay, Runnable work) {
    return planAt(steadyNow().plus(delay), work);
  }

  @Override
  public InstantSource clock() {
    return this::wallNow;
  }

  @Override
  public Chance chance() {
    return chance;
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before a pause of " + duration);
    }
    advance(duration);
  }

  @Override
  public <T> List<T> run(FanOut limits, List<? extends Callable<? extends T>> tasks)
      throws InterruptedException {
    var end = steadyNow().plus(limits.timeout());
    var results = new ArrayList<T>();
    for (int i = 0; i < tasks.size(); i++) {
      results.add(call(tasks.get(i), i));
      if (steadyNow().isAfter(end)) {
        throw new FanOutFailed.OutOfTime(limits.timeout(), i, tasks.size());
      }
    }
    return Collections.unmodifiableList(results);
  }

  private static <T> T call(Callable<? extends T> task, int index) throws InterruptedException {
    try {
      return task.call();
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Throwable failure) {
      throw new FanOutFailed.TaskFailed(index, failure);
    }
  }

  private void runUntilSteady(Instant end) {
    while (hasEventUntil(end)) {
      runNext();
    }
    moveTo(end);
  }

  private synchronized boolean hasEventUntil(Instant end) {
    var next = queue.peek();
    return next != null && !next.at().isAfter(end);
  }

  /** Steady time never goes back: an event's own pause may already have moved it further. */
  private synchronized void moveTo(Instant at) {
    if (at.isAfter(steady)) {
      steady = at;
    }
  }

  private synchronized Cancellable planAt(Instant at, Runnable work) {
    var event = new Event(at.isBefore(steady) ? steady : at, planned++, work);
    queue.add(event);
    return () -> remove(event);
  }

  private synchronized boolean remove(Event event) {
    return queue.remove(event);
  }

  private synchronized Instant steadyNow() {
    return steady;
  }

  private synchronized Instant wallNow() {
    return steady.plus(skew);
  }

  private synchronized Instant steadyOf(Instant wallTime) {
    return wallTime.minus(skew);
  }
}
