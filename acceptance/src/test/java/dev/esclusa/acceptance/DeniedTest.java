package dev.esclusa.acceptance;

import static dev.esclusa.acceptance.World.DATA;
import static dev.esclusa.acceptance.World.DEVELOPER;
import static dev.esclusa.acceptance.World.PAULA;
import static dev.esclusa.acceptance.World.PLATFORM;
import static dev.esclusa.acceptance.World.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.Recorded;
import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import org.junit.jupiter.api.Test;

/** A no is no dead end, and it meets nobody who has no hand in a change. */
class DeniedTest {
  private static final Principal UNSIGNED =
      new Principal.Unknown("somebody@elsewhere.example", "the commit is not signed");

  private final World world = new World();

  private void write(String target, String colour) {
    world.put(WorldEstate.manifest(target), WorldEstate.configMap(target, colour));
  }

  private Recorded denied(String target) {
    write(target, "green");
    world.pushAs("somebody@elsewhere.example", UNSIGNED);
    Recorded denied = world.newest(target);
    World.in(Change.Denied.class, denied);
    return denied;
  }

  @Test
  void aDeniedChangeIsToldOnceHoweverOftenGitIsLookedAt() {
    Recorded denied = denied("core-prod");
    world.sync();
    world.put("README.md", "something else\n");
    world.push(DEVELOPER);
    assertThat(world.newest("core-prod").id()).isEqualTo(denied.id());
  }

  @Test
  void aDeniedChangeIsProposedAgainWhenTheRulesJudgeItOtherwise() {
    Recorded denied = denied("core-prod");
    world.replace(
        WorldEstate.PLACES,
        "{onDrift: propose, unknownPrincipals: refuse",
        "{onDrift: propose, unknownPrincipals: allow");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    Recorded again = world.newest("core-prod");
    assertThat(again.id()).isNotEqualTo(denied.id());
    World.in(Change.AwaitingApproval.class, again);
    world.approve(again, PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("green");
  }

  @Test
  void aRuleThatLeavesTheVerdictAsItIsProposesNothing() {
    Recorded denied = denied("core-prod");
    world.replace(WorldEstate.RULES, "metadata: {name: prod}", "metadata: {name: prod-two}");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    assertThat(world.newest("core-prod").id()).isEqualTo(denied.id());
  }

  @Test
  void whatWasDeniedIsProposedAgainOnceItIsTakenBackAndSigned() {
    Recorded denied = denied("core-prod");
    write("core-prod", "blue");
    world.push(DEVELOPER);
    write("core-prod", "green");
    world.push(DEVELOPER);
    Recorded again = world.newest("core-prod");
    assertThat(again.id()).isNotEqualTo(denied.id());
    world.approve(again, PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("green");
  }

  @Test
  void aConfigurationThatWasRejectedCanBeAskedForAgain() {
    world.replace(WorldEstate.RULES, "count: 1", "count: 2");
    world.push(DEVELOPER);
    Recorded rejected = world.newest("configuration");
    world.plane.desk().reject(rejected.id(), PLATFORM, "not now");
    world.sync();
    assertThat(world.newest("configuration").id()).isEqualTo(rejected.id());
    World.stopped(Fact.ChangeStopped.Stop.REJECTED, world.newest("configuration"));
    world.replace(WorldEstate.RULES, "count: 2", "count: 1");
    world.push(DEVELOPER);
    world.replace(WorldEstate.RULES, "count: 1", "count: 2");
    world.push(DEVELOPER);
    Recorded again = world.newest("configuration");
    assertThat(again.id()).isNotEqualTo(rejected.id());
    world.approve(again, PLATFORM);
    World.in(Change.Verified.class, world.newest("configuration"));
  }

  // --- whose hand is in it ---

  @Test
  void whoOnlyCameLastMayApprove() {
    write("core-prod", "green");
    world.commit(DEVELOPER, World.signed(DEVELOPER));
    world.put("README.md", "platform was here\n");
    world.push(PLATFORM);
    Recorded change = world.newest("core-prod");
    world.approve(change, PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("green");
  }

  @Test
  void whoWroteWhatIsInPlaceMayApproveWhatComesNext() {
    write("core-prod", "green");
    world.push(PLATFORM);
    world.approve(world.newest("core-prod"), PAULA);
    write("core-prod", "red");
    world.push(DEVELOPER);
    world.approve(world.newest("core-prod"), PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("red");
  }

  @Test
  void whoWroteAnotherTargetMayApproveThisOne() {
    write("data-prod", "green");
    world.commit(PLATFORM, World.signed(PLATFORM));
    write("core-prod", "green");
    world.push(DATA);
    world.approve(world.newest("core-prod"), PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("green");
  }

  @Test
  void theRefusalNamesWhoIsExcludedWhyAndWhoCouldApprove() {
    write("core-prod", "green");
    world.push(PLATFORM);
    Recorded change = world.newest("core-prod");
    Problem refused =
        refusal(() -> world.plane.desk().approve(change.id(), world.submission(change, PLATFORM)));
    assertThat(refused.code()).isEqualTo("APR-0001");
    assertThat(refused.cause()).contains(PLATFORM + " is an author of it");
    assertThat(refused.fix()).isEqualTo("Ask " + PAULA + ".");
  }

  @Test
  void aTeamWhoseMembersAllWroteItIsToldSo() {
    write("core-prod", "green");
    world.commit(PAULA, World.signed(PAULA));
    world.put("apps/core-prod/second.yaml", WorldEstate.configMap("second-prod", "blue"));
    world.push(PLATFORM);
    Recorded change = world.newest("core-prod");
    Problem refused =
        refusal(() -> world.plane.desk().approve(change.id(), world.submission(change, PLATFORM)));
    assertThat(refused.cause()).contains("neither can " + PAULA + " (is an author of it)");
    assertThat(refused.fix()).contains("neither wrote nor brought");
  }
}
