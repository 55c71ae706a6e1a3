package dev.esclusa.kustomize;

import dev.esclusa.tree.Value;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** JSON as Go's encoding/json writes it: sorted keys, and five characters escaped. */
final class GoJson {
  private final StringBuilder json = new StringBuilder();
  private final boolean indented;

  private GoJson(boolean indented) {
    this.indented = indented;
  }

  static String compact(Value value) {
    return new GoJson(false).text(value);
  }

  /** With two spaces a level, as MarshalIndent writes it. */
  static String indented(Value value) {
    return new GoJson(true).text(value);
  }

  private String text(Value value) {
    write(value, 0);
    return json.toString();
  }

  private void write(Value value, int depth) {
    switch (value) {
      case Value.Mapping mapping -> mapping(mapping, depth);
      case Value.Sequence sequence -> {
        String separator = "[";
        for (Value item : sequence.items()) {
          json.append(separator);
          line(depth + 1);
          write(item, depth + 1);
          separator = ",";
        }
        end(sequence.items().isEmpty(), '[', ']', depth);
      }
      case Value.Text(String text) -> quote(text);
      case Value.Null _ -> json.append("null");
      case Value.Bool b -> json.append(b);
      case Value.Num n -> json.append(n);
    }
  }

  private void mapping(Value.Mapping mapping, int depth) {
    String separator = "{";
    for (Map.Entry<String, Value> entry : new TreeMap<>(mapping.entries()).entrySet()) {
      json.append(separator);
      line(depth + 1);
      quote(entry.getKey());
      json.append(indented ? ": " : ":");
      write(entry.getValue(), depth + 1);
      separator = ",";
    }
    end(mapping.isEmpty(), '{', '}', depth);
  }

  private void end(boolean empty, char open, char close, int depth) {
    if (empty) {
      json.append(open);
    } else {
      line(depth);
    }
    json.append(close);
  }

  private void line(int depth) {
    if (indented) {
      json.append('\n').repeat("  ", depth);
    }
  }

  private void quote(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '<', '>', '&', '\u2028', '\u2029' -> escape(c);
        default -> {
          if (c < ' ') {
            escape(c);
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }

  private void escape(char c) {
    json.append("\\u").append(HexFormat.of().toHexDigits(c));
  }
}
