package dev.esclusa.adapters.git;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Where the answer to a {@link GitRequest} goes. */
@FunctionalInterface
public interface GitReply {
  /** Called once, before the first byte. The stream is closed by whoever gave it. */
  OutputStream begin(int status, Map<String, String> headers) throws IOException;
}
