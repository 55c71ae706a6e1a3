package dev.esclusa.server;

import dev.esclusa.control.ControlPlane;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Threads that take work and do it; they sleep until the journal rings. A ring wakes one, and one
 * that finds its hands full wakes the next: when nothing is due, one alone has looked.
 */
final class Workers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Workers.class.getName());
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Duration STOP = Duration.ofSeconds(3);
  private static final int AT_ONCE = 2;

  private final ControlPlane plane;
  private final Semaphore bell = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  Workers(ControlPlane plane, int count) {
    this.plane = plane;
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofVirtual().name("worker-" + i).unstarted(this::run));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** There may be work. */
  void wake() {
    bell.drainPermits();
    bell.release();
  }

  private void run() {
    while (!closed) {
      try {
        if (plane.work(AT_ONCE, this::wake) == 0) {
          boolean rung = bell.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS);
          LOG.log(Level.TRACE, rung ? "woken" : "looking anyway");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        if (closed) {
          return; // what was left behind is found again at the next start
        }
        LOG.log(Level.ERROR, "work failed; its hold runs out and it is taken again", e);
        pauseAfterFailure();
      }
    }
  }

  private void pauseAfterFailure() {
    try {
      boolean rung = bell.tryAcquire(1, TimeUnit.SECONDS);
      LOG.log(Level.TRACE, rung ? "woken" : "trying again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets everybody finish what they are at; who takes too long is interrupted. */
  @Override
  public void close() {
    closed = true;
    bell.release(threads.size());
    try {
      for (Thread thread : threads) {
        if (!thread.join(STOP)) {
          thread.interrupt();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
