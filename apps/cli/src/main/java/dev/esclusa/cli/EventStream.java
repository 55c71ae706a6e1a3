package dev.esclusa.cli;

import dev.esclusa.tree.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events (WHATWG HTML, section 9.2.6): fields a line each, an empty line ends an event,
 * a line that begins with a colon is only a sign of life.
 */
final class EventStream {
  private static final int MAX_EVENT_CHARS = 1 << 20;

  private final BufferedReader lines;
  private final Predicate<Api.Event> listener;
  private final StringBuilder data = new StringBuilder();
  private String type = "";

  EventStream(InputStream stream, Predicate<Api.Event> listener) {
    this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    this.listener = listener;
  }

  /** False when the listener had enough, true when the stream ended. */
  boolean run() throws IOException {
    for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (!dispatched()) {
          return false;
        }
      } else if (data.length() + line.length() > MAX_EVENT_CHARS) {
        throw new IOException("an event is longer than " + MAX_EVENT_CHARS + " characters");
      } else {
        field(line);
      }
    }
    return true;
  }

  private void field(String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    if (name.equals("event")) {
      type = value;
    } else if (name.equals("data")) {
      data.append(value).append('\n');
    }
  }

  private boolean dispatched() {
    String text = data.toString();
    boolean fact = type.equals("fact") && !text.isEmpty();
    data.setLength(0);
    type = "";
    return !fact || listener.test(Tolerant.read(Api.Event.class, Json.read(text)));
  }
}
