package dev.esclusa.server;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did, as an audit log tells it.
 *
 * @param at when; absent where it is not said
 * @param actor as the log names it
 * @param target name of a target, and {@code address} in it, where the log speaks of ours
 * @param things ids and ARNs that it was done to, in the words of a cloud
 */
record AuditRecord(
    @Nullable Instant at,
    @Nullable String actor,
    @Nullable String target,
    @Nullable String address,
    Set<String> things) {
  static final int TEXT_MAX = 256;
  private static final int THINGS_MAX = 200;
  private static final int DEPTH = 40;

  /** Keys whose value names the thing itself; other texts of a request are what was written. */
  private static final Pattern NAMES = Pattern.compile("(?i).*(id|ids|arn|arns|name|bucket|key)");

  AuditRecord {
    things = Set.copyOf(things);
  }

  /**
   * What one line, or one whole file, tells; nothing of what was only read, or failed.
   *
   * @throws TreeException when it is no JSON, or of a shape that we do not know
   */
  static List<AuditRecord> read(String name, byte[] bytes, int maxBytes) {
    Value root = Json.read(name, bytes, new Limits(maxBytes, DEPTH, 0, 5_000_000));
    if (root.at("Records") instanceof Value.Sequence records) {
      List<AuditRecord> all = new ArrayList<>();
      records.items().forEach(it -> cloudTrail(it, all));
      return all;
    }
    if (root.at("eventName") != null) {
      List<AuditRecord> one = new ArrayList<>();
      cloudTrail(root, one);
      return one;
    }
    String target = root instanceof Value.Mapping ? text(root, "target") : null;
    if (target == null) {
      throw new IllegalArgumentException(
          "neither a CloudTrail record nor an object with \"target\"");
    }
    return List.of(
        new AuditRecord(
            instant(text(root, "at")),
            text(root, "actor"),
            target,
            text(root, "address"),
            Set.of()));
  }

  /**
   * AWS documentation, "CloudTrail record contents": {@code readOnly}, {@code errorCode}, {@code
   * userIdentity}, {@code requestParameters}, {@code responseElements}, {@code resources}.
   */
  private static void cloudTrail(Value record, List<AuditRecord> all) {
    if (record.at("errorCode") != null
        || Value.TRUE.equals(record.at("readOnly"))
        || (record.at("readOnly") == null && onlyReads(text(record, "eventName")))) {
      return;
    }
    Set<String> things = new HashSet<>();
    for (String part : List.of("requestParameters", "responseElements", "resources")) {
      Value value = record.at(part);
      if (value != null) {
        collect("", value, things, 0);
      }
    }
    if (!things.isEmpty()) {
      all.add(
          new AuditRecord(instant(text(record, "eventTime")), actorOf(record), null, null, things));
    }
  }

  private static boolean onlyReads(@Nullable String event) {
    return event == null || event.matches("(Get|List|Describe|Head|Lookup|Search)[A-Z].*");
  }

  /** A person by the ARN of who acts; a service by its name. */
  private static @Nullable String actorOf(Value record) {
    for (String field : List.of("arn", "userName", "invokedBy", "principalId")) {
      String text = record.text("userIdentity", field);
      if (text != null && !text.isBlank()) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
      }
    }
    return null;
  }

  private static void collect(String key, Value value, Set<String> things, int depth) {
    if (depth > DEPTH || things.size() >= THINGS_MAX) {
      return;
    }
    switch (value) {
      case Value.Text(String text) -> {
        boolean names = NAMES.matcher(key).matches() || text.startsWith("arn:");
        if (names && text.length() >= 4 && text.length() <= 2048) {
          things.add(text);
        }
      }
      case Value.Sequence(List<Value> items) ->
          items.forEach(it -> collect(key, it, things, depth + 1));
      case Value.Mapping mapping ->
          mapping.entries().forEach((name, it) -> collect(name, it, things, depth + 1));
      default -> {}
    }
  }

  private static @Nullable String text(Value record, String field) {
    String text = record.at(field) instanceof Value.Text(String it) ? it : null;
    return text == null || text.isBlank() || text.length() > TEXT_MAX * 4 ? null : text;
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text.toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException e) {
      return null; // an unknown time counts as now: a look too many does no harm
    }
  }
}
