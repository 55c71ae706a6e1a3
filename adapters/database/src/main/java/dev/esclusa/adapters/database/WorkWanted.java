package dev.esclusa.adapters.database;

import dev.esclusa.control.Journal.Wanted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;

/** The work that a flush asks for, each item once, at its earliest. */
final class WorkWanted {
  private static final String SQL =
      """
      insert into work as w (kind, key, ready_at)
      select ?, key, ready_at from unnest(?::text[], ?::bigint[]) as wanted(key, ready_at)
      on conflict (kind, key) do update set
        ready_at = case when w.claim is null then excluded.ready_at else w.ready_at end,
        asked_at = case when w.claim is null then null else excluded.ready_at end
      where (w.claim is null and excluded.ready_at < w.ready_at)
        or (w.claim is not null and (w.asked_at is null or excluded.ready_at < w.asked_at))\
      """;

  // In the order of their names, so that two servers never wait for each other.
  private final Map<String, Map<String, Long>> dueAtByKind = new TreeMap<>();

  void addAll(List<Wanted> wanted) {
    for (Wanted one : wanted) {
      dueAtByKind
          .computeIfAbsent(one.kind(), _ -> new TreeMap<>())
          .merge(one.key(), JdbcWork.micros(one.dueAt()), Math::min);
    }
  }

  boolean isEmpty() {
    return dueAtByKind.isEmpty();
  }

  void write(Connection connection) throws SQLException {
    for (Map.Entry<String, Map<String, Long>> one : dueAtByKind.entrySet()) {
      Map<String, Long> dueAt = one.getValue();
      try (PreparedStatement statement = connection.prepareStatement(SQL)) {
        statement.setString(1, one.getKey());
        statement.setArray(2, connection.createArrayOf("text", dueAt.keySet().toArray()));
        statement.setArray(
            3,
            connection
                .unwrap(PGConnection.class)
                .createArrayOf("int8", dueAt.values().stream().mapToLong(at -> at).toArray()));
        statement.executeUpdate();
      }
    }
  }
}
