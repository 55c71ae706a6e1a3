package dev.esclusa.acceptance;

import static dev.esclusa.acceptance.World.DATA;
import static dev.esclusa.acceptance.World.DEVELOPER;
import static dev.esclusa.acceptance.World.PLATFORM;
import static dev.esclusa.acceptance.World.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.InMemoryRepositories;
import dev.esclusa.control.InMemoryRepositories.NewCommit;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An overlay over a base of another repository, from the commit to the cluster. */
class RemoteBaseTest {
  private static final String BASES = "https://git.example/crm/bases";
  private static final String OVERLAY = "apps/core-dev/kustomization.yaml";

  private final World world = new World();

  RemoteBaseTest() {
    world.repositories.create(BASES);
  }

  @Test
  void aBaseOfAnAllowedRepositoryIsApplied() {
    allow();
    overlay(base("green"));

    assertThat(world.live("core-dev", "colour")).isEqualTo("green");

    String newer = base("red");
    world.sync();
    assertThat(world.live("core-dev", "colour")).as("nobody named it yet").isEqualTo("green");
    overlay(newer);
    assertThat(world.live("core-dev", "colour")).isEqualTo("red");
  }

  @Test
  void theConfigurationInForceDecidesWhichRepositoriesCount() {
    overlay(base("green"));

    World.stopped(Fact.ChangeStopped.Stop.FAILED, world.newest("core-dev"));
    assertThat(world.problems(world.newest("core-dev")))
        .extracting(Problem::code)
        .containsExactly("KUS-0012");

    allow();
    assertThat(world.live("core-dev", "colour")).isEqualTo("green");
  }

  @Test
  void aRepositoryOutOfReachHoldsUpItsTargetsOnlyAndIsAskedAgain() {
    allow();
    String commit = base("green");
    world.repositories.disconnect(BASES);
    world.put(WorldEstate.manifest("data-prod"), WorldEstate.configMap("data-prod", "green"));
    overlay(commit);

    assertThat(world.live("core-dev", "colour")).isEqualTo("blue");
    assertThat(world.problems(world.newest("core-dev")))
        .extracting(Problem::code)
        .contains("GIT-0013");
    world.approve(world.newest("data-prod"), PLATFORM);
    assertThat(world.live("data-prod", "colour")).isEqualTo("green");

    world.repositories.connect(BASES);
    world.later(Duration.ofMinutes(1));
    world.sync();
    assertThat(world.live("core-dev", "colour")).isEqualTo("green");

    world.repositories.disconnect(BASES);
    world.replace(OVERLAY, "resources", "commonAnnotations: {a: b}\nresources");
    world.push(DEVELOPER);
    assertThat(world.live("core-dev", "colour")).as("it was fetched once").isEqualTo("green");
    assertThat(world.problems(world.newest("core-dev"))).isEmpty();
  }

  private void allow() {
    world.replace(
        WorldEstate.PLACES,
        "readers: [developer]",
        "readers: [developer]\n  repositories: [\"https://git.example/crm/*\"]");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
  }

  private void overlay(String commit) {
    world.put(OVERLAY, "resources: ['" + BASES + "//web?ref=" + commit + "']\n");
    world.push(DEVELOPER);
  }

  private String base(String colour) {
    return world.repositories.commit(
        new NewCommit(
            BASES,
            InMemoryRepositories.MAINLINE,
            DATA,
            signed(DATA),
            colour,
            Map.of(
                "web/kustomization.yaml", bytes("resources: [object.yaml]\n"),
                "web/object.yaml", bytes(WorldEstate.configMap("core-dev", colour)))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
