package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoubtTest {
  @Test
  void anObjectIsNotBothDoneAndNotDone() {
    List<Payloads.Verdict> both =
        List.of(
            new Payloads.Verdict(FakeStack.OBJECT, true),
            new Payloads.Verdict(FakeStack.OBJECT, false));
    assertThat(Doubts.incomplete(List.of(FakeStack.OBJECT), both))
        .contains("more than one verdict for " + FakeStack.OBJECT.text());
    assertThat(Doubts.incomplete(List.of(FakeStack.OBJECT), both.subList(0, 1))).isNull();
  }

  private static final List<Payloads.Verdict> DONE =
      List.of(new Payloads.Verdict(FakeStack.OBJECT, true));

  private final StackWorld world = new StackWorld();

  /** A change whose engine was killed half way. */
  private ChangeId inDoubt() {
    ChangeId change = world.newest().id();
    world.stack.outcome = _ -> new StepResult.Unknown("killed", List.of(FakeStack.OBJECT));
    world.approve(change, StackWorld.PLATFORM);
    assertThat(world.change(change).change()).isInstanceOf(Change.InDoubt.class);
    world.stack.outcome = _ -> FakeStack.ran(null);
    return change;
  }

  private ChangeId recovered(ChangeId doubt) {
    ChangeId recovery =
        world.plane.desk().recover(doubt, DONE, StackWorld.OTHER, "I looked, it is there");
    world.quiet();
    return recovery;
  }

  @Test
  void noWordCountsWhileTheEngineStillRuns() {
    ChangeId doubt = inDoubt();
    world.stack.engineRuns = true;
    world.stack.left = new StepResult.Unknown("the engine still runs", List.of());

    Problem settle =
        StackWorld.refusal(
            () ->
                world
                    .plane
                    .desk()
                    .settle(doubt, StackWorld.OTHER, "looks good", ApplyResult.Outcome.SUCCEEDED));
    Problem recover = StackWorld.refusal(() -> recovered(doubt));

    assertThat(settle.code()).isEqualTo("CTL-0057");
    assertThat(settle.cause()).contains("still at work");
    assertThat(recover.cause()).contains("still at work");
    assertThat(world.change(doubt).change()).isInstanceOf(Change.InDoubt.class);
  }

  /** The fence is raised by a recovery only, so a word about the whole is too little. */
  @Test
  void anEngineThatMayStillWriteWantsARecovery() {
    ChangeId doubt = inDoubt();

    Problem settle =
        StackWorld.refusal(
            () ->
                world
                    .plane
                    .desk()
                    .settle(doubt, StackWorld.OTHER, "looks good", ApplyResult.Outcome.SUCCEEDED));

    assertThat(settle.code()).isEqualTo("CTL-0057");
  }

  @Test
  void everyObjectInDoubtWantsAWord() {
    ChangeId doubt = inDoubt();

    assertThat(world.plane.desk().inDoubt(doubt)).containsExactly(FakeStack.OBJECT);
    assertThat(
            StackWorld.refusal(
                    () -> world.plane.desk().recover(doubt, List.of(), StackWorld.OTHER, "x"))
                .cause())
        .contains("no verdict for terraform_data.server");
  }

  /** There may be no lock to break and no state to hand in: the fence is raised all the same. */
  @Test
  void aRecoveryWithoutStepsLeadsOut() {
    ChangeId doubt = inDoubt();
    ChangeId recovery = recovered(doubt);
    assertThat(world.plane.desk().plan(recovery).changes()).isEmpty();

    world.approve(recovery, StackWorld.PLATFORM);

    assertThat(world.stack.performed.getLast().plan())
        .isEqualTo(world.plane.desk().plan(recovery).artifact());
    assertThat(world.change(recovery).unsealed())
        .isInstanceOfSatisfying(
            Change.Verified.class,
            it -> assertThat(it.was().outcome()).isEqualTo(ApplyResult.Outcome.SUCCEEDED));
    assertThat(world.change(doubt).unsealed())
        .isInstanceOfSatisfying(
            Change.Verified.class,
            it -> assertThat(it.was().outcome()).isEqualTo(ApplyResult.Outcome.PARTIAL));
    assertThat(world.newest().change().proposed().cause()).isEqualTo("change " + doubt);
    assertThat(world.newest().change().intent()).isInstanceOf(Intent.Follow.class);
  }

  @Test
  void aSecondRecoveryOfWhatHasEndedIsNothingToDo() {
    ChangeId doubt = inDoubt();
    ChangeId first = recovered(doubt);
    ChangeId second = recovered(doubt);
    world.approve(first, StackWorld.PLATFORM);
    int performed = world.stack.performed.size();

    assertThat(world.change(second).unsealed())
        .isInstanceOfSatisfying(
            Change.Stopped.class,
            it -> assertThat(it.by().cause()).isEqualTo(Fact.ChangeStopped.Stop.NOTHING_TO_DO));
    assertThat(world.stack.performed).hasSize(performed);
    assertThat(StackWorld.refusal(() -> recovered(doubt)).code()).isEqualTo("CTL-0008");
  }

  /** What failed for its surroundings is proposed again, three times in all. */
  @Test
  void anEngineThatFailedForItsSurroundingsIsPlannedAgain() {
    world.stack.outcome =
        _ -> FakeStack.ran(Problem.environment("FAK-0003", "the cloud is down", "Wait."));
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(world.newest().change()).isInstanceOf(Change.AwaitingApproval.class);
      world.approve(world.newest().id(), StackWorld.PLATFORM);
      assertThat(world.stack.performed).hasSize(attempt);
    }

    assertThat(world.newest().unsealed()).isInstanceOf(Change.Verified.class);
  }

  @Test
  void anEngineThatFailedForWhatGitSaysIsNot() {
    world.stack.outcome =
        _ -> FakeStack.ran(Problem.caller("FAK-0004", "no such region", "Write another."));
    Recorded first = world.newest();
    world.approve(first.id(), StackWorld.PLATFORM);

    assertThat(world.newest().id()).isEqualTo(first.id());
  }
}
