package dev.esclusa.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Principal;
import dev.esclusa.model.Principal.Proof;
import dev.esclusa.model.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SeparationOfDutiesTest {
  private static final Principal ANA = new Principal.Known("ana@x", Proof.FORGE);
  private static final Hands HANDS =
      new Hands(
          List.of("Ben <Ben@x>", "sig@x"), List.of("Cat <cat@x>"), ANA, "dan@x", List.of("eve@x"));

  static Stream<Arguments> people() {
    return Stream.of(
        Arguments.of("ana@x", HANDS, "brought it"),
        Arguments.of("ben@x", HANDS, "is an author of it"),
        Arguments.of("BEN@X", HANDS, "is an author of it"),
        Arguments.of("sig@x", HANDS, "is an author of it"),
        Arguments.of("cat@x", HANDS, "is a co-author of it"),
        Arguments.of("dan@x", HANDS, "pushed to it last"),
        Arguments.of("eve@x", HANDS, "granted a waiver that it uses"),
        Arguments.of("esclusa", HANDS, "is the control plane itself"),
        Arguments.of("kim@x", HANDS, ""),
        Arguments.of("ben@x.org", HANDS, ""),
        Arguments.of(
            "zoe@x",
            Hands.of(new Principal.Unknown("Zoe <zoe@x>", "the commit is not signed")),
            "brought it"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("people")
  void nobodyApprovesWhatTheirHandIsIn(String approver, Hands hands, String reason) {
    String cause = SeparationOfDuties.refusal(approver, hands).map(Problem::cause).orElse("");
    assertThat(cause).endsWith(reason);
    assertThat(cause.isEmpty()).isEqualTo(reason.isEmpty());
  }
}
