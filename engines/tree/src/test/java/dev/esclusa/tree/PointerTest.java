package dev.esclusa.tree;

import static dev.esclusa.tree.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointerTest {
  private static final Value SAMPLE = // RFC 6901 section 5
      Json.read(
          """
          {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\\\j": 5,
           "k\\"l": 6, " ": 7, "m~n": 8}
          """);

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/foo/0,\"bar\"",
        "/,0",
        "/a~1b,1",
        "/c%d,2",
        "/e^f,3",
        "/g|h,4",
        "/i\\j,5",
        "/k\"l,6",
        "`/ `,7",
        "/m~0n,8"
      })
  void theExamplesOfTheRfcResolve(String pointer, String json) {
    assertThat(SAMPLE.at(Pointer.parse(pointer))).hasToString(json);
    assertThat(Pointer.parse(pointer)).hasToString(pointer);
  }

  @Test
  void theEmptyPointerIsTheWholeDocument() {
    assertThat(SAMPLE.at(Pointer.parse(""))).isSameAs(SAMPLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/foo/2", "/foo/-", "/foo/01", "/foo/+1", "/foo/x", "/none", "/m~0n/a"})
  void whatIsNotThereIsAbsent(String pointer) {
    assertThat(SAMPLE.at(Pointer.parse(pointer))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "/a~", "/~2", "~1"})
  void malformedPointersAreRefused(String text) {
    refused("TRE-0011", () -> Pointer.parse(text));
  }

  @Test
  void settingCopiesTheWayAndCreatesMappings() {
    Value before = Json.read("{\"a\":{\"b\":[1,2]}}");
    assertThat(before.with(Pointer.parse("/a/b/1"), Value.of(9)))
        .hasToString("{\"a\":{\"b\":[1,9]}}");
    assertThat(before.with(Pointer.parse("/a/b/-"), Value.of(9)))
        .hasToString("{\"a\":{\"b\":[1,2,9]}}");
    assertThat(before.with(Pointer.parse("/x/y"), Value.of(9)))
        .hasToString("{\"a\":{\"b\":[1,2]},\"x\":{\"y\":9}}");
    assertThat(before.with(Pointer.ROOT, Value.NULL)).isEqualTo(Value.NULL);
    assertThat(before).hasToString("{\"a\":{\"b\":[1,2]}}");
    refused("TRE-0011", () -> before.with(Pointer.parse("/a/b/7"), Value.NULL));
    refused("TRE-0011", () -> before.with(Pointer.parse("/a/b/0/c"), Value.NULL));
  }

  @Test
  void removingLeavesTheRest() {
    Value before = Json.read("{\"a\":{\"b\":[1,2]},\"c\":3}");
    assertThat(before.without(Pointer.parse("/a/b/0"))).hasToString("{\"a\":{\"b\":[2]},\"c\":3}");
    assertThat(before.without(Pointer.parse("/a"))).hasToString("{\"c\":3}");
    assertThat(before.without(Pointer.parse("/none/x"))).isSameAs(before);
    assertThat(before.without(Pointer.parse("/a/x"))).isSameAs(before);
  }

  @Test
  void pointersOrderByTokenAndKnowTheirPrefix() {
    assertThat(Pointer.parse("/a/b").startsWith(Pointer.parse("/a"))).isTrue();
    assertThat(Pointer.parse("/ab").startsWith(Pointer.parse("/a"))).isFalse();
    assertThat(Pointer.parse("/a/b")).isGreaterThan(Pointer.parse("/a"));
    assertThat(Pointer.of("a", "b").parent().child("b").child(0).last()).isEqualTo("0");
  }
}
