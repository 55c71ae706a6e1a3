package dev.esclusa.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  @Test
  void everyFactTravelsAndFitsItsLimit() {
    for (Fact fact : Facts.all().values()) {
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
}
