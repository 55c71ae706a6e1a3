package dev.esclusa.adapters.git;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose status is sent with its first byte, so that a failure before it can still say so.
 */
final class LateReply extends OutputStream {
  private final GitReply reply;
  private final String contentType;
  private @Nullable OutputStream begun;

  LateReply(GitReply reply, String contentType) {
    this.reply = reply;
    this.contentType = contentType;
  }

  boolean hasBegun() {
    return begun != null;
  }

  /** Sends the status of an answer that has no content, too. */
  OutputStream begun() throws IOException {
    if (begun == null) {
      begun =
          reply.begin(
              200, Map.of("Content-Type", contentType, "Cache-Control", "no-cache, no-store"));
    }
    return begun;
  }

  @Override
  public void write(int one) throws IOException {
    begun().write(one);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    begun().write(bytes, from, count);
  }

  @Override
  public void flush() throws IOException {
    if (begun != null) {
      begun.flush();
    }
  }
}
