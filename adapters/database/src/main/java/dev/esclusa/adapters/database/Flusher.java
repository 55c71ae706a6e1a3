package dev.esclusa.adapters.database;

import dev.esclusa.adapters.database.GroupCommit.Outcome;
import dev.esclusa.adapters.database.GroupCommit.Pending;
import dev.esclusa.control.Journal.Entry;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tempo.Backoff;
import dev.esclusa.tempo.Tempo;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a server that adds entries. While it waits for the disk the next batches
 * gather, and all of them go with the next flush.
 */
final class Flusher implements AutoCloseable {
  private static final int MAX_BATCHES = 1_000;
  private static final long MAX_BYTES = 32L << 20;
  private static final int MAX_WAITING = 20_000;
  // About ten seconds in all: as long as a restart of the database takes.
  private static final int MAX_ATTEMPTS = 10;
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(50), 2, Duration.ofSeconds(2), 0.2);

  private final Sessions sessions;
  private final GroupCommit commit;
  private final Tempo tempo;
  // Without a lock that a thousand writers would queue up at; the permits bound it.
  private final BlockingQueue<Pending> waiting = new LinkedTransferQueue<>();
  private final Semaphore room = new Semaphore(MAX_WAITING);
  private final Thread thread;
  private volatile boolean closing;

  // Of the thread alone.
  private @Nullable Connection connection;

  Flusher(Sessions sessions, GroupCommit commit, Tempo tempo) {
    this.sessions = sessions;
    this.commit = commit;
    this.tempo = tempo;
    this.thread = Thread.ofPlatform().name("journal-flusher").daemon().start(this::run);
  }

  /** Returns when the batch is on disk. */
  List<Entry> append(Pending pending) {
    try {
      room.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(e);
    }
    try {
      waiting.add(pending);
      if (closing && waiting.remove(pending)) {
        throw closed();
      }
      return pending.done().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(e);
    } catch (ExecutionException e) {
      throw asThrown(e.getCause());
    } finally {
      room.release();
    }
  }

  private static RuntimeException asThrown(@Nullable Throwable cause) {
    return cause instanceof RuntimeException refused
        ? refused
        : new IllegalStateException("a flush fails with unchecked exceptions only", cause);
  }

  private void run() {
    while (!closing) {
      try {
        flush(gather(waiting.take()));
      } catch (InterruptedException e) {
        // Only closing interrupts; the loop sees it.
        closing = true;
      }
    }
    disconnect();
  }

  private List<Pending> gather(Pending first) {
    List<Pending> gathered = new ArrayList<>();
    long bytes = 0;
    for (Pending next = first; next != null; next = waiting.poll()) {
      gathered.add(next);
      bytes += next.sizeBytes();
      if (gathered.size() == MAX_BATCHES || bytes > MAX_BYTES) {
        break;
      }
    }
    return gathered;
  }

  private void flush(List<Pending> pending) throws InterruptedException {
    Outcome unseen = null;
    for (int attempt = 1; ; attempt++) {
      try {
        Connection open = connect();
        if (unseen != null && wasWritten(open, unseen)) {
          open.rollback();
          tell(unseen);
          return;
        }
        unseen = commit.write(open, pending);
        open.commit();
        commit.committed();
        tell(unseen);
        return;
      } catch (SQLException e) {
        startOver();
        if (attempt == MAX_ATTEMPTS) {
          fail(pending, unknown(e));
          return;
        }
        pause(attempt, pending);
      } catch (RuntimeException e) {
        startOver();
        fail(pending, e);
        return;
      }
    }
  }

  /** By another thread: to wake a thousand writers takes as long as to write for them. */
  private static void tell(Outcome outcome) {
    Thread.ofVirtual().name("journal-teller").start(outcome::tell);
  }

  /**
   * Under the lock of the log: a transaction whose end was not seen may still be at work, and until
   * it is over the lock is not ours.
   */
  private static boolean wasWritten(Connection open, Outcome unseen) throws SQLException {
    Entry first = unseen.first();
    LogHead.lock(open);
    return first != null && GroupCommit.isWritten(open, first);
  }

  private void pause(int attempt, List<Pending> pending) throws InterruptedException {
    try {
      tempo.pause(BACKOFF.after(attempt, tempo.chance()));
    } catch (InterruptedException e) {
      fail(pending, unknown(e));
      throw e;
    }
  }

  private Connection connect() throws SQLException {
    if (connection == null) {
      Connection fresh = sessions.dedicated();
      fresh.setAutoCommit(false);
      connection = fresh;
    }
    return connection;
  }

  private void startOver() {
    commit.forget();
    disconnect();
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      Sessions.closeQuietly(open);
    }
  }

  private static void fail(List<Pending> pending, RuntimeException because) {
    pending.forEach(one -> one.done().completeExceptionally(because));
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<Pending> left = new ArrayList<>();
    waiting.drainTo(left);
    fail(left, closed());
  }

  static ProblemException closed() {
    return Problem.environment(
            "JNL-0002", "The journal is closed.", "Nothing: the server is going down.")
        .asException();
  }

  private static ProblemException unknown(Throwable because) {
    return new ProblemException(
        Problem.environment(
            "DBS-0005",
            "The database did not answer whether the facts were written: " + because.getMessage(),
            "Read the stream again before going on."),
        because);
  }
}
