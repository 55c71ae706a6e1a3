package dev.esclusa.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChanceTest {

  @Test
  void aForkDoesNotDisturbItsOrigin() {
    var left = Chance.seeded(7);
    var right = Chance.seeded(7);
    left.fork().bytes(100);
    right.fork();
    assertThat(left.nextLong()).isEqualTo(right.nextLong());
  }

  @Test
  void bothEndsOfARangeAreDrawn() {
    var chance = Chance.seeded(1);
    var drawn = java.util.stream.IntStream.range(0, 200).map(i -> chance.nextInt(3, 5)).distinct();
    assertThat(drawn.sorted()).containsExactly(3, 4, 5);
    assertThat(chance.nextInt(Integer.MAX_VALUE, Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void aShuffleKeepsEveryElement() {
    var list = List.of(1, 2, 3, 4, 5, 6, 7);
    assertThat(Chance.seeded(3).shuffled(list)).containsExactlyInAnyOrderElementsOf(list);
    assertThat(Chance.secure().pick(list)).isBetween(1, 7);
  }

  @Test
  void backoffGrowsToItsMaximumAndJitterOnlyShortens() {
    var backoff = new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0.5);
    assertThat(backoff.longest(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.longest(4)).isEqualTo(Duration.ofSeconds(8));
    assertThat(backoff.longest(1_000_000)).isEqualTo(Duration.ofSeconds(30));
    Property.check(
        11,
        500,
        (size, chance) ->
            assertThat(backoff.after(size + 1, chance))
                .isBetween(backoff.longest(size + 1).dividedBy(2), backoff.longest(size + 1)));
  }

  @Test
  void aBackoffThatShrinksIsRefused() {
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(1), 0.5, Duration.ofSeconds(2), 0))
        .hasMessageContaining("factor");
  }

  @Test
  void aFailingPropertyReportsTheSmallestSizeThatFailsAndItsSeed() {
    Property.Trial tooBig = (size, chance) -> assertThat(size).isLessThan(17);
    assertThatThrownBy(() -> Property.check(5, 1000, tooBig))
        .isInstanceOfSatisfying(
            Property.Failed.class,
            failed -> {
              assertThat(failed.size()).isEqualTo(17);
              assertThatThrownBy(() -> Property.once(failed.seed(), failed.size(), tooBig))
                  .isInstanceOf(Property.Failed.class);
            });
  }
}
