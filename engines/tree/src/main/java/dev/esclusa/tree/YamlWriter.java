package dev.esclusa.tree;

import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Num;
import dev.esclusa.tree.Value.Sequence;
import dev.esclusa.tree.Value.Text;
import java.util.List;
import java.util.Map;

/** Writes block style as kubectl does: two spaces a level, sequences at the level of their key. */
final class YamlWriter {
  private static final int MAX_SIMPLE_KEY = 1000; // a simple key ends within 1024 characters

  private final StringBuilder out = new StringBuilder();

  String write(Value value) {
    if (isFlat(value)) {
      flat(value, 0);
      newline(0);
    } else {
      block(value, 0);
    }
    return out.toString();
  }

  /** Begins where the indentation of the first line is already written; ends after a line end. */
  private void block(Value value, int indent) {
    switch (value) {
      case Mapping mapping -> mapping(mapping, indent);
      case Sequence(List<Value> items) -> sequence(items, indent);
      case Value scalar -> throw new IllegalStateException("not a block: " + scalar.kindText());
    }
  }

  private void mapping(Mapping mapping, int indent) {
    boolean first = true;
    for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
      if (!first) {
        out.repeat(' ', indent);
      }
      first = false;
      String key = YamlText.inline(entry.getKey());
      boolean simple = key.length() <= MAX_SIMPLE_KEY;
      if (simple) {
        out.append(key).append(':');
      } else {
        out.append("? ").append(key);
        newline(indent);
        out.append(':');
      }
      entryValue(entry.getValue(), indent, simple);
    }
  }

  private void entryValue(Value value, int indent, boolean simpleKey) {
    if (isFlat(value)) {
      out.append(' ');
      flat(value, indent);
      newline(0);
    } else {
      int inner = value instanceof Sequence && simpleKey ? indent : indent + 2;
      newline(inner);
      block(value, inner);
    }
  }

  private void sequence(List<Value> items, int indent) {
    boolean first = true;
    for (Value item : items) {
      if (!first) {
        out.repeat(' ', indent);
      }
      first = false;
      out.append("- ");
      if (isFlat(item)) {
        flat(item, indent);
        newline(0);
      } else {
        block(item, indent + 2);
      }
    }
  }

  private static boolean isFlat(Value value) {
    return switch (value) {
      case Mapping mapping -> mapping.isEmpty();
      case Sequence(List<Value> items) -> items.isEmpty();
      case Value scalar -> true;
    };
  }

  private void flat(Value value, int indent) {
    switch (value) {
      case Text(String text) when YamlText.fitsLiteral(text) -> literal(text, indent + 2);
      case Text(String text) -> out.append(YamlText.inline(text));
      case Num number -> out.append(number(number));
      case Value other -> out.append(other);
    }
  }

  private static String number(Num number) {
    if (!number.isLong() && !Double.isFinite(number.decimal().doubleValue())) {
      throw new TreeException(
          "TRE-0005",
          null,
          "YAML readers take " + number + " for text.",
          "Write a smaller number, or text.");
    }
    return number.toString();
  }

  private void literal(String text, int indent) {
    int end = text.length();
    boolean ended = text.endsWith("\n");
    out.append(!ended ? "|-" : text.endsWith("\n\n") ? "|+" : "|");
    int start = 0;
    while (start < end) {
      int lineEnd = text.indexOf('\n', start);
      int stop = lineEnd < 0 ? end : lineEnd;
      newline(stop == start ? 0 : indent);
      out.append(text, start, stop);
      start = stop + 1;
    }
  }

  private void newline(int indent) {
    out.append('\n').repeat(' ', indent);
  }
}
