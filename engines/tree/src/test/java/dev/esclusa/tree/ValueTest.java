package dev.esclusa.tree;

import static dev.esclusa.tree.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueTest {
  @Test
  void numbersAreEqualByDecimalValue() {
    assertThat(Value.of(new BigDecimal("1.0"))).isEqualTo(Value.of(1));
    assertThat(Value.of(new BigDecimal("1E+18"))).isEqualTo(Value.of(1_000_000_000_000_000_000L));
    assertThat(Value.of(new BigDecimal("0.10"))).isEqualTo(Value.of(new BigDecimal("0.1")));
    assertThat(Value.of(0.1)).isEqualTo(Value.of(new BigDecimal("0.1")));
    assertThat(Value.of(1)).isNotEqualTo(Value.of("1"));
  }

  @Test
  void mappingsKeepTheirOrderButAreEqualWithoutIt() {
    Value.Mapping one = Value.mapping("b", 1, "a", List.of(true));
    assertThat(one.keys()).containsExactly("b", "a");
    assertThat(one)
        .isEqualTo(Value.mapping("a", List.of(true), "b", 1))
        .hasToString("{\"b\":1,\"a\":[true]}");
    assertThat(one.with("b", Value.NULL).keys()).containsExactly("b", "a");
    assertThat(one.without("b").keys()).containsExactly("a");
  }

  @Test
  void aValueDoesNotChangeWithWhatItWasMadeOf() {
    List<Value> items = new ArrayList<>(List.of(Value.TRUE));
    Value.Sequence sequence = new Value.Sequence(items);
    items.clear();
    assertThat(sequence.items()).hasSize(1);
  }

  @Test
  void aValueOfAnotherKindIsRefused() {
    refused("TRE-0010", () -> Value.of(1).asText());
    refused("TRE-0010", () -> Value.of("1").asLong());
    refused("TRE-0010", () -> Value.of(new BigDecimal("1.5")).asLong());
    refused("TRE-0010", () -> Value.NULL.asMapping());
    refused("TRE-0010", () -> Value.of(new Object()));
    refused("TRE-0005", () -> Value.of(Double.NaN));
    refused("TRE-0005", () -> Value.of(new BigDecimal("1e10000")));
  }

  @Test
  void aDigestIsLowerCaseHex() {
    Digest empty = Digest.of(new byte[0]);
    assertThat(empty)
        .hasToString("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(Digest.parse(empty.toString())).isEqualTo(empty);
    assertThat(Digest.ofHash(empty.bytes())).isEqualTo(empty);
    assertThat(empty.shortText()).isEqualTo("e3b0c44298fc");
    refused("TRE-0016", () -> Digest.parse("sha256:E3"));
    refused("TRE-0016", () -> Digest.parse(empty.hex()));
    refused("TRE-0016", () -> Digest.parse("sha256:" + empty.hex().toUpperCase()));
  }

  @Test
  void differencesAreLeavesInOrder() {
    Value before = Json.read("{\"a\":{\"x\":1,\"y\":2},\"l\":[1,2],\"k\":1,\"e\":{}}");
    Value after =
        Json.read(
            "{\"l\":[1,3,{\"n\":4}],\"a\":{\"x\":1,\"z\":{}},\"k\":{\"m\":1},\"e\":{\"f\":1}}");
    assertThat(Diff.between(before, after))
        .extracting(d -> d.pointer() + " " + d.before() + " -> " + d.after())
        .containsExactly(
            "/a/y 2 -> null",
            "/a/z null -> {}",
            "/e/f null -> 1",
            "/k 1 -> {\"m\":1}",
            "/l/1 2 -> 3",
            "/l/2/n null -> 4");
    assertThat(Diff.between(null, null)).isEmpty();
    assertThat(Diff.between(before, before)).isEmpty();
    assertThat(Diff.between(null, Value.mapping())).hasSize(1);
  }
}
