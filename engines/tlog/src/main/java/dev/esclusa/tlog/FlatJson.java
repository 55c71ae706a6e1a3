package dev.esclusa.tlog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The small part of JSON in which the Merkle conformance cases are written: one object of strings
 * without escapes, numbers, booleans, null and lists of strings. So this module needs no JSON
 * library.
 */
final class FlatJson {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:([{}\\[\\],:])|\"([^\"\\\\]*)\"|(true|false|null|[0-9]+))\\s*");

  private final Map<String, List<String>> members = new LinkedHashMap<>();

  private FlatJson() {}

  static FlatJson parse(String text) {
    var tokens = tokens(text);
    var json = new FlatJson();
    expect(tokens, "{");
    expectLast(tokens, "}");
    while (!tokens.isEmpty()) {
      var name = tokens.removeFirst();
      expect(tokens, ":");
      json.members.put(name, value(tokens));
      if (!tokens.isEmpty()) {
        expect(tokens, ",");
      }
    }
    return json;
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  String one(String name) {
    var values = list(name);
    if (values.size() != 1) {
      throw new IllegalArgumentException("'%s' is not one value".formatted(name));
    }
    return values.getFirst();
  }

  /** A null is an empty list. */
  List<String> list(String name) {
    var values = members.get(name);
    if (values == null) {
      throw new IllegalArgumentException("'%s' is missing".formatted(name));
    }
    return values;
  }

  private static List<String> value(List<String> tokens) {
    var first = tokens.removeFirst();
    if (first.equals("null")) {
      return List.of();
    }
    if (!first.equals("[")) {
      return List.of(first);
    }
    var values = new ArrayList<String>();
    while (!tokens.getFirst().equals("]")) {
      values.add(tokens.removeFirst());
      if (tokens.getFirst().equals(",")) {
        tokens.removeFirst();
      }
    }
    tokens.removeFirst();
    return values;
  }

  private static List<String> tokens(String text) {
    var tokens = new ArrayList<String>();
    var matcher = TOKEN.matcher(text);
    int end = 0;
    while (matcher.lookingAt()) {
      for (int group = 1; group <= 3; group++) {
        if (matcher.group(group) != null) {
          tokens.add(matcher.group(group));
        }
      }
      end = matcher.end();
      matcher.region(end, text.length());
    }
    if (end != text.length() || tokens.size() < 2) {
      throw new IllegalArgumentException("not a flat JSON object, at character " + end);
    }
    return tokens;
  }

  private static void expect(List<String> tokens, String wanted) {
    if (!tokens.removeFirst().equals(wanted)) {
      throw new IllegalArgumentException("expected " + wanted);
    }
  }

  private static void expectLast(List<String> tokens, String wanted) {
    if (!tokens.removeLast().equals(wanted)) {
      throw new IllegalArgumentException("expected " + wanted);
    }
  }
}
