package dev.esclusa.adapters.database;

import dev.esclusa.control.Journal.Wanted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The work that a flush asks for, each item once, at its earliest. */
final class WorkWanted {
  private static final String SQL =
      """
      insert into work as w (kind, key, ready_at)
      select kind, key, ready_at from unnest(?::text[], ?::text[], ?::timestamptz[])
        as wanted(kind, key, ready_at)
      on conflict (kind, key) do update set
        ready_at = case when w.claim is null then excluded.ready_at else w.ready_at end,
        asked_at = case when w.claim is null then null else excluded.ready_at end
      where (w.claim is null and excluded.ready_at < w.ready_at)
        or (w.claim is not null and (w.asked_at is null or excluded.ready_at < w.asked_at))\
      """;

  private final Map<Name, Instant> dueAt = new TreeMap<>();

  void addAll(List<Wanted> wanted) {
    for (Wanted one : wanted) {
      dueAt.merge(new Name(one.kind(), one.key()), one.dueAt(), (a, b) -> a.isBefore(b) ? a : b);
    }
  }

  boolean isEmpty() {
    return dueAt.isEmpty();
  }

  void write(Connection connection) throws SQLException {
    if (isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(SQL)) {
      statement.setArray(1, texts(connection, dueAt.keySet().stream().map(Name::kind).toArray()));
      statement.setArray(2, texts(connection, dueAt.keySet().stream().map(Name::key).toArray()));
      statement.setArray(
          3,
          connection.createArrayOf(
              "timestamptz",
              dueAt.values().stream().map(at -> at.atOffset(ZoneOffset.UTC).toString()).toArray()));
      statement.executeUpdate();
    }
  }

  private static java.sql.Array texts(Connection connection, Object[] texts) throws SQLException {
    return connection.createArrayOf("text", texts);
  }

  private record Name(String kind, String key) implements Comparable<Name> {
    private static final Comparator<Name> ORDER =
        Comparator.comparing(Name::kind).thenComparing(Name::key);

    @Override
    public int compareTo(Name other) {
      return ORDER.compare(this, other);
    }
  }
}
