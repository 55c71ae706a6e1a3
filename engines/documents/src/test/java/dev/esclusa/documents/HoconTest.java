package dev.esclusa.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where we follow HOCON.md and Conftest's reader stumbles. */
class HoconTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "a = 1 => {\"a\":1}",
        "a = x y  z => {\"a\":\"x y  z\"}",
        "a = \"x\" y => {\"a\":\"x y\"}",
        "a = [1, x, {b=2}|3] => {\"a\":[1,\"x\",{\"b\":2},3]}",
        "a = [] => {\"a\":[]}",
        "a = null => {\"a\":null}",
        "a = [1]|a += 2 => {\"a\":[1,2]}",
        "a += 2 => {\"a\":[2]}",
        "a = x|a = ${a}y => {\"a\":\"xy\"}",
        "a = [1] [2] => {\"a\":[1,2]}",
        "a = {x=1} {y=2} => {\"a\":{\"x\":1,\"y\":2}}",
        "a = ${?b}|c = [${?b}, 1] => {\"c\":[1]}",
        "a = 1|a = ${?b} => {\"a\":1}",
        "a = ${b}|b = 1|b = 2 => {\"a\":2,\"b\":2}",
        "a = ${b} x|b = 5 => {\"a\":\"5 x\",\"b\":5}",
        "a = ${b} {y = 2}|b = {x = 1} => {\"a\":{\"x\":1,\"y\":2},\"b\":{\"x\":1}}",
        "b = {x = 1}|a = ${b}|a { x = 2 } => {\"b\":{\"x\":1},\"a\":{\"x\":2}}",
        "\"a.b\".c = 1 => {\"a.b\":{\"c\":1}}",
        "a b = 1 => {\"a b\":1}",
        "{a = \"\"\"x|\"y\"\"\"\"} => {\"a\":\"x\\n\\\"y\\\"\"}",
        "a = 10 seconds => {\"a\":\"10 seconds\"}",
        "{} => {}"
      })
  void aFileReadsAsTheSpecificationSays(String text, String json) {
    byte[] bytes = text.replace('|', '\n').getBytes(StandardCharsets.UTF_8);

    assertThat(Json.text(DocumentFormat.HOCON.read("x", bytes))).isEqualTo(json);
  }

  @Test
  void substitutionsThatGrowWithoutEndReachALimit() {
    StringBuilder text = new StringBuilder("a0 = [x, x]\n");
    for (int i = 1; i < 60; i++) {
      text.append("a%d = ${a%d} ${a%d}%n".formatted(i, i - 1, i - 1));
    }

    assertThatThrownBy(
            () -> DocumentFormat.HOCON.read("x", text.toString().getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            DocumentException.class, it -> assertThat(it.code()).isEqualTo("DOC-0003"));
  }
}
