package dev.esclusa.adapters.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request body that ends with an error where it is too long, however well it was compressed. */
final class BoundedBody extends FilterInputStream {
  private final long bytesMax;
  private long seenBytes;

  BoundedBody(InputStream in, long bytesMax) {
    super(in);
    this.bytesMax = bytesMax;
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    count(one < 0 ? 0 : 1);
    return one;
  }

  @Override
  public int read(byte[] buffer, int from, int max) throws IOException {
    int count = super.read(buffer, from, max);
    count(Math.max(count, 0));
    return count;
  }

  private void count(int bytes) throws IOException {
    seenBytes += bytes;
    if (seenBytes > bytesMax) {
      throw new IOException("the request has more than " + bytesMax + " bytes");
    }
  }
}
