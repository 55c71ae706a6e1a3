package dev.esclusa.adapters.git;

import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to the Git endpoint, from whatever server received it.
 *
 * @param path below the endpoint, e.g. {@code /root.git/info/refs}
 * @param query e.g. {@code service=git-upload-pack}; empty when there is none
 * @param headers by name in any case, the first value of each
 * @param body as it came, not decoded
 */
public record GitRequest(
    String method, String path, String query, Map<String, String> headers, InputStream body) {
  public GitRequest {
    Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(headers);
    headers = byName;
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }
}
