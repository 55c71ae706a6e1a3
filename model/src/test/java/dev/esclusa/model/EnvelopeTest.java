package dev.esclusa.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  @Test
  void everyFactTravelsAndFitsItsLimit() {
    List<Fact> facts = new ArrayList<>(Facts.all().values());
    List<Integer> most = IntStream.range(0, PolicyDecision.MAX_REQUIREMENTS).boxed().toList();
    facts.add(
        new Fact.PolicyDecided(
            PolicyDecision.Outcome.REQUIRE_APPROVAL,
            most.stream().map(_ -> 10).toList(),
            Facts.digest("decision"),
            Facts.digest("verdict"),
            Facts.digest("pack")));
    facts.add(
        new Fact.ApprovalCarried(
            Facts.CHANGE, Facts.digest("binding"), Facts.BEN, most, Facts.LATER));
    for (Fact fact : facts) {
      Envelope envelope =
          Envelope.of(
              fact,
              Stream.of(Facts.CHANGE),
              7,
              Facts.digest("previous"),
              Facts.digest("previous of target"),
              Facts.TARGET,
              Instant.parse("2026-11-21T13:30:00.123456Z"),
              Facts.ANA,
              Facts.digest("payload"));
      byte[] leaf = envelope.canonicalBytes();
      assertThat(leaf.length).as(envelope.type()).isLessThanOrEqualTo(Envelope.MAX_BYTES);
      assertThat(Envelope.read(leaf)).isEqualTo(envelope);
      assertThat(Envelope.read(leaf).canonicalBytes()).isEqualTo(leaf);
    }
  }

  @Test
  void aDraftWithItsPlaceHasTheSameBytesAsTheEnvelope() {
    Instant now = Instant.parse("2026-11-21T13:30:00.123Z");
    for (Fact fact : Facts.all().values()) {
      for (TargetUid target : new TargetUid[] {null, Facts.TARGET}) {
        Stream stream = target == null ? Stream.INSTALLATION : Stream.of(Facts.CHANGE);
        Envelope.Draft draft =
            new Envelope.Draft(fact, stream, target, Facts.ANA, Facts.digest("payload"));

        Envelope.Placed first = draft.at(1, null, null, now);
        Envelope.Placed later =
            draft.at(7, Facts.digest("previous"), Facts.digest("previous of target"), now);

        assertThat(first.leaf()).isEqualTo(first.envelope().canonicalBytes());
        assertThat(later.leaf()).isEqualTo(later.envelope().canonicalBytes());
        assertThat(Envelope.read(later.leaf())).isEqualTo(later.envelope());
      }
    }
  }
}
