package dev.esclusa.sandbox;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One HTTP request, read whole. */
record Request(
    String method,
    String path,
    Map<String, String> query,
    Headers headers,
    byte[] body,
    Caller caller) {

  /** A parameter given twice counts once, the first time. */
  static Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    String raw = uri.getRawQuery();
    if (raw == null) return query;
    for (String part : raw.split("&")) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      query.putIfAbsent(decoded(name), decoded(value));
    }
    return query;
  }

  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  /** As Go reads booleans in queries: 0, f, false and absence are false. */
  boolean flag(String name) {
    String value = query.get(name);
    return value != null && !List.of("0", "f", "false").contains(value.toLowerCase(Locale.ROOT));
  }

  @Nullable Long number(String name) {
    String value = query.get(name);
    if (value == null || value.isEmpty()) return null;
    try {
      return Long.valueOf(value);
    } catch (NumberFormatException notANumber) {
      throw Refusal.badRequest("invalid value for " + name + ": \"" + value + "\" is not a number");
    }
  }

  String contentType() {
    String type = headers.getFirst("Content-Type");
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The field manager of a write that names none: the client's name before the slash of its
   * User-Agent.
   */
  String fieldManager() {
    String named = parameter("fieldManager");
    if (!named.isEmpty()) return named;
    String agent = headers.getFirst("User-Agent");
    String prefix = agent == null ? "unknown" : agent.split("/", 2)[0];
    return prefix.length() > 128 ? prefix.substring(0, 128) : prefix;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw Refusal.badRequest("malformed query: " + malformed.getMessage());
    }
  }
}
