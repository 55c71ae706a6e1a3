package dev.esclusa.sandbox;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What goes back to the client. */
sealed interface Answer {

  /** One object; warnings travel as {@code Warning} headers (RFC 7234, code 299). */
  record Whole(int code, Value body, List<String> warnings) implements Answer {
    byte[] json() {
      return Json.write(body);
    }
  }

  /** Bytes as they are. */
  record Plain(int code, String contentType, byte[] body) implements Answer {}

  /** Lines written as they come, until the writer returns. */
  record Stream(Writer writer) implements Answer {}

  /** Writes to a client who may go away at any time. */
  interface Writer {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  static Answer ok(Value body) {
    return new Whole(200, body, List.of());
  }

  static Answer created(Value body) {
    return new Whole(201, body, List.of());
  }

  static Answer refused(Refusal refusal) {
    return new Whole(refusal.code(), refusal.status(), List.of());
  }

  static Answer text(int code, String text) {
    return new Plain(code, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }
}
