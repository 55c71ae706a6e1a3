package dev.esclusa.acceptance;

import static dev.esclusa.acceptance.World.DEVELOPER;
import static dev.esclusa.acceptance.World.PAULA;
import static dev.esclusa.acceptance.World.PLATFORM;
import static dev.esclusa.acceptance.World.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.InMemoryRepositories;
import dev.esclusa.control.Recorded;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An object that Git asks for in another target passes from one to the other and is never deleted.
 */
class MovesTest {
  private static final String GIVER = "apps/core-dev/moved.yaml";
  private static final String RECEIVER = "apps/ui-dev/moved.yaml";
  private static final Address MOVED = World.configMap("moved-dev");
  private static final Address MOVED_PROD = World.configMap("moved-prod");

  private World world;
  private String uid = "";

  @BeforeEach
  void twoApplications() {
    Map<String, String> files = WorldEstate.files();
    WorldEstate.add(files, "ui-dev");
    WorldEstate.add(files, "ui-prod");
    files.put(GIVER, WorldEstate.configMap("moved-dev", "blue"));
    files.put("apps/core-prod/moved.yaml", WorldEstate.configMap("moved-prod", "blue"));
    world = new World(files);
    world.approve(world.newest("core-prod"), PLATFORM);
    world.approve(world.newest("ui-prod"), PLATFORM);
    uid = uidOf(MOVED);
  }

  private String uidOf(Address address) {
    Value live = world.cluster.get(address);
    return live == null ? "gone" : SimulatedCluster.uid(live);
  }

  private String ownerOf(Address address) {
    Value live = world.cluster.get(address);
    Ownership owner = live == null ? null : SimulatedCluster.owner(live);
    return owner == null ? "nobody" : owner.target().text();
  }

  private void move(String from, String to) {
    byte[] content = java.util.Objects.requireNonNull(world.files.remove(from));
    world.files.put(to, content);
  }

