package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult.StepOutcome;
import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A change that did only a part of what Git says leaves its target between two states. Undoing
 * drift from the one before would take the part away again.
 */
class HalfWayTest {
  private static final Problem QUOTA = Problem.environment("AWS-0001", "no quota", "Ask for more.");
  private final StackWorld world = new StackWorld();

  @BeforeEach
  void inPlaceAndDrifted() {
    world.onDrift("propose");
    world.approve(follow().id(), StackWorld.PLATFORM);
    world.plane.desk().look(StackWorld.NET);
    world.quiet();
    assertThat(world.newest().change()).isInstanceOf(Change.AwaitingApproval.class);
    assertThat(world.newest().change().intent()).isInstanceOf(Intent.Restore.class);
  }

  private Recorded follow() {
    return world.changes().stream()
        .filter(it -> it.change().intent() instanceof Intent.Follow)
        .toList()
        .getLast();
  }

  private List<Recorded> openRestores() {
    return world.changes().stream()
        .filter(it -> it.change().intent() instanceof Intent.Restore)
        .filter(it -> it.change() instanceof Change.Untouched)
        .toList();
  }

  private void partly() {
    world.push("second");
    world.stack.outcome =
        _ ->
            new StepResult.Ran(
                List.of(
                    new StepOutcome(
                        FakeStack.OBJECT,
                        Action.UPDATE,
                        new StepResult.Done(FakeStack.OBJECT.text(), "1")),
                    new StepOutcome(
                        new Address.Terraform("terraform_data.other"),
                        Action.CREATE,
                        new StepResult.Failed(QUOTA))),
                "lineage/2",
                QUOTA);
    world.approve(follow().id(), StackWorld.PLATFORM);
  }

  @Test
  void aRestoreThatWaitsIsOvertaken() {
    Recorded restore = world.newest();
    partly();

    assertThat(world.change(restore.id()).unsealed())
        .isInstanceOfSatisfying(
            Change.Stopped.class,
            it -> assertThat(it.by().cause()).isEqualTo(Fact.ChangeStopped.Stop.SUPERSEDED));
    assertThat(openRestores()).isEmpty();
  }

  @Test
  void driftIsToldButNotUndoneUntilTheRestIsDone() {
    partly();
    world.plane.desk().look(StackWorld.NET);
    world.quiet();
    assertThat(world.plane.ledger().target(StackWorld.NET).episodes()).isNotEmpty();
    assertThat(openRestores()).isEmpty();

    world.stack.outcome = _ -> FakeStack.ran(null);
    world.approve(follow().id(), StackWorld.PLATFORM);
    world.plane.desk().look(StackWorld.NET);
    world.quiet();
    assertThat(openRestores()).hasSize(1);
  }
}
