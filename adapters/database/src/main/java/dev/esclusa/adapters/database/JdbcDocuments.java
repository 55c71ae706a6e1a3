package dev.esclusa.adapters.database;

import dev.esclusa.control.Documents;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Value;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Documents in PostgreSQL, as canonical bytes. */
final class JdbcDocuments implements Documents {
  private final Sessions sessions;

  JdbcDocuments(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public @Nullable Document get(String kind, String key) {
    List<Document> found =
        query(
            "select kind, key, version, content from document where kind = ? and key = ?",
            kind,
            key);
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public List<Document> list(String kind, String prefix) {
    // The comparison finds the start in the index; the prefix decides.
    return query(
        "select kind, key, version, content from document"
            + " where kind = ? and key >= ? and starts_with(key, ?) order by key",
        kind,
        prefix,
        prefix);
  }

  @Override
  public @Nullable Document put(String kind, String key, long version, Value content) {
    byte[] bytes = Canonical.bytes(content);
    String sql =
        version == 0
            ? "insert into document (content, kind, key, version) values (?, ?, ?, ? + 1)"
                + " on conflict do nothing"
            : "update document set content = ?, version = version + 1"
                + " where kind = ? and key = ? and version = ?";
    int written =
        sessions.durable(
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setBytes(1, bytes);
                statement.setString(2, kind);
                statement.setString(3, key);
                statement.setLong(4, version);
                return statement.executeUpdate();
              }
            });
    return written == 0 ? null : new Document(kind, key, version + 1, content);
  }

  @Override
  public boolean remove(String kind, String key, long version) {
    return sessions.durable(
        connection -> {
          String sql = "delete from document where kind = ? and key = ? and version = ?";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, kind);
            statement.setString(2, key);
            statement.setLong(3, version);
            return statement.executeUpdate() > 0;
          }
        });
  }

  private List<Document> query(String sql, String... parameters) {
    return sessions.durable(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
              statement.setString(i + 1, parameters[i]);
            }
            return read(statement);
          }
        });
  }

  private static List<Document> read(PreparedStatement statement) throws SQLException {
    List<Document> documents = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        documents.add(
            new Document(
                rows.getString(1),
                rows.getString(2),
                rows.getLong(3),
                Canonical.read(rows.getBytes(4))));
      }
    }
    return documents;
  }
}
