package dev.esclusa.terraform;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes that an engine prints into events and hands each on. It holds one line at most, so
 * output of any length is read in bounded memory; a line above the limit is cut. The last line may
 * be cut short, as a killed engine leaves it.
 */
public final class EventStream {
  /** The longest line that is read whole; engines write less than a tenth of it. */
  public static final int MAX_LINE_BYTES = 1 << 20;

  private static final int MAX_WORD = 2048;
  private static final int MAX_OUTPUT = 8192;
  private static final Limits LINE_LIMITS = new Limits(MAX_LINE_BYTES, 60, 0, 100_000);
  private static final Pattern COLOURS =
      Pattern.compile(
          "\\u001B\\[[0-9;?]*["
              + " -/]*[@-~]|\\u001B[@-Z\\\\^_]|[\\u0000-\\u0008\\u000B-\\u001F\\u007F]");

  private final Consumer<? super Event> sink;
  private byte[] line = new byte[8192];
  private int length;
  private boolean overlong;
  private boolean closed;

  public EventStream(Consumer<? super Event> sink) {
    this.sink = sink;
  }

  /** Reads to the end of the stream. */
  public static void read(InputStream in, Consumer<? super Event> sink) throws IOException {
    EventStream stream = new EventStream(sink);
    byte[] chunk = new byte[1 << 16];
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      stream.feed(chunk, 0, count);
    }
    stream.close();
  }

  /** Takes bytes as they come; whole lines go on at once. */
  public void feed(byte[] bytes, int offset, int count) {
    int end = offset + count;
    int from = offset;
    for (int i = offset; i < end; i++) {
      if (bytes[i] == '\n') {
        append(bytes, from, i - from);
        flush(false);
        from = i + 1;
      }
    }
    append(bytes, from, end - from);
  }

  /** Hands on a last line without end. */
  public void close() {
    if (!closed && length > 0) {
      flush(true);
    }
    closed = true;
  }

  private void append(byte[] bytes, int from, int count) {
    int room = Math.min(count, MAX_LINE_BYTES - length);
    overlong |= room < count;
    if (length + room > line.length) {
      line = Arrays.copyOf(line, Math.max(length + room, Math.min(MAX_LINE_BYTES, length * 2)));
    }
    System.arraycopy(bytes, from, line, length, room);
    length += room;
  }

  private void flush(boolean last) {
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    boolean cut = overlong;
    length = 0;
    overlong = false;
    if (cut) {
      sink.accept(new Event.Text(plain(text), true));
      return;
    }
    Event event = event(text);
    if (event instanceof Event.Text(String plain, boolean was)) {
      if (!plain.isBlank()) {
        sink.accept(new Event.Text(plain, last));
      }
    } else {
      sink.accept(event);
    }
  }

  /** One line as an event; what is no JSON object with a type is text. */
  public static Event event(String line) {
    String trimmed = line.strip();
    if (!trimmed.startsWith("{") || trimmed.length() > MAX_LINE_BYTES) {
      return new Event.Text(plain(line), false);
    }
    try {
      Value value = Json.read("event", trimmed, LINE_LIMITS);
      String type = value.text("type");
      return type == null ? new Event.Text(plain(line), false) : event(type, value);
    } catch (TreeException e) { // the rest of the stream is worth reading all the same
      return new Event.Text(plain(line), false);
    }
  }

  private static Event event(String type, Value value) {
    Value hook = part(value, "hook");
    Value change = part(value, "change");
    return switch (type) {
      case "version" ->
          new Event.Version(
              cut(word(value.text(value.at("tofu") == null ? "terraform" : "tofu")), 100),
              cut(word(value.text("ui")), 100));
      case "planned_change" ->
          new Event.Planned(
              address(change),
              previous(change),
              step(change.text("action")),
              reason(change.text("reason")),
              optional(change.text("importing", "id")));
      case "resource_drift" -> new Event.Drifted(address(change), step(change.text("action")));
      case "apply_start" ->
          new Event.Started(address(hook), step(hook.text("action")), at(value.text("@timestamp")));
      case "apply_progress" ->
          new Event.Progressed(address(hook), step(hook.text("action")), elapsed(hook));
      case "apply_complete" ->
          new Event.Completed(
              address(hook),
              step(hook.text("action")),
              optional(hook.text("id_key")),
              optional(hook.text("id_value")),
              elapsed(hook));
      case "apply_errored" ->
          new Event.Errored(address(hook), step(hook.text("action")), elapsed(hook));
      case "refresh_start" -> new Event.Refreshed(address(hook), false);
      case "refresh_complete" -> new Event.Refreshed(address(hook), true);
      case "provision_start" -> provisioned(hook, Event.Provisioned.Phase.STARTED);
      case "provision_progress" -> provisioned(hook, Event.Provisioned.Phase.PROGRESS);
      case "provision_complete" -> provisioned(hook, Event.Provisioned.Phase.COMPLETED);
      case "provision_errored" -> provisioned(hook, Event.Provisioned.Phase.ERRORED);
      case "change_summary" -> counted(part(value, "changes"));
      case "outputs" -> outputs(part(value, "outputs"));
      case "diagnostic" -> new Event.Diagnosed(Diagnostic.of(part(value, "diagnostic")));
      case "log", "state_lock_acquire", "state_lock_release", "init_output" ->
          new Event.Log(type, message(value));
      default -> new Event.Unknown(cut(type, 100), message(value));
    };
  }

  private static Value part(Value value, String key) {
    return value.at(key) instanceof Value.Mapping part ? part : Value.mapping();
  }

  private static String message(Value value) {
    return plain(cut(word(value.text("@message")), MAX_OUTPUT));
  }

  private static String address(Value hook) {
    String address = hook.text("resource", "addr");
    return address == null ? "" : cut(address, MAX_WORD);
  }

  private static @Nullable String previous(Value change) {
    return optional(change.text("previous_resource", "addr"));
  }

  private static @Nullable String optional(@Nullable String text) {
    return text == null ? null : cut(text, MAX_WORD);
  }

  /** Words of the stream (internal/command/jsonentities of the engines) as steps of the plan. */
  static Step step(@Nullable String action) {
    return switch (action) {
      case "noop", "no-op", "move", "import" -> Step.NO_OP;
      case "create" -> Step.CREATE;
      case "read" -> Step.READ;
      case "update" -> Step.UPDATE;
      case "replace" -> Step.DELETE_CREATE;
      case "delete" -> Step.DELETE;
      case "remove", "forget" -> Step.FORGET;
      case null -> Step.NO_OP;
      default -> Step.UNKNOWN;
    };
  }

  static @Nullable String reason(@Nullable String reason) {
    return switch (reason) {
      case "tainted" -> "replace_because_tainted";
      case "requested" -> "replace_by_request";
      case "replace_triggered_by" -> "replace_by_triggers";
      case "cannot_update" -> "replace_because_cannot_update";
      case null -> null;
      default -> cut(reason, MAX_WORD);
    };
  }

  private static @Nullable Instant at(@Nullable String timestamp) {
    if (timestamp == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(timestamp).toInstant();
    } catch (DateTimeException e) { // the time of a line is only shown
      return null;
    }
  }

  private static long elapsed(Value hook) {
    return number(hook.at("elapsed_seconds"));
  }

  private static long number(@Nullable Value value) {
    return value instanceof Value.Num number ? number.decimal().longValue() : 0;
  }

  private static Event provisioned(Value hook, Event.Provisioned.Phase phase) {
    return new Event.Provisioned(
        address(hook),
        cut(word(hook.text("provisioner")), MAX_WORD),
        phase,
        plain(cut(word(hook.text("output")), MAX_OUTPUT)));
  }

  private static Event counted(Value changes) {
    return new Event.Counted(
        number(changes.at("add")),
        number(changes.at("change")),
        number(changes.at("remove")),
        number(changes.at("import")),
        cut(word(changes.text("operation")), 100));
  }

  private static Event outputs(Value outputs) {
    Map<String, Step> steps = new TreeMap<>();
    for (Map.Entry<String, Value> entry : outputs.asMapping().entries().entrySet()) {
      steps.put(entry.getKey(), step(entry.getValue().text("action")));
    }
    return new Event.Outputs(steps);
  }

  private static String word(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String plain(String text) {
    return COLOURS.matcher(text).replaceAll("").stripTrailing();
  }

  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "…";
  }
}