  private ResourceChange planned(Recorded change, Address address) {
    return world.plane.desk().plan(change.id()).changes().stream()
        .filter(it -> it.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  private Recorded again(Recorded change) {
    return java.util.Objects.requireNonNull(world.plane.ledger().change(change.id()));
  }

  private List<String> codes(Recorded change) {
    return world.problems(again(change)).stream().map(it -> it.code()).toList();
  }

  private void moveInProduction() {
    uid = uidOf(MOVED_PROD);
    move("apps/core-prod/moved.yaml", "apps/ui-prod/moved.yaml");
    world.push(DEVELOPER);
  }

  @Test
  void anObjectMovedInOneCommitIsAdoptedFirstAndForgottenThen() {
    move(GIVER, RECEIVER);
    world.push(DEVELOPER);
    Recorded giver = world.newest("core-dev");
    Recorded receiver = world.newest("ui-dev");
    assertThat(planned(giver, MOVED).action()).isEqualTo(Action.FORGET);
    assertThat(planned(receiver, MOVED).action()).isEqualTo(Action.ADOPT);
    World.in(Change.Verified.class, giver);
    World.in(Change.Verified.class, receiver);
    assertThat(uidOf(MOVED)).isEqualTo(uid);
    assertThat(ownerOf(MOVED)).isEqualTo("ui-dev");
    assertThat(receiver.indexOf(Fact.ApplyFinished.class))
        .isLessThan(giver.indexOf(Fact.ApplyStarted.class));
    assertThat(world.plane.desk().plan(receiver.id()).risk().reasons())
        .anyMatch(it -> it.contains("comes from target dev/default/core-dev"));
    assertThat(world.plane.desk().plan(giver.id()).risk().reasons())
        .anyMatch(it -> it.contains("goes to target dev/default/ui-dev"));
  }

  @Test
  void whatMovedIsPrunedByItsNewOwnerAndNobodyElse() {
    move(GIVER, RECEIVER);
    world.push(DEVELOPER);
    world.files.remove(RECEIVER);
    world.push(DEVELOPER);
    assertThat(world.cluster.get(MOVED)).isNull();
    assertThat(planned(world.newest("ui-dev"), MOVED).action()).isEqualTo(Action.DELETE);
  }

  @Test
  void anObjectMayMoveAndChangeAtOnce() {
    move(GIVER, RECEIVER);
    world.put(RECEIVER, WorldEstate.configMap("moved-dev", "green"));
    world.push(DEVELOPER);
    assertThat(uidOf(MOVED)).isEqualTo(uid);
    assertThat(world.live("moved-dev", "colour")).isEqualTo("green");
  }

  @Test
  void theReceiverWaitsUntilTheGiverHasItsYes() {
    moveInProduction();
    Recorded receiver = world.newest("ui-prod");
    world.approve(receiver, PLATFORM);
    world.later(Duration.ofSeconds(30));
    assertThat(codes(receiver)).containsExactly("CTL-0021");
    assertThat(ownerOf(MOVED_PROD)).isEqualTo("core-prod");
    world.approve(world.newest("core-prod"), PLATFORM);
    world.later(Duration.ofSeconds(30));
    World.in(Change.Verified.class, again(receiver));
    World.in(Change.Verified.class, world.newest("core-prod"));
    assertThat(ownerOf(MOVED_PROD)).isEqualTo("ui-prod");
    assertThat(uidOf(MOVED_PROD)).isEqualTo(uid);
  }

  @Test
  void theGiverWaitsUntilTheReceiverHasTakenIt() {
    moveInProduction();
    Recorded giver = world.newest("core-prod");
    world.approve(giver, PLATFORM);
    world.later(Duration.ofSeconds(30));
    assertThat(codes(giver)).containsExactly("CTL-0022");
    assertThat(ownerOf(MOVED_PROD)).isEqualTo("core-prod");
    world.approve(world.newest("ui-prod"), PLATFORM);
    world.later(Duration.ofSeconds(30));
    assertThat(ownerOf(MOVED_PROD)).isEqualTo("ui-prod");
    World.in(Change.Verified.class, again(giver));
  }

  @Test
  void aGiverThatSaysNoKeepsItsObject() {
    moveInProduction();
    world.plane.desk().reject(world.newest("core-prod").id(), PLATFORM, "it stays here");
    world.approve(world.newest("ui-prod"), PLATFORM);
    world.later(Duration.ofMinutes(10));
    assertThat(codes(world.newest("ui-prod"))).containsExactly("CTL-0021");
    assertThat(ownerOf(MOVED_PROD)).isEqualTo("core-prod");
    assertThat(uidOf(MOVED_PROD)).isEqualTo(uid);
  }

  @Test
  void anObjectWhoseReceiverSaysNoIsForgottenAndStays() {
    moveInProduction();
    world.plane.desk().reject(world.newest("ui-prod").id(), PLATFORM, "we do not want it");
    world.approve(world.newest("core-prod"), PLATFORM);
    world.later(Duration.ofSeconds(30));
    World.in(Change.Verified.class, world.newest("core-prod"));
    assertThat(ownerOf(MOVED_PROD)).isEqualTo("nobody");
    assertThat(uidOf(MOVED_PROD)).isEqualTo(uid);
  }

  @Test
  void approvalsOfAMoveCarryOverFromItsProposal() {
    uid = uidOf(MOVED_PROD);
    move("apps/core-prod/moved.yaml", "apps/ui-prod/moved.yaml");
    world.commitTo("refs/heads/proposal/move", DEVELOPER, signed(DEVELOPER));
    world.sync();
    Recorded giver = world.newest("core-prod");
    Recorded receiver = world.newest("ui-prod");
    assertThat(planned(giver, MOVED_PROD).action()).isEqualTo(Action.FORGET);
    assertThat(planned(receiver, MOVED_PROD).action()).isEqualTo(Action.ADOPT);
    world.approve(giver, PLATFORM);
    world.approve(receiver, PLATFORM);
    assertThat(ownerOf(MOVED_PROD)).isEqualTo("core-prod");
    world.repositories.move(World.ROOT, "refs/heads/proposal/move", null);
    world.push(DEVELOPER);
    world.later(Duration.ofSeconds(30));
    assertThat(ownerOf(MOVED_PROD)).isEqualTo("ui-prod");
    assertThat(uidOf(MOVED_PROD)).isEqualTo(uid);
    assertThat(world.facts(Fact.ApprovalCarried.class)).hasSize(2);
  }

  @Test
  void twoTargetsThatSwapObjectsDoNotWaitForEachOtherForEver() {
    world.put("apps/ui-dev/other.yaml", WorldEstate.configMap("other-dev", "blue"));
    world.push(DEVELOPER);
    String other = uidOf(World.configMap("other-dev"));
    move(GIVER, RECEIVER);
    move("apps/ui-dev/other.yaml", "apps/core-dev/other.yaml");
    world.push(DEVELOPER);
    world.later(Duration.ofSeconds(30));
    assertThat(ownerOf(MOVED)).isEqualTo("ui-dev");
    assertThat(ownerOf(World.configMap("other-dev"))).isEqualTo("core-dev");
    assertThat(uidOf(MOVED)).isEqualTo(uid);
    assertThat(uidOf(World.configMap("other-dev"))).isEqualTo(other);
  }

  @Test
  void twoClaimantsAreAConflictNamingBothUntilOneOfThemLetsGo() {
    world.put(RECEIVER, WorldEstate.configMap("moved-dev", "green"));
    World.Frozen before = world.frozen();
    world.push(DEVELOPER);
    assertThat(world.frozen()).isEqualTo(before);
    Recorded refused = world.newest("ui-dev");
    World.stopped(Fact.ChangeStopped.Stop.FAILED, refused);
    assertThat(codes(refused)).containsExactly("DES-0014");
    assertThat(world.problems(refused).getFirst().cause())
        .contains("dev/default/core-dev", "dev/default/ui-dev", GIVER, RECEIVER);
    world.files.remove(GIVER);
    world.push(DEVELOPER);
    world.later(Duration.ofSeconds(30));
    assertThat(ownerOf(MOVED)).isEqualTo("ui-dev");
    assertThat(uidOf(MOVED)).isEqualTo(uid);
    assertThat(world.live("moved-dev", "colour")).isEqualTo("green");
  }

  @Test
  void aNewApplicationTakesItsObjectsOnceItsConfigurationIsInForce() {
    world.put("esclusa/new-dev.yaml", WorldEstate.application("new-dev", "new-dev"));
    move(GIVER, "apps/new-dev/moved.yaml");
    world.push(DEVELOPER);
    assertThat(codes(world.newest("core-dev"))).containsExactly("CTL-0022");
    assertThat(ownerOf(MOVED)).isEqualTo("core-dev");
    world.approve(world.newest("configuration"), PLATFORM);
    world.later(Duration.ofSeconds(30));
    assertThat(ownerOf(MOVED)).isEqualTo("new-dev");
    assertThat(uidOf(MOVED)).isEqualTo(uid);
    World.in(Change.Verified.class, world.newest("core-dev"));
  }

  @Test
  void anApplicationThatLeavesDeletesNothingThatAnotherTakes() {
    world.replace("esclusa/core-dev.yaml", "spec:", "spec:\n  onRemove: delete");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    world.files.remove("esclusa/core-dev.yaml");
    world.files.remove(WorldEstate.manifest("core-dev"));
    move(GIVER, RECEIVER);
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    world.later(Duration.ofSeconds(30));
    assertThat(world.newest("core-dev").change().intent()).isInstanceOf(Intent.Decommission.class);
    World.in(Change.Verified.class, world.newest("core-dev"));
    assertThat(world.cluster.get(World.configMap("core-dev"))).isNull();
    assertThat(ownerOf(MOVED)).isEqualTo("ui-dev");
    assertThat(uidOf(MOVED)).isEqualTo(uid);
  }

  @Test
  void nothingIsDeletedThatABrokenTargetSpeaksOf() {
    move(GIVER, RECEIVER);
    world.put(RECEIVER, WorldEstate.configMap("moved-dev", "green") + "broken: [\n");
    world.push(DEVELOPER);
    world.later(Duration.ofSeconds(30));
    assertThat(codes(world.newest("core-dev"))).containsExactly("CTL-0023");
    assertThat(uidOf(MOVED)).isEqualTo(uid);
    world.put(RECEIVER, WorldEstate.configMap("moved-dev", "green"));
    world.push(DEVELOPER);
    world.later(Duration.ofSeconds(30));
    assertThat(ownerOf(MOVED)).isEqualTo("ui-dev");
    assertThat(uidOf(MOVED)).isEqualTo(uid);
  }

  @Test
  void aBrokenTargetStillClaimsWhatItHasInPlace() {
    world.put(GIVER, WorldEstate.configMap("moved-dev", "blue") + "broken: [\n");
    world.put(RECEIVER, WorldEstate.configMap("moved-dev", "green"));
    world.push(DEVELOPER);
    world.later(Duration.ofSeconds(30));
    assertThat(world.problems(again(world.newest("ui-dev"))))
        .singleElement()
        .satisfies(it -> assertThat(it.code()).isEqualTo("DES-0014"))
        .satisfies(it -> assertThat(it.cause()).contains("in place; its files are broken now"));
    assertThat(ownerOf(MOVED)).isEqualTo("core-dev");
    assertThat(uidOf(MOVED)).isEqualTo(uid);
  }

  /** Else a server that saw it readable once would judge otherwise than one that did not. */
  @Test
  void aBrokenTargetClaimsNothingThatItOnlyAskedFor() {
    Address late = World.configMap("late-prod");
    world.put("apps/core-prod/late.yaml", WorldEstate.configMap("late-prod", "blue"));
    world.push(DEVELOPER);
    assertThat(ownerOf(late)).isEqualTo("nobody");
    world.put("apps/core-prod/late.yaml", "broken: [\n");
    world.put("apps/ui-prod/late.yaml", WorldEstate.configMap("late-prod", "green"));
    world.push(DEVELOPER);
    world.approve(world.newest("ui-prod"), PLATFORM);
    world.later(Duration.ofSeconds(30));
    World.in(Change.Verified.class, world.newest("ui-prod"));
    assertThat(ownerOf(late)).isEqualTo("ui-prod");
  }

  @Test
  void whoGoesBackToBeforeAMoveLetsGoOfTheObjectAndDeletesNothing() {
    String before =
        java.util.Objects.requireNonNull(
            world.repositories.head(World.ROOT, InMemoryRepositories.MAINLINE));
    move(GIVER, RECEIVER);
    world.push(DEVELOPER);
    world.later(Duration.ofSeconds(30));
    assertThat(ownerOf(MOVED)).isEqualTo("ui-dev");
    world
        .plane
        .desk()
        .rollBack(
            new TargetUid("ui-dev"),
            before,
            world.tempo.now().plus(Duration.ofMinutes(5)),
            PAULA,
            "it was red");
    world.later(Duration.ofSeconds(30));
    assertThat(planned(world.newest("ui-dev"), MOVED).action()).isEqualTo(Action.FORGET);
    assertThat(ownerOf(MOVED)).isEqualTo("nobody");
    assertThat(uidOf(MOVED)).isEqualTo(uid);
  }

  @Test
  void aPausedGiverGivesNothing() {
    world.plane.desk().pause(new TargetUid("core-dev"), PAULA, "a moment please");
    move(GIVER, RECEIVER);
    world.push(DEVELOPER);
    world.later(Duration.ofSeconds(30));
    assertThat(ownerOf(MOVED)).isEqualTo("core-dev");
    world.plane.desk().resume(new TargetUid("core-dev"), PAULA, "on we go");
    world.later(Duration.ofSeconds(30));
    assertThat(ownerOf(MOVED)).isEqualTo("ui-dev");
    assertThat(world.repositories.head(World.ROOT, InMemoryRepositories.MAINLINE)).isNotNull();
  }
}
