package dev.esclusa.control;

import dev.esclusa.tempo.Cancellable;
import dev.esclusa.tempo.Tempo;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Wakes whoever waits for work, now or when an instant has come. Many rings at once become one. */
public final class WorkBell implements AutoCloseable {
  private final Tempo tempo;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  // Guarded by this.
  private final TreeSet<Instant> due = new TreeSet<>();
  private @Nullable Cancellable timer;
  private Instant timerAt = Instant.MAX;
  private boolean closed;

  public WorkBell(Tempo tempo) {
    this.tempo = tempo;
  }

  /** The listener runs on a thread of {@link Tempo}, never inside of the call that rings. */
  public void onRing(Runnable listener) {
    listeners.add(listener);
  }

  public void ring() {
    ringAt(Instant.EPOCH);
  }

  public synchronized void ringAt(Instant at) {
    if (closed) {
      return;
    }
    Instant rounded = at.truncatedTo(ChronoUnit.MILLIS);
    due.add(rounded.equals(at) ? at : rounded.plusMillis(1));
    plan();
  }

  private synchronized void plan() {
    if (due.isEmpty() || (timer != null && !due.first().isBefore(timerAt))) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    timerAt = due.first();
    Instant now = tempo.now();
    timer =
        tempo.after(
            timerAt.isAfter(now) ? Duration.between(now, timerAt) : Duration.ZERO, this::fire);
  }

  private void fire() {
    synchronized (this) {
      timer = null;
      // What is not due yet by a clock that was set back is planned again.
      due.headSet(tempo.now(), true).clear();
      plan();
      if (closed) {
        return;
      }
    }
    listeners.forEach(Runnable::run);
  }

  @Override
  public synchronized void close() {
    closed = true;
    due.clear();
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
