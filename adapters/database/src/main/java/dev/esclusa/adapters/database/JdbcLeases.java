package dev.esclusa.adapters.database;

import dev.esclusa.control.Leases;
import dev.esclusa.model.Lease;
import dev.esclusa.model.TargetUid;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Leases in PostgreSQL. They end by the clock of the database, the same for all servers. */
final class JdbcLeases implements Leases {
  private static final String ACQUIRE =
      """
      insert into lease as l (target, holder, token, expires_at)
      values (?, ?, 1, clock_timestamp() + ? * interval '1 microsecond')
      on conflict (target) do update
      set holder = excluded.holder, token = l.token + 1, expires_at = excluded.expires_at
      where l.holder is null or l.holder = excluded.holder or l.expires_at <= clock_timestamp()
      returning target, holder, token, expires_at\
      """;
  private static final String RENEW =
      """
      update lease set expires_at = clock_timestamp() + ? * interval '1 microsecond'
      where target = ? and holder = ? and token = ?
      returning target, holder, token, expires_at\
      """;
  private static final String RELEASE =
      "update lease set holder = null where target = ? and holder = ? and token = ?";
  private static final String HOLDER =
      "select target, holder, token, expires_at from lease"
          + " where target = ? and holder is not null";

  private final Sessions sessions;

  JdbcLeases(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public @Nullable Lease acquire(TargetUid target, String holder, Duration lifetime) {
    return sessions.durable(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(ACQUIRE)) {
            statement.setString(1, target.text());
            statement.setString(2, holder);
            statement.setLong(3, micros(lifetime));
            return read(statement);
          }
        });
  }

  @Override
  public @Nullable Lease renew(Lease lease, Duration lifetime) {
    return sessions.durable(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(RENEW)) {
            statement.setLong(1, micros(lifetime));
            name(statement, 2, lease);
            return read(statement);
          }
        });
  }

  @Override
  public void release(Lease lease) {
    sessions.durable(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            name(statement, 1, lease);
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public @Nullable Lease holder(TargetUid target) {
    return sessions.durable(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(HOLDER)) {
            statement.setString(1, target.text());
            return read(statement);
          }
        });
  }

  private static void name(PreparedStatement statement, int first, Lease lease)
      throws SQLException {
    statement.setString(first, lease.target().text());
    statement.setString(first + 1, lease.holder());
    statement.setLong(first + 2, lease.fencingToken());
  }

  private static @Nullable Lease read(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        return null;
      }
      return new Lease(
          new TargetUid(rows.getString(1)),
          rows.getString(2),
          rows.getLong(3),
          rows.getObject(4, OffsetDateTime.class).toInstant());
    }
  }

  private static long micros(Duration duration) {
    return TimeUnit.MICROSECONDS.convert(duration);
  }
}
