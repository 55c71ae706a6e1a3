package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegoValueTest {
  private static RegoValue json(String text) {
    return RegoJson.read(text);
  }

  @Test
  void kindsAreOrderedAsOpaOrdersThem() {
    List<RegoValue> ordered =
        List.of(
            RegoNull.NULL,
            RegoBoolean.FALSE,
            RegoBoolean.TRUE,
            RegoNumber.of(-3),
            RegoNumber.parse("2.5"),
            RegoNumber.parse("1e400"),
            RegoString.of("a"),
            RegoString.of("b"),
            json("[]"),
            json("[1]"),
            json("[1,1]"),
            json("{\"a\":1}"),
            json("{\"a\":2}"),
            json("{\"b\":0}"),
            RegoSet.of(RegoNumber.ONE));
    List<RegoValue> shuffled = new ArrayList<>(ordered.reversed());
    shuffled.sort(null);
    assertThat(shuffled).isEqualTo(ordered);
  }

  @Test
  void stringsAreOrderedByCodePoint() {
    assertThat(RegoString.of("\uFFFD").compareTo(RegoString.of("\uD83D\uDE00"))).isNegative();
  }

  @Test
  void numbersAreEqualByValueAndKeepTheirText() {
    RegoNumber written = RegoNumber.parse("1.0");
    assertThat(written).isEqualTo(RegoNumber.ONE).hasSameHashCodeAs(RegoNumber.ONE);
    assertThat(written.json()).isEqualTo("1.0");
    assertThat(RegoNumber.of(new BigDecimal("3.50"))).isEqualTo(RegoNumber.parse("3.5"));
    assertThat(RegoNumber.parse("12345678901234567890").json()).isEqualTo("12345678901234567890");
  }

  @Test
  void jsonIsReadAndWrittenAsGoDoes() {
    String text = "{\"a\":[1,2.50,\"x\\u003cy\",null,true],\"é\":\"\uD83D\uDE00\"}";
    assertThat(json(text).json()).isEqualTo(text);
    assertThat(json("\"\\ud83d\\ude00\\u0041\"")).isEqualTo(RegoString.of("\uD83D\uDE00A"));
    assertThat(json("{\"a\":1,\"a\":2}").json()).isEqualTo("{\"a\":2}");
    assertThat(RegoSet.of(RegoNumber.of(2), RegoNumber.of(1)).json()).isEqualTo("[1,2]");
  }

  @Test
  void malformedJsonIsRefusedWithItsPlace() {
    for (String text : List.of("", "{", "[1,]", "{\"a\"}", "01", "\"a", "tru", "1 2", "-", "1.")) {
      assertThatThrownBy(() -> json(text))
          .isInstanceOf(RegoException.class)
          .hasMessageContaining("invalid JSON at byte");
    }
  }

  @Test
  void deepJsonIsRefused() {
    assertThatThrownBy(() -> json("[".repeat(100_000))).isInstanceOf(RegoException.class);
  }

  @Test
  void termsAreShownAsRego() {
    assertThat(RegoSet.EMPTY.toString()).isEqualTo("set()");
    assertThat(RegoObject.of("b", RegoNumber.ONE, "a", RegoSet.of(RegoString.of("x\n"))).toString())
        .isEqualTo("{\"a\": {\"x\\n\"}, \"b\": 1}");
  }

  @Test
  void largeSetsAndObjectsFindWhatTheyHold() {
    RegoSet.Builder set = RegoSet.builder();
    RegoObject.Builder object = RegoObject.builder();
    for (int i = 1000; i > 0; i--) {
      set.add(RegoNumber.of(i * 7919L % 1009));
      object.put(RegoNumber.of(i), RegoString.of("v" + i));
    }
    RegoSet built = set.build();
    assertThat(built.size()).isEqualTo(1000);
    for (int i = 1; i <= 1000; i++) {
      assertThat(built.contains(RegoNumber.of(i * 7919L % 1009))).isTrue();
      assertThat(object.build().get(RegoNumber.of(i))).isEqualTo(RegoString.of("v" + i));
    }
    assertThat(built.at(0)).isEqualTo(RegoNumber.of(built.sorted()[0] == null ? -1 : min(built)));
  }

  private static long min(RegoSet set) {
    long min = Long.MAX_VALUE;
    for (RegoValue value : set) {
      min = Math.min(min, ((RegoNumber) value).longValue());
    }
    return min;
  }
}
