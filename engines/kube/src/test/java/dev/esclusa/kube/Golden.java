package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Cases of a text file: {@code == name} begins a case, {@code -- part} a part of it, whose lines
 * are JSON up to the next mark.
 */
record Golden(String name, Map<String, String> parts) {
  static Stream<Golden> in(String suite) {
    Map<String, Map<String, String>> cases = new LinkedHashMap<>();
    Map<String, String> parts = new LinkedHashMap<>();
    String part = "";
    for (String line : Tables.lines("cases/" + suite + ".txt")) {
      if (line.startsWith("== ")) {
        parts = new LinkedHashMap<>();
        assertThat(cases.put(line.substring(3), parts)).as("case %s stands twice", line).isNull();
      } else if (line.startsWith("-- ")) {
        part = line.substring(3);
      } else {
        parts.merge(part, line + "\n", String::concat);
      }
    }
    assertThat(cases).isNotEmpty();
    return cases.entrySet().stream().map(entry -> new Golden(entry.getKey(), entry.getValue()));
  }

  Value value(String part) {
    assertThat(parts).containsKey(part);
    return Json.read(parts.get(part));
  }

  boolean has(String part) {
    return parts.containsKey(part);
  }

  void expect(String part, Value actual) {
    assertThat(Json.pretty(actual)).as(name).isEqualTo(Json.pretty(value(part)));
    assertThat(actual).isEqualTo(value(part));
  }

  @Override
  public String toString() {
    return name;
  }
}
