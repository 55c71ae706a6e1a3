package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * INI files as go-ini 1.67 and Conftest read them: sections of keys; values that look like a number
 * or a truth are one. What stands before the first section has no place in the result.
 */
final class IniReader {
  private static final String DEFAULT = "DEFAULT";
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

  private final SourceText source;
  private final String[] lines;
  private int at;
  private int count;

  IniReader(SourceText source) {
    this.source = source;
    this.lines = source.text().split("\n", -1);
  }

  Value read() {
    Map<String, Map<String, Value>> sections = new LinkedHashMap<>();
    Map<String, Value> section = new LinkedHashMap<>();
    while (at < lines.length) {
      String line = lines[at++].strip();
      if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      if (line.startsWith("[")) {
        section = sections.computeIfAbsent(name(line), name -> new LinkedHashMap<>());
        count = 0;
      } else {
        pair(line, section);
      }
    }
    sections.remove(DEFAULT);
    return Value.of(sections);
  }

  private String name(String line) {
    int close = line.lastIndexOf(']');
    if (close < 0) {
      throw source.wrongLine(at, "A section's name has no end.", "Write ] behind it.");
    }
    if (close == 1) {
      throw source.wrongLine(at, "A section has no name.", "Write one between the brackets.");
    }
    return line.substring(1, close);
  }

  private void pair(String line, Map<String, Value> section) {
    int start = at;
    String quote = line.startsWith("\"\"\"") ? "\"\"\"" : line.startsWith("\"") ? "\"" : "`";
    String key;
    int from;
    if (line.startsWith(quote)) {
      int close = line.indexOf(quote, quote.length());
      if (close < 0) {
        throw source.wrongLine(start, "A key in quotes has no end.", "Close the quotes.");
      }
      key = line.substring(quote.length(), close).strip();
      from = delimiter(line, close);
    } else {
      from = delimiter(line, 0);
      key = from > 0 ? line.substring(0, from).strip() : "";
    }
    if (from < 0) {
      throw source.wrongLine(start, "A line has a key and no value.", "Write key = value.");
    }
    if (key.isEmpty()) {
      throw source.wrongLine(start, "A value has no key.", "Write key = value.");
    }
    String name = key.equals("-") ? "#" + ++count : key;
    section.put(name, typed(value(line.substring(from + 1).stripLeading(), start)));
  }

  private static int delimiter(String line, int from) {
    for (int i = from; i < line.length(); i++) {
      if (line.charAt(i) == '=' || line.charAt(i) == ':') {
        return i;
      }
    }
    return -1;
  }

  private String value(String text, int start) {
    String quote =
        text.length() > 3 && text.startsWith("\"\"\"")
            ? "\"\"\""
            : text.startsWith("`") ? "`" : null;
    if (quote != null) {
      return quoted(text.substring(quote.length()), quote, start);
    }
    if (text.endsWith("\\")) {
      return continued(text);
    }
    int comment = firstOf(text);
    String value = comment < 0 ? text : text.substring(0, comment).strip();
    return surrounded(value, '\'') || surrounded(value, '"')
        ? value.substring(1, value.length() - 1)
        : value;
  }

  private static int firstOf(String text) {
    int hash = text.indexOf('#');
    int semicolon = text.indexOf(';');
    return hash < 0 ? semicolon : semicolon < 0 ? hash : Math.min(hash, semicolon);
  }

  private static boolean surrounded(String value, char quote) {
    return value.length() >= 2
        && value.charAt(0) == quote
        && value.indexOf(quote, 1) == value.length() - 1;
  }

  private String quoted(String rest, String quote, int start) {
    int close = rest.lastIndexOf(quote);
    if (close >= 0) {
      return rest.substring(0, close);
    }
    StringBuilder value = new StringBuilder(rest).append('\n');
    while (at < lines.length) {
      String line = lines[at++];
      int end = line.lastIndexOf(quote);
      if (end >= 0) {
        return value.append(line, 0, end).toString();
      }
      value.append(line).append('\n');
    }
    throw source.wrongLine(start, "A value in quotes has no end.", "Close the quotes.");
  }

  private String continued(String text) {
    StringBuilder value = new StringBuilder(text);
    while (value.length() > 0 && value.charAt(value.length() - 1) == '\\') {
      value.setLength(value.length() - 1);
      String line = at < lines.length ? lines[at++].strip() : "";
      if (line.isEmpty()) {
        break;
      }
      value.append(line);
    }
    return value.toString();
  }

  private static Value typed(String text) {
    Value number = number(text);
    if (number != null) {
      return number;
    }
    return switch (text) {
      case "t", "T", "true", "TRUE", "True" -> Value.of(true);
      case "f", "F", "false", "FALSE", "False" -> Value.of(false);
      default -> Value.of(text);
    };
  }

  private static @Nullable Value number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    double number = Double.parseDouble(text);
    return Double.isInfinite(number) ? null : Numbers.ofDouble(number);
  }
}
