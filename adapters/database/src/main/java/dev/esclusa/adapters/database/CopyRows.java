package dev.esclusa.adapters.database;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows on their way into a table in PostgreSQL's binary form (documentation of COPY, "Binary
 * Format"): by far the cheapest way in.
 */
final class CopyRows {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };

  private byte[] buffer = new byte[1 << 16];
  private int size;
  private int rows;

  CopyRows() {
    clear();
  }

  CopyRows row(int columns) {
    rows++;
    return int16(columns);
  }

  CopyRows bigint(long value) {
    return int32(Long.BYTES).int64(value);
  }

  CopyRows text(@Nullable String value) {
    return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  CopyRows bytes(byte @Nullable [] value) {
    if (value == null) {
      return int32(-1);
    }
    int32(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return this;
  }

  /**
   * Sends the rows and forgets them.
   *
   * @param into table and columns
   */
  void send(Connection connection, String into) throws SQLException {
    if (rows == 0) {
      return;
    }
    int16(-1);
    PGConnection postgres = connection.unwrap(PGConnection.class);
    CopyIn copy = postgres.getCopyAPI().copyIn("copy " + into + " from stdin (format binary)");
    try {
      copy.writeToCopy(buffer, 0, size);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
      clear();
    }
  }

  void clear() {
    rows = 0;
    size = 0;
    if (buffer.length > 1 << 24) {
      buffer = new byte[1 << 16];
    }
    reserve(SIGNATURE.length);
    System.arraycopy(SIGNATURE, 0, buffer, 0, SIGNATURE.length);
    size = SIGNATURE.length;
    int32(0);
    int32(0);
  }

  private CopyRows int16(int value) {
    reserve(2);
    buffer[size++] = (byte) (value >> 8);
    buffer[size++] = (byte) value;
    return this;
  }

  private CopyRows int32(int value) {
    return int16(value >> 16).int16(value);
  }

  private CopyRows int64(long value) {
    return int32((int) (value >> 32)).int32((int) value);
  }

  private void reserve(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(size + more, buffer.length * 2));
    }
  }
}
