package dev.esclusa.tempo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One fan-out on virtual threads: a thread a task, a semaphore for the bound. */
final class RealFanOut<T> {
  private record Ended<T>(int index, @Nullable T result, @Nullable Throwable failure) {}

  private final Duration timeout;
  private final List<? extends Callable<? extends T>> tasks;
  private final Semaphore slots;
  private final BlockingQueue<Ended<T>> ended = new LinkedBlockingQueue<>();

  RealFanOut(FanOut limits, List<? extends Callable<? extends T>> tasks) {
    this.timeout = limits.timeout();
    this.tasks = List.copyOf(tasks);
    this.slots = new Semaphore(limits.atOnceMax());
  }

  List<T> run() throws InterruptedException {
    var threads = new ArrayList<Thread>();
    try {
      for (int i = 0; i < tasks.size(); i++) {
        int index = i;
        threads.add(Thread.ofVirtual().name("fan-out-" + i).start(() -> runTask(index)));
      }
      return results();
    } finally {
      endAll(threads);
    }
  }

  private void runTask(int index) {
    try {
      slots.acquire();
      try {
        ended.add(new Ended<>(index, tasks.get(index).call(), null));
      } finally {
        slots.release();
      }
    } catch (Throwable failure) {
      ended.add(new Ended<>(index, null, failure));
    }
  }

  @SuppressWarnings("NullAway") // every slot of the array is filled before it is read
  private List<T> results() throws InterruptedException {
    long endNanos = System.nanoTime() + RealTempo.nanosOf(timeout);
    var results = new ArrayList<@Nullable T>(Collections.nCopies(tasks.size(), null));
    for (int done = 0; done < tasks.size(); done++) {
      var next = ended.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new FanOutFailed.OutOfTime(timeout, done, tasks.size());
      }
      if (next.failure() != null) {
        throw new FanOutFailed.TaskFailed(next.index(), next.failure());
      }
      results.set(next.index(), next.result());
    }
    return Collections.unmodifiableList(results);
  }

  /** A thread never outlives its block: the caller's own interrupt waits until all have ended. */
  private static void endAll(List<Thread> threads) {
    boolean interrupted = false;
    for (var thread : threads) {
      thread.interrupt();
    }
    for (var thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException again) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
