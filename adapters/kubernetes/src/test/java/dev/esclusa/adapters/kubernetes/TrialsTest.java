package dev.esclusa.adapters.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Address;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialsTest {
  private static final Address MAP = new Address.Kubernetes("", "ConfigMap", "ns", "a");
  private static final Digest RED = Trials.wanted(Value.mapping("colour", "red"));
  private static final Digest BLUE = Trials.wanted(Value.mapping("colour", "blue"));

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Trials trials = new Trials(() -> now);

  @Test
  void whatIsSettledStaysSoForItsVersionOnly() {
    trials.settle(MAP, RED, "7");
    now = now.plus(Duration.ofDays(1));

    assertThat(trials.settled(MAP, RED, "7")).isTrue();
    assertThat(trials.settled(MAP, RED, "8")).isFalse();
    assertThat(trials.settled(MAP, BLUE, "7")).isFalse();
  }

  @Test
  void anAnswerCountsForAMomentAndForItsStateOnly() {
    trials.told(MAP, RED, null, Value.mapping("colour", "red"), List.of());

    assertThat(trials.fresh(MAP, RED, null)).isNotNull();
    assertThat(trials.fresh(MAP, RED, "7")).isNull();
    assertThat(trials.fresh(MAP, BLUE, null)).isNull();
    now = now.plus(Duration.ofSeconds(1));
    assertThat(trials.fresh(MAP, RED, null)).isNull();
  }

  @Test
  void aWriteEndsTheAnswerBeforeIt() {
    trials.told(MAP, RED, null, Value.mapping("colour", "red"), List.of());
    trials.settle(MAP, RED, "7");

    assertThat(trials.fresh(MAP, RED, null)).isNull();
  }
}
