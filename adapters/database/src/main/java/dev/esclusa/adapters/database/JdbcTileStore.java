package dev.esclusa.adapters.database;

import dev.esclusa.tlog.TilePath;
import dev.esclusa.tlog.TileStore;
import java.io.ByteArrayOutputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The tiles of the journal's log in PostgreSQL. Entry bundles are not kept: they are made of the
 * leaves in the journal whenever one is read. Tiles are written relaxed, the checkpoint durably and
 * after them, so that a crash never leaves a checkpoint without its tiles.
 */
final class JdbcTileStore implements TileStore {
  private final Sessions sessions;

  JdbcTileStore(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Optional<byte[]> read(TilePath path) {
    return path.level() == TilePath.ENTRIES ? bundle(path) : tile(path);
  }

  private Optional<byte[]> tile(TilePath path) {
    return sessions.relaxed(
        connection -> {
          String sql = "select content from tile where path = ?";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, path.toString());
            try (ResultSet rows = statement.executeQuery()) {
              return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
            }
          }
        });
  }

  /** Each entry after its length in two bytes (C2SP tlog-tiles, "Log Entries"). */
  private Optional<byte[]> bundle(TilePath path) {
    long first = path.index() * TilePath.FULL_WIDTH;
    return sessions.relaxed(
        connection -> {
          String sql = "select leaf from entry where index >= ? and index < ? order by index";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, first);
            statement.setLong(2, first + path.width());
            return bundle(statement, path.width());
          }
        });
  }

  private static Optional<byte[]> bundle(PreparedStatement statement, int width)
      throws SQLException {
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    int count = 0;
    try (ResultSet rows = statement.executeQuery()) {
      for (; rows.next(); count++) {
        byte[] leaf = rows.getBytes(1);
        bundle.write(leaf.length >> 8);
        bundle.write(leaf.length);
        bundle.writeBytes(leaf);
      }
    }
    return count == width ? Optional.of(bundle.toByteArray()) : Optional.empty();
  }

  @Override
  public void write(TilePath path, byte[] bytes) {
    if (path.level() == TilePath.ENTRIES) {
      return;
    }
    sessions.relaxed(
        connection -> {
          String sql =
              "insert into tile (path, content) values (?, ?)"
                  + " on conflict (path) do update set content = excluded.content";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, path.toString());
            statement.setBytes(2, bytes);
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public void deletePartials(TilePath full) {
    sessions.relaxed(
        connection -> {
          String prefix = full + ".p/";
          String sql =
              "delete from tile where path >= ? and starts_with(path, ?)" + " and path < ?";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, prefix);
            statement.setString(2, prefix);
            statement.setString(3, full + ".p0");
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public Optional<String> readCheckpoint() {
    return sessions.durable(
        connection -> {
          try (PreparedStatement statement =
                  connection.prepareStatement("select note from checkpoint");
              ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
          }
        });
  }

  /** One that is smaller than what is there changes nothing: another server was faster. */
  @Override
  public void writeCheckpoint(String checkpoint) {
    long size = Long.parseLong(checkpoint.lines().skip(1).findFirst().orElseThrow());
    sessions.durable(
        connection -> {
          String sql =
              "insert into checkpoint as c (size, note) values (?, ?) on conflict (one)"
                  + " do update set size = excluded.size, note = excluded.note"
                  + " where excluded.size >= c.size";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, size);
            statement.setString(2, checkpoint);
            return statement.executeUpdate();
          }
        });
  }
}
