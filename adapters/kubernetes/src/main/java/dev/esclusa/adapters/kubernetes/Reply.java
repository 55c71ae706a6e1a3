package dev.esclusa.adapters.kubernetes;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of a cluster.
 *
 * @param type media type as the server says it; empty when it says none
 */
record Reply(int code, String type, byte[] bytes) {
  private static final Limits LIMITS = new Limits(64L << 20, 200, 0, 20_000_000);

  boolean ok() {
    return code >= 200 && code < 300;
  }

  /** The mapping in the answer; null when there is none. */
  Value.@Nullable Mapping json() {
    try {
      return Json.read("answer", bytes, LIMITS) instanceof Value.Mapping mapping ? mapping : null;
    } catch (TreeException e) {
      return null; // what cannot be read is treated like what is not there: as no answer at all
    }
  }

  /**
   * The Status that a Kubernetes API server answers refusals with; null when this is something
   * else.
   */
  Value.@Nullable Mapping status() {
    Value.Mapping found = json();
    return found != null && "Status".equals(found.text("kind")) ? found : null;
  }

  String reason() {
    Value.Mapping status = status();
    String reason = status == null ? null : status.text("reason");
    return reason == null ? "" : reason;
  }

  String message() {
    Value.Mapping status = status();
    String message = status == null ? null : status.text("message");
    return message == null ? "" : message;
  }

  /** One of the causes in a refusal. */
  record Cause(String reason, String field, String message) {}

  List<Cause> causes() {
    Value.Mapping status = status();
    if (status == null || !(status.at("details", "causes") instanceof Value.Sequence(var items))) {
      return List.of();
    }
    List<Cause> found = new ArrayList<>();
    for (Value item : items) {
      found.add(new Cause(text(item, "reason"), text(item, "field"), text(item, "message")));
    }
    return found;
  }

  /** What a refusal is about: {@code configmaps}, {@code namespaces}. */
  String aboutKind() {
    Value.Mapping status = status();
    return status == null ? "" : text(status, "details", "kind");
  }

  String aboutName() {
    Value.Mapping status = status();
    return status == null ? "" : text(status, "details", "name");
  }

  /** Whether the server says, in its own words, that there is nothing under this path. */
  boolean unknownPath() {
    return code == 404
        && (reason().equals("NotFound") && aboutName().isEmpty()
            || new String(bytes, StandardCharsets.UTF_8).startsWith("404 page not found"));
  }

  private static String text(Value value, String... keys) {
    String found = value.text(keys);
    return found == null ? "" : found;
  }
}
