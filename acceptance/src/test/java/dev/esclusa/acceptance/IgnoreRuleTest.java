package dev.esclusa.acceptance;

import static dev.esclusa.acceptance.World.DEVELOPER;
import static dev.esclusa.acceptance.World.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A difference is ignored by an approved change, and until the date that is written there. */
class IgnoreRuleTest {
  private final World world = new World();

  private void ignore(String target, Instant until) {
    world.put(
        "esclusa/ignores.yaml",
        """
        apiVersion: esclusa.dev/v1
        kind: IgnoreRule
        metadata: {name: colour}
        spec:
          targets: ["*/*/%s"]
          addresses: ["ConfigMap/*"]
          pointers: [/data/colour]
          owner: platform
          reason: the sale lasts until then
          reviewBy: "%s"
        """
            .formatted(target, until));
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    World.in(Change.Verified.class, world.newest("configuration"));
  }

  @Test
  void whatIsIgnoredDriftsUntilTheDateAndIsHealedThen() {
    world.push(DEVELOPER);
    ignore("core-dev", world.tempo.now().plus(Duration.ofMinutes(10)));

    world.meddle("core-dev", "kubectl-edit", "colour", "meddled");
    world.later(Duration.ofMinutes(8));
    assertThat(world.live("core-dev", "colour")).isEqualTo("meddled");
    assertThat(world.facts(Fact.DriftOpened.class)).isEmpty();

    world.later(Duration.ofMinutes(3));
    assertThat(world.live("core-dev", "colour")).isEqualTo("blue");
    assertThat(world.facts(Fact.DriftOpened.class)).hasSize(1);
  }

  @Test
  void driftThatIsOpenIsClosedByARuleAndComesBackAfterItsDate() {
    world.push(DEVELOPER);
    world.approve(world.newest("core-prod"), PLATFORM);
    world.meddle("core-prod", "kubectl-edit", "colour", "meddled");
    world.quiet();
    assertThat(world.newest("core-prod").change().intent()).isInstanceOf(Intent.Restore.class);

    ignore("core-prod", world.tempo.now().plus(Duration.ofMinutes(10)));
    world.quiet();
    assertThat(world.facts(Fact.DriftClosed.class)).hasSize(1);
    assertThat(world.newest("core-prod").change()).isInstanceOf(Change.Proven.class);

    world.later(Duration.ofMinutes(11));
    assertThat(world.facts(Fact.DriftOpened.class)).hasSize(2);
    assertThat(world.newest("core-prod").change()).isInstanceOf(Change.AwaitingApproval.class);
    assertThat(world.live("core-prod", "colour")).isEqualTo("meddled");
  }
}
