package dev.esclusa.tempo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A timer that plans itself again after each run, also after one that failed. */
final class Repeat implements Cancellable {
  private final Tempo tempo;
  private final Duration interval;
  private final Runnable work;

  // Both guarded by this.
  private @Nullable Cancellable next;
  private boolean cancelled;

  Repeat(Tempo tempo, Duration interval, Runnable work) {
    this.tempo = tempo;
    this.interval = interval;
    this.work = work;
  }

  synchronized void plan() {
    if (!cancelled) {
      next = tempo.after(interval, this::runOnce);
    }
  }

  private void runOnce() {
    try {
      work.run();
    } finally {
      plan();
    }
  }

  @Override
  public synchronized boolean cancel() {
    if (cancelled) {
      return false;
    }
    cancelled = true;
    return next != null && next.cancel();
  }
}
