package dev.esclusa.adapters.database;

import dev.esclusa.control.Journal.Work;
import dev.esclusa.tempo.Tempo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The work items. Taking and finishing them is not flushed to disk: an item whose taking was
 * forgotten by a crash runs again, as every step may.
 */
final class JdbcWork {
  private static final String TAKE =
      """
      with due as (
        select kind, key from work where ready_at <= ?
        order by ready_at, kind, key limit ? for update skip locked)
      update work as w
      set ready_at = ?, attempt = w.attempt + 1, claim = ?, worker = ?, asked_at = null
      from due where w.kind = due.kind and w.key = due.key
      returning w.kind, w.key, w.attempt, w.claim\
      """;
  private static final String DONE =
      "delete from work where kind = ? and key = ? and claim = ? and asked_at is null";
  private static final String DONE_BUT_ASKED_AGAIN =
      """
      update work set ready_at = asked_at, asked_at = null, claim = null, worker = null, attempt = 0
      where kind = ? and key = ? and claim = ? and asked_at is not null
      returning ready_at\
      """;
  private static final String AGAIN =
      """
      update work
      set ready_at = least(?, asked_at), asked_at = null, claim = null, worker = null
      where kind = ? and key = ? and claim = ?
      returning ready_at\
      """;

  private final Sessions sessions;
  private final Tempo tempo;

  JdbcWork(Sessions sessions, Tempo tempo) {
    this.sessions = sessions;
    this.tempo = tempo;
  }

  List<Work> take(String worker, int max, Duration hold) {
    Instant now = tempo.now();
    return sessions.relaxed(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setLong(1, micros(now));
            statement.setInt(2, max);
            statement.setLong(3, micros(now.plus(hold)));
            statement.setLong(4, tempo.chance().nextLong(Long.MAX_VALUE));
            statement.setString(5, worker);
            return read(statement);
          }
        });
  }

  private static List<Work> read(PreparedStatement statement) throws SQLException {
    List<Work> taken = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        taken.add(new Work(rows.getString(1), rows.getString(2), rows.getInt(3), rows.getLong(4)));
      }
    }
    return taken;
  }

  /**
   * @return when it is due again, if it was asked for while it was held
   */
  @Nullable Instant done(Work work) {
    return sessions.relaxed(
        connection -> {
          // Two statements: the second sees what the first has waited for.
          try (PreparedStatement statement = connection.prepareStatement(DONE)) {
            name(statement, 1, work);
            if (statement.executeUpdate() > 0) {
              return null;
            }
          }
          try (PreparedStatement statement = connection.prepareStatement(DONE_BUT_ASKED_AGAIN)) {
            name(statement, 1, work);
            return readyAt(statement);
          }
        });
  }

  /**
   * @return when it is due again; absent when another has taken it
   */
  @Nullable Instant again(Work work, Instant at) {
    return sessions.relaxed(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(AGAIN)) {
            statement.setLong(1, micros(at));
            name(statement, 2, work);
            return readyAt(statement);
          }
        });
  }

  /** Since 1970, as the table has it. */
  static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  private static void name(PreparedStatement statement, int first, Work work) throws SQLException {
    statement.setString(first, work.kind());
    statement.setString(first + 1, work.key());
    statement.setLong(first + 2, work.claim());
  }

  private static @Nullable Instant readyAt(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Instant.EPOCH.plus(rows.getLong(1), ChronoUnit.MICROS) : null;
    }
  }
}
