package dev.esclusa.tree;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Values over a pair of byte streams: each as its canonical bytes after their number, four bytes,
 * big-endian. For one sender and one receiver at a time.
 */
public final class ValueChannel implements AutoCloseable {
  private final DataInputStream in;
  private final OutputStream out;
  private final int maxBytes;

  /**
   * @param maxBytes of one value; more is refused in either direction
   */
  public ValueChannel(InputStream in, OutputStream out, int maxBytes) {
    this.in = new DataInputStream(in);
    this.out = out;
    this.maxBytes = maxBytes;
  }

  public void send(Value value) throws IOException {
    byte[] bytes = Canonical.bytes(value);
    check(bytes.length);
    out.write(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array());
    out.flush();
  }

  /** Null where the other side ended between two values. */
  public @Nullable Value receive() throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    byte[] rest = in.readNBytes(3);
    if (rest.length < 3) {
      throw new EOFException("the stream ended inside the length of a value");
    }
    int length = ByteBuffer.allocate(4).put((byte) first).put(rest).getInt(0);
    check(length);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the stream ended after " + bytes.length + " of " + length + " bytes");
    }
    return Canonical.read(bytes);
  }

  private void check(int length) {
    if (length < 0 || length > maxBytes) {
      throw new TreeException(
          "TRE-0003",
          null,
          "A value of "
              + Integer.toUnsignedString(length)
              + " bytes travels here, allowed are "
              + maxBytes
              + ".",
          "Ask for less at once, or raise the limit on both sides.");
    }
  }

  @Override
  public void close() throws IOException {
    try (out) {
      in.close();
    }
  }
}
