package dev.esclusa.cli;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.util.Iterator;
import java.util.Map;

/** JSON as Go's encoding/json writes it, with tabs; what could fool a terminal is escaped too. */
final class GoJson {
  private GoJson() {}

  static String indented(Value value) {
    StringBuilder out = new StringBuilder();
    write(out, value, 0);
    return out.toString();
  }

  private static void write(StringBuilder out, Value value, int depth) {
    switch (value) {
      case Value.Sequence sequence -> {
        out.append('[');
        Iterator<Value> items = sequence.items().iterator();
        while (items.hasNext()) {
          line(out, depth + 1);
          write(out, items.next(), depth + 1);
          out.append(items.hasNext() ? "," : "");
        }
        end(out, sequence.items().isEmpty(), depth, ']');
      }
      case Value.Mapping mapping -> {
        out.append('{');
        Iterator<Map.Entry<String, Value>> members = mapping.entries().entrySet().iterator();
        while (members.hasNext()) {
          Map.Entry<String, Value> member = members.next();
          line(out, depth + 1);
          out.append(scalar(Value.of(member.getKey()))).append(": ");
          write(out, member.getValue(), depth + 1);
          out.append(members.hasNext() ? "," : "");
        }
        end(out, mapping.isEmpty(), depth, '}');
      }
      default -> out.append(scalar(value));
    }
  }

  private static void line(StringBuilder out, int depth) {
    out.append('\n').append("\t".repeat(depth));
  }

  private static void end(StringBuilder out, boolean empty, int depth, char close) {
    if (!empty) {
      line(out, depth);
    }
    out.append(close);
  }

  private static String scalar(Value value) {
    return Plain.json(Json.text(value))
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }
}
