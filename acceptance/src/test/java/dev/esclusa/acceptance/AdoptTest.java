package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Change;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.observe.Adoption;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What drifted becomes what Git says, by a commit like every other. */
class AdoptTest {
  private static final String TARGET = "core-prod";
  private final World world = new World();

  private EpisodeId drift() {
    world.approve(world.newest(TARGET), World.PLATFORM);
    world.meddle(TARGET, "kubectl-edit", "colour", "red");
    world.quiet();
    Map<EpisodeId, ?> open = world.plane.ledger().target(world.newest(TARGET).target()).episodes();
    assertThat(open).hasSize(1);
    return open.keySet().iterator().next();
  }

  @Test
  void thePatchMakesGitSayWhatIsThereAndTheDriftIsOver() {
    Adoption adoption = world.plane.desk().adoption(drift());

    assertThat(adoption.notes()).isEmpty();
    assertThat(adoption.patch())
        .startsWith("--- a/apps/core-prod/object.yaml\n+++ b/apps/core-prod/object.yaml\n@@ -")
        .contains("-  colour: blue\n+  colour: red\n");

    world.replace(WorldEstate.manifest(TARGET), "colour: blue", "colour: red");
    world.push(World.DEVELOPER);
    if (world.newest(TARGET).change() instanceof Change.AwaitingApproval) {
      world.approve(world.newest(TARGET), World.PLATFORM);
    }
    assertThat(world.live(TARGET, "colour")).isEqualTo("red");
    assertThat(world.changes(TARGET))
        .filteredOn(it -> it.change().intent() instanceof Intent.Restore)
        .singleElement()
        .satisfies(it -> World.stopped(Fact.ChangeStopped.Stop.SUPERSEDED, it));
    assertThat(world.plane.ledger().target(world.newest(TARGET).target()).episodes()).isEmpty();
  }
}
