package dev.esclusa.acceptance;

import static dev.esclusa.acceptance.World.DEVELOPER;
import static dev.esclusa.acceptance.World.PAULA;
import static dev.esclusa.acceptance.World.PLATFORM;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.control.Recorded;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * Writes the journal that {@link ReplayTest} folds, once for each release that writes new facts:
 * {@code -Desclusa.replay.folder=FOLDER -Desclusa.replay.name=journal-v1}.
 */
final class ReplayFixture {
  private final World world = new World();

  private ReplayFixture() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(System.getProperty("esclusa.replay.folder"));
    String name = System.getProperty("esclusa.replay.name");
    Path leaves = folder.resolve(name + ".txt");
    if (Files.exists(leaves)) {
      throw new IllegalStateException(leaves + " is what a release wrote; give another name");
    }
    ReplayFixture fixture = new ReplayFixture();
    fixture.live();
    List<byte[]> written = ReplayTest.leavesOf(fixture.world);
    Files.createDirectories(folder);
    Files.write(leaves, written.stream().map(Base64.getEncoder()::encodeToString).toList());
    Files.write(folder.resolve(name + "-states.txt"), ReplayTest.states(written));
  }

  private Recorded push(String target, String colour) {
    world.put(WorldEstate.manifest(target), WorldEstate.configMap(target, colour));
    world.push(DEVELOPER);
    return world.newest(target);
  }

  /** One life of each kind. */
  private void live() {
    TargetUid prod = new TargetUid("core-prod");
    // Approved and applied; lapsed and approved again; revoked; refused while paused.
    world.approve(world.newest("core-prod"), PLATFORM);
    world.approve(world.newest("data-prod"), PLATFORM);
    String first = world.push(DEVELOPER);
    Recorded lapses = push("core-prod", "red");
    world.plane.desk().pause(prod, PLATFORM, "a moment");
    world.approve(lapses, PLATFORM);
    world.later(Duration.ofHours(2));
    world.approve(lapses, PAULA);
    world.plane.desk().revoke(lapses.id(), PAULA, "too early");
    world.quiet();
    world.approve(lapses, PAULA);
    world.plane.desk().resume(prod, PLATFORM, "on we go");
    world.later(Duration.ofSeconds(30));
    // Superseded, rejected, withdrawn, denied, broken, nothing to do.
    push("core-prod", "green");
    world.plane.desk().reject(push("core-prod", "yellow").id(), PLATFORM, "not this one");
    world.quiet();
    world.plane.desk().withdraw(push("core-prod", "pink").id(), DEVELOPER, "on second thoughts");
    world.quiet();
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "black"));
    world.pushAs(DEVELOPER, new Principal.Unknown(DEVELOPER, "the commit is not signed"));
    push("core-prod", "red"); // as it is in place: the unsigned commit is taken back
    world.put(WorldEstate.manifest("core-dev"), "kind: [broken\n");
    world.push(DEVELOPER);
    push("core-dev", "blue");
    // Carried over from a proposal.
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "orange"));
    world.commitTo("refs/heads/proposal/orange", DEVELOPER, World.signed(DEVELOPER));
    world.sync();
    world.approve(world.newest("core-prod"), PLATFORM);
    world.repositories.move(World.ROOT, "refs/heads/proposal/orange", null);
    world.push(DEVELOPER);
    // Failed by the cluster.
    world.actuator = new Refusing(world.cluster);
    push("core-dev", "refused");
    world.actuator = world.cluster;
    push("core-dev", "blue");
    push("core-dev", "teal");
    // Drifted, healed, contested.
    for (int i = 0; i < 4; i++) {
      world.meddle("core-dev", "an-operator", "colour", "mine");
      world.quiet();
    }
    // Configuration; rollback; decommission; everything stopped and going on.
    world.replace(
        WorldEstate.RULES,
        "environments: [prod], require: [{team: platform, count: 1}]",
        "environments: [prod], require: [{team: platform, count: 2}]");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    world
        .plane
        .desk()
        .rollBack(
            prod, first, world.tempo.now().plus(Duration.ofHours(1)), DEVELOPER, "it was better");
    world.quiet();
    world.approve(world.newest("core-prod"), PLATFORM);
    world.approve(world.newest("core-prod"), PAULA);
    world.files.remove("esclusa/data-prod.yaml");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    world.approve(world.newest("data-prod"), PLATFORM);
    world.approve(world.newest("data-prod"), PAULA);
    crash();
    world.plane.desk().pauseAll(PLATFORM, "everything");
    push("core-dev", "waits");
    world.replace(
        WorldEstate.PEOPLE, "[developer@crm.example]", "[developer@crm.example, data@crm.example]");
    world.push(DEVELOPER); // waits for its approval
  }

  /** A replica dies in the middle of an apply; another one goes on. */
  private void crash() {
    world.actuator = new Dying(world.cluster);
    try {
      push("core-dev", "survives");
      throw new IllegalStateException("the replica did not die");
    } catch (Simulation.SimulatedCrash e) {
      world.actuator = world.cluster;
      world.plane = world.another("replica-1");
      world.later(Duration.ofMinutes(1));
    }
  }

  /** A cluster before which a replica dies. */
  private record Dying(SimulatedCluster real) implements Actuator {
    @Override
    public StepResult perform(
        Target target, Ownership ownership, Instruction instruction, Lease lease) {
      throw new Simulation.SimulatedCrash();
    }

    @Override
    public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
      return real.readBack(target, ownership, instruction);
    }
  }

  /** A cluster that does nothing. */
  private record Refusing(SimulatedCluster real) implements Actuator {
    @Override
    public StepResult perform(
        Target target, Ownership ownership, Instruction instruction, Lease lease) {
      return new StepResult.Failed(
          Problem.caller("SIM-0005", "the cluster refuses everything today", "Ask it why."));
    }

    @Override
    public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
      return real.readBack(target, ownership, instruction);
    }
  }
}
