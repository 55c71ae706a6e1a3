package dev.esclusa.terraform;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Values as somebody would write them in HCL: names bare where they may be, JSON by jsonencode. */
final class HclText {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  private HclText() {}

  static String of(Value value, int indent) {
    return switch (value) {
      case Value.Mapping it -> mapping(it.entries(), indent);
      case Value.Sequence(List<Value> items) -> sequence(items, indent);
      case Value.Text(String text) -> text(text, indent);
      default -> value.toString();
    };
  }

  private static String mapping(Map<String, Value> entries, int indent) {
    if (entries.isEmpty()) {
      return "{}";
    }
    StringBuilder out = new StringBuilder("{\n");
    int width = entries.keySet().stream().mapToInt(it -> name(it).length()).max().orElse(0);
    new TreeMap<>(entries)
        .forEach(
            (key, value) ->
                out.append(" ".repeat(indent + 2))
                    .append(padded(name(key), width))
                    .append(" = ")
                    .append(of(value, indent + 2))
                    .append('\n'));
    return out.append(" ".repeat(indent)).append('}').toString();
  }

  private static String sequence(List<Value> items, int indent) {
    boolean plain =
        items.stream().noneMatch(it -> it instanceof Value.Mapping || it instanceof Value.Sequence);
    if (plain) {
      return "[" + String.join(", ", items.stream().map(it -> of(it, indent)).toList()) + "]";
    }
    StringBuilder out = new StringBuilder("[\n");
    for (Value item : items) {
      out.append(" ".repeat(indent + 2)).append(of(item, indent + 2)).append(",\n");
    }
    return out.append(" ".repeat(indent)).append(']').toString();
  }

  private static String text(String text, int indent) {
    if (text.startsWith("{") || text.startsWith("[")) {
      try {
        Value json = Json.read(text.getBytes(StandardCharsets.UTF_8));
        return "jsonencode(" + of(json, indent) + ")";
      } catch (TreeException e) { // it only looks like JSON
        return quoted(text);
      }
    }
    return quoted(text);
  }

  /** As HCL quotes: templates escaped, so that what is real is not evaluated. */
  static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
            .replace("${", "$${")
            .replace("%{", "%%{")
        + '"';
  }

  static String name(String key) {
    return NAME.matcher(key).matches() ? key : quoted(key);
  }

  static String padded(String name, int width) {
    return name + " ".repeat(width - name.length());
  }

  /** A nested block, without what is not set. */
  static String block(String type, Value.Mapping body, int indent) {
    StringBuilder out = new StringBuilder(" ".repeat(indent)).append(type).append(" {\n");
    Map<String, Value> set = new TreeMap<>();
    body.entries()
        .forEach(
            (key, value) -> {
              if (!NormalForm.isZero(value)) {
                set.put(key, value);
              }
            });
    int width = set.keySet().stream().mapToInt(String::length).max().orElse(0);
    set.forEach(
        (key, value) ->
            out.append(" ".repeat(indent + 2))
                .append(padded(key, width))
                .append(" = ")
                .append(of(value, indent + 2))
                .append('\n'));
    return out.append(" ".repeat(indent)).append('}').toString();
  }
}
