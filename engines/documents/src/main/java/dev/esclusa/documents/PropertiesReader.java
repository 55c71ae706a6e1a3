package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** Java properties, as {@code java.util.Properties.load} reads them, in UTF-8. */
final class PropertiesReader {
  private final SourceText source;
  private final String in;
  private final Map<String, String> values = new LinkedHashMap<>();
  private int at;

  PropertiesReader(SourceText source) {
    this.source = source;
    this.in = source.text();
  }

  Value read() {
    while (at < in.length()) {
      skip(" \t\f\r\n");
      if (at >= in.length()) {
        break;
      }
      if (in.charAt(at) == '#' || in.charAt(at) == '!') {
        while (at < in.length() && "\r\n".indexOf(in.charAt(at)) < 0) {
          at++;
        }
      } else {
        pair();
      }
    }
    return Value.of(values);
  }

  private void skip(String characters) {
    while (at < in.length() && characters.indexOf(in.charAt(at)) >= 0) {
      at++;
    }
  }

  private void pair() {
    String key = text(" \t\f:=");
    skip(" \t\f");
    if (at < in.length() && (in.charAt(at) == ':' || in.charAt(at) == '=')) {
      at++;
      skip(" \t\f");
    }
    values.put(key, text(""));
  }

  /** Up to the end of the logical line, or one of these characters. */
  private String text(String ends) {
    StringBuilder out = new StringBuilder();
    while (at < in.length()) {
      char c = in.charAt(at);
      if (c == '\n' || c == '\r' || ends.indexOf(c) >= 0) {
        break;
      }
      at++;
      if (c == '\\') {
        escape(out);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void escape(StringBuilder out) {
    char c = at < in.length() ? in.charAt(at++) : '\n';
    switch (c) {
      case 't' -> out.append('\t');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 'f' -> out.append('\f');
      case '\r', '\n' -> {
        if (c == '\r' && in.startsWith("\n", at)) {
          at++;
        }
        skip(" \t\f");
      }
      case 'u' -> {
        String hex = in.substring(at, Math.min(in.length(), at + 4));
        if (!hex.matches("[0-9a-fA-F]{4}")) {
          throw source.wrong(at - 2, "\\u needs four hex digits.", "Write them all.");
        }
        out.append((char) Integer.parseInt(hex, 16));
        at += 4;
      }
      default -> out.append(c);
    }
  }
}
