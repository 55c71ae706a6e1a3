package dev.esclusa.adapters.database;

import dev.esclusa.tlog.Frontier;
import dev.esclusa.tlog.Hash;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the log stands: the one row whose lock decides who adds entries.
 *
 * @param erasures rises when payloads are erased
 * @param frontier of the tree over all leaves
 * @param tipsSize entries before this one are counted in the tips of targets
 */
record LogHead(Instant recordedAt, long erasures, Frontier frontier, long tipsSize) {

  long size() {
    return frontier.size();
  }

  static LogHead read(Connection connection) throws SQLException {
    return select(connection, "");
  }

  /** Of the log, without the rest. */
  static long readSize(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("select size from log_head");
        ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("the head of the log is missing");
      }
      return rows.getLong(1);
    }
  }

  /**
   * Waits until no other server adds entries, and keeps them from it until the transaction ends.
   */
  static LogHead lock(Connection connection) throws SQLException {
    return select(connection, " for update");
  }

  private static LogHead select(Connection connection, String locking) throws SQLException {
    String sql = "select size, recorded_at, erasures, frontier, tips_size from log_head" + locking;
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("the head of the log is missing");
      }
      return new LogHead(
          rows.getObject(2, OffsetDateTime.class).toInstant(),
          rows.getLong(3),
          new Frontier(rows.getLong(1), hashes(rows.getBytes(4))),
          rows.getLong(5));
    }
  }

  LogHead withOneMoreErasure() {
    return new LogHead(recordedAt, erasures + 1, frontier, tipsSize);
  }

  /** Writes the new head, and tells the other servers when there is work. */
  void write(Connection connection, boolean work) throws SQLException {
    String sql =
        "update log_head set size = ?, recorded_at = ?, erasures = ?, frontier = ?, tips_size = ?"
            + (work ? "; notify " + WorkListener.CHANNEL : "");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, size());
      statement.setObject(2, recordedAt.atOffset(ZoneOffset.UTC));
      statement.setLong(3, erasures);
      statement.setBytes(4, bytes(frontier.peaks()));
      statement.setLong(5, tipsSize);
      statement.execute();
    }
  }

  private static List<Hash> hashes(byte[] bytes) {
    List<Hash> hashes = new ArrayList<>();
    for (int i = 0; i < bytes.length; i += Hash.SIZE_BYTES) {
      hashes.add(Hash.of(Arrays.copyOfRange(bytes, i, i + Hash.SIZE_BYTES)));
    }
    return hashes;
  }

  private static byte[] bytes(List<Hash> hashes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    hashes.forEach(hash -> bytes.writeBytes(hash.bytes()));
    return bytes.toByteArray();
  }
}
