package dev.esclusa.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordsTest {
  @Records.Transparent
  record TeamName(String value) {
    TeamName {
      if (value.isBlank()) {
        throw new IllegalArgumentException("a team has a name");
      }
    }
  }

  enum RiskLevel {
    LOW,
    VERY_HIGH {
      @Override
      boolean waits() {
        return true;
      }
    };

    boolean waits() {
      return false;
    }
  }

  sealed interface State {
    record Proposed(TeamName by, int attempt) implements State {}

    sealed interface Late extends State {
      record PlanComputed(Proposed was, @Nullable String reason) implements Late {}

      record TLSGone() implements Late {}
    }
  }

  record Everything(
      String text,
      long big,
      int small,
      boolean truth,
      BigDecimal exact,
      Instant at,
      Duration lasting,
      Digest hash,
      Pointer pointer,
      Position position,
      URI address,
      Value raw,
      RiskLevel risk,
      State state,
      List<State> history,
      Set<TeamName> teams,
      Map<TeamName, Long> counts,
      @Nullable Everything inner) {}

  private static Everything everything(@Nullable Everything inner) {
    State.Proposed proposed = new State.Proposed(new TeamName("data"), 1);
    return new Everything(
        "grün",
        Long.MIN_VALUE,
        -3,
        true,
        new BigDecimal("0.1"),
        Instant.parse("2026-01-31T12:00:00.5Z"),
        Duration.ofSeconds(90),
        Digest.of(new byte[] {1}),
        Pointer.parse("/a~1b/0"),
        new Position("c:/x.yaml", 3, 7),
        URI.create("https://example.org/x?y"),
        Value.mapping("free", Value.NULL),
        RiskLevel.VERY_HIGH,
        proposed,
        List.of(new State.Late.PlanComputed(proposed, null), new State.Late.TLSGone()),
        new LinkedHashSet<>(List.of(new TeamName("b"), new TeamName("a"))),
        Map.of(new TeamName("a"), 2L),
        inner);
  }

  @Test
  void everySupportedTypeComesBackEqual() {
    Everything before = everything(everything(null));
    Value value = Records.toValue(before);
    assertThat(Records.fromValue(Everything.class, value)).isEqualTo(before);
    Value reread = Canonical.read(Canonical.bytes(value));
    assertThat(Records.fromValue(Everything.class, reread)).isEqualTo(before);
  }

  @Test
  void namesTravelInKebabCaseAndVariantsCarryTheirKind() {
    Value value = Records.toValue(everything(null));
    assertThat(value.text("risk")).isEqualTo("very-high");
    assertThat(value.at(Pointer.parse("/history/0")))
        .hasToString(
            "{\"kind\":\"plan-computed\",\"was\":{\"kind\":\"proposed\",\"by\":\"data\",\"attempt\":1}}");
    assertThat(value.at(Pointer.parse("/history/1"))).hasToString("{\"kind\":\"tls-gone\"}");
    assertThat(value.at("teams")).hasToString("[\"a\",\"b\"]");
    assertThat(value.at("inner")).isNull();
  }

  @Test
  void aSealedInterfaceIsReadByItsKind() {
    State state = Records.fromValue(State.class, Json.read("{\"kind\":\"tls-gone\"}"));
    assertThat(state).isEqualTo(new State.Late.TLSGone());
  }

  @Test
  void unknownMissingAndWrongComponentsAreRefusedWithTheirPointer() {
    refused("{\"kind\":\"proposed\",\"by\":\"a\",\"attempt\":1,\"extra\":2}", "TRE-0012", "extra");
    refused("{\"kind\":\"proposed\",\"by\":\"a\"}", "TRE-0013", "attempt");
    refused("{\"kind\":\"proposed\",\"by\":\"a\",\"attempt\":\"1\"}", "TRE-0010", "/attempt");
    refused("{\"kind\":\"proposed\",\"by\":\"a\",\"attempt\":3000000000}", "TRE-0014", "/attempt");
    refused("{\"kind\":\"proposed\",\"by\":null,\"attempt\":1}", "TRE-0010", "/by");
    refused("{\"kind\":\"other\"}", "TRE-0014", "plan-computed");
    refused("{\"by\":\"a\",\"attempt\":1}", "TRE-0013", "kind");
    refused("[]", "TRE-0010", "the root");
  }

  @Test
  void whatAConstructorRefusesIsRefusedInItsPlace() {
    refused("{\"kind\":\"proposed\",\"by\":\" \",\"attempt\":1}", "TRE-0014", "/by");
  }

  @Test
  void aMapKeepsItsOrder() {
    Map<String, Integer> map = new LinkedHashMap<>();
    map.put("z", 1);
    map.put("a", 2);
    assertThat(Records.toValue(map)).hasToString("{\"z\":1,\"a\":2}");
  }

  @Test
  void bytesTravelAsBase64() {
    record Sealed(byte[] content) {}
    Value value = Records.toValue(new Sealed(new byte[] {(byte) 0xFF, 0}));
    assertThat(value).hasToString("{\"content\":\"/wA=\"}");
    assertThat(Records.fromValue(Sealed.class, value).content()).containsExactly(0xFF, 0);
  }

  @Records.Tag("authority")
  sealed interface Place {
    record Cluster(String kind) implements Place {}
  }

  sealed interface Untagged {
    record Cluster(String kind) implements Untagged {}
  }

  @Test
  void anotherTagLeavesRoomForAComponentNamedKind() {
    record Holder(Place place) {}
    Holder holder = new Holder(new Place.Cluster("Pod"));
    Value value = Records.toValue(holder);
    assertThat(value).hasToString("{\"place\":{\"authority\":\"cluster\",\"kind\":\"Pod\"}}");
    assertThat(Records.fromValue(Holder.class, value)).isEqualTo(holder);
    assertThatThrownBy(() -> Records.toValue(new Untagged.Cluster("Pod")))
        .isInstanceOfSatisfying(
            TreeException.class, e -> assertThat(e.code()).isEqualTo("TRE-0018"));
  }

  @Test
  void aTypeWithoutAFormIsRefused() {
    record Odd(Thread thread) {}
    assertThatThrownBy(() -> Records.toValue(new Odd(Thread.currentThread())))
        .isInstanceOfSatisfying(
            TreeException.class, e -> assertThat(e.code()).isEqualTo("TRE-0018"));
  }

  private static void refused(String json, String code, String named) {
    assertThatThrownBy(() -> Records.fromValue(State.class, Json.read(json)))
        .isInstanceOfSatisfying(
            TreeException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).contains(named);
            });
  }
}
