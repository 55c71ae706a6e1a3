package dev.esclusa.adapters.database;

import dev.esclusa.adapters.database.GroupCommit.Pending;
import dev.esclusa.control.Journal.FencedOff;
import dev.esclusa.model.Lease;
import dev.esclusa.model.TargetUid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The leases that the writers of a flush name, as they stand. None of them can be taken over until
 * the transaction has ended, so nobody who takes over misses an entry of the holder before.
 */
final class LeasesInForce {
  private static final Row NEVER_GIVEN = new Row(null, 0);

  private final Map<TargetUid, Row> rows = new HashMap<>();

  static LeasesInForce of(Connection connection, List<Pending> pending) throws SQLException {
    LeasesInForce leases = new LeasesInForce();
    Object[] targets =
        pending.stream()
            .map(one -> one.batch().fencedBy())
            .filter(Objects::nonNull)
            .map(lease -> lease.target().text())
            .distinct()
            .toArray();
    if (targets.length > 0) {
      leases.load(connection, targets);
    }
    return leases;
  }

  private void load(Connection connection, Object[] targets) throws SQLException {
    String sql =
        "select target, holder, token from lease where target = any(?) order by target for share";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("text", targets));
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.put(
              new TargetUid(found.getString(1)), new Row(found.getString(2), found.getLong(3)));
        }
      }
    }
  }

  void check(@Nullable Lease lease) {
    if (lease == null) {
      return;
    }
    Row row = rows.getOrDefault(lease.target(), NEVER_GIVEN);
    if (row.token != lease.fencingToken() || !lease.holder().equals(row.holder)) {
      throw new FencedOff(lease, row.token);
    }
  }

  private record Row(@Nullable String holder, long token) {}
}
