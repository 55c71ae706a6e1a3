package dev.esclusa.bench;

import dev.esclusa.adapters.database.DatabaseAddress;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/**
 * Three bare tables of envelopes, payloads and work items, filled by COPY in transactions of 500
 * rows each: the ceiling that a journal on this database could come near to.
 */
final class RawTables implements AutoCloseable {
  private static final int ROWS = 500;
  private static final byte[] ENVELOPE = new byte[600];
  private static final byte[] PAYLOAD = new byte[130];

  private final Connection connection;
  private long next;

  private RawTables(Connection connection) {
    this.connection = connection;
  }

  static RawTables make(DatabaseAddress address) throws SQLException {
    Connection connection =
        DriverManager.getConnection(address.url(), address.user(), address.password());
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table raw_entry (index bigint primary key, leaf bytea not null)");
      statement.execute("create table raw_payload (index bigint primary key, sealed bytea)");
      statement.execute("create table raw_work (key text primary key, ready_at timestamptz)");
      statement.execute("alter table raw_payload alter column sealed set storage external");
    }
    connection.setAutoCommit(false);
    return new RawTables(connection);
  }

  /** Rows of each table in a second. */
  double measure(int seconds) throws Exception {
    long first = next;
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    long now;
    do {
      transaction();
      now = System.nanoTime();
    } while (now < end);
    return (next - first) / ((now - begin) / 1e9);
  }

  private void transaction() throws Exception {
    BinaryRows entries = new BinaryRows();
    BinaryRows payloads = new BinaryRows();
    BinaryRows work = new BinaryRows();
    for (int i = 0; i < ROWS; i++, next++) {
      entries.row(2).bigint(next).bytes(ENVELOPE);
      payloads.row(2).bigint(next).bytes(PAYLOAD);
      work.row(2).bytes(("c-" + next).getBytes(StandardCharsets.US_ASCII)).bigint(next);
    }
    copy("raw_entry", entries);
    copy("raw_payload", payloads);
    copy("raw_work", work);
    connection.commit();
  }

  private void copy(String table, BinaryRows rows) throws Exception {
    byte[] bytes = rows.done();
    var copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + table + " from stdin (format binary)");
    copy.writeToCopy(bytes, 0, bytes.length);
    copy.endCopy();
  }

  /** PostgreSQL documentation, COPY, "Binary Format". */
  private static final class BinaryRows {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
    private final DataOutputStream out = new DataOutputStream(bytes);

    BinaryRows() throws IOException {
      out.write("PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1));
      out.writeLong(0);
    }

    BinaryRows row(int columns) throws IOException {
      out.writeShort(columns);
      return this;
    }

    BinaryRows bigint(long value) throws IOException {
      out.writeInt(Long.BYTES);
      out.writeLong(value);
      return this;
    }

    BinaryRows bytes(byte[] value) throws IOException {
      out.writeInt(value.length);
      out.write(value);
      return this;
    }

    byte[] done() throws IOException {
      out.writeShort(-1);
      return bytes.toByteArray();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
