package dev.esclusa.adapters.database;

import dev.esclusa.control.WorkBell;
import dev.esclusa.tempo.Backoff;
import dev.esclusa.tempo.Tempo;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from the database when any server has written work (LISTEN, NOTIFY), and rings from time to
 * time anyway, for work whose server is gone. It writes nothing.
 */
final class WorkListener implements AutoCloseable {
  static final String CHANNEL = "esclusa_work";

  private static final Logger LOG = LoggerFactory.getLogger(WorkListener.class);
  private static final int POLL_MILLIS = 5_000;
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(5), 0.2);

  private final Sessions sessions;
  private final WorkBell bell;
  private final Tempo tempo;
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable Connection connection;
  private int failures;

  WorkListener(Sessions sessions, WorkBell bell, Tempo tempo) {
    this.sessions = sessions;
    this.bell = bell;
    this.tempo = tempo;
    this.thread = Thread.ofPlatform().name("journal-listener").daemon().start(this::run);
  }

  private void run() {
    while (!closing) {
      try (Connection open = sessions.dedicated()) {
        connection = open;
        listen(open);
      } catch (SQLException e) {
        await(e);
      }
    }
  }

  private void listen(Connection open) throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute("listen " + CHANNEL);
    }
    PGConnection postgres = open.unwrap(PGConnection.class);
    while (!closing) {
      // First of all: what was written before we listened.
      bell.ring();
      failures = 0;
      postgres.getNotifications(POLL_MILLIS);
    }
  }

  private void await(SQLException because) {
    if (closing) {
      return;
    }
    LOG.warn("the database does not tell of new work; asking again cause={}", because.getMessage());
    try {
      tempo.pause(BACKOFF.after(++failures, tempo.chance()));
    } catch (InterruptedException e) {
      // Only closing interrupts; the loop sees it.
      closing = true;
    }
  }

  @Override
  public void close() {
    closing = true;
    Connection open = connection;
    if (open != null) {
      Sessions.closeQuietly(open);
    }
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
