package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The way back, and asking once more. */
class RollBackTest {
  private final StackWorld world = new StackWorld();

  private ChangeId backTo(String commit) {
    ChangeId back =
        world
            .plane
            .desk()
            .rollBack(
                StackWorld.NET,
                commit,
                world.tempo.now().plus(Duration.ofHours(1)),
                StackWorld.OTHER,
                "errors since noon");
    world.quiet();
    return back;
  }

  /** Three commits, of which the second is in place. */
  private String applied() {
    String first = world.push("first again");
    world.approve(world.newest().id(), StackWorld.PLATFORM);
    world.push("second");
    world.approve(world.newest().id(), StackWorld.PLATFORM);
    return first;
  }

  @Test
  void aCommitElsewhereDoesNotTakeTheWayBackFromThoseWhoDecide() {
    ChangeId back = backTo(applied());
    world.commit("of another target");
    world.sync();
    assertThat(world.newest().id()).isEqualTo(back);
    assertThat(world.newest().change()).isInstanceOf(Change.AwaitingApproval.class);
  }

  @Test
  void aNewerWishForTheTargetTakesThePlaceOfAWayBackThatWaits() {
    ChangeId back = backTo(applied());
    world.push("third");
    assertThat(world.change(back).unsealed()).isInstanceOf(Change.Stopped.class);
    assertThat(world.newest().change().intent()).isInstanceOf(Intent.Follow.class);
  }

  @Test
  void aWayBackThatWasRefusedLeavesMainlineAsItWas() {
    ChangeId back = backTo(applied());
    world.plane.desk().reject(back, StackWorld.PLATFORM, "forward, please");
    world.quiet();
    world.commit("of another target");
    world.sync();
    assertThat(world.newest().id()).isEqualTo(back);
    String third = world.push("third");
    assertThat(world.newest().change().intent()).isEqualTo(new Intent.Follow(third, false));
  }

  @Test
  void whatDidNotSucceedIsAskedForOnceMore() {
    world.stack.outcome =
        _ -> FakeStack.ran(Problem.caller("TFM-0012", "it broke", "Mend what it names."));
    ChangeId failed = world.newest().id();
    world.approve(failed, StackWorld.PLATFORM);
    world.sync();
    assertThat(world.newest().id()).isEqualTo(failed);

    ChangeId again = world.plane.desk().again(StackWorld.NET, StackWorld.OTHER, "it is mended");
    world.quiet();
    assertThat(world.newest().id()).isEqualTo(again);
    assertThat(world.newest().change()).isInstanceOf(Change.AwaitingApproval.class);
    world.stack.outcome = _ -> FakeStack.ran(null);
    world.approve(again, StackWorld.PLATFORM);
    assertThat(world.newest().unsealed()).isInstanceOf(Change.Verified.class);
  }

  @Test
  void whatWaitsIsNotAskedForOnceMore() {
    Problem refusal =
        StackWorld.refusal(
            () -> world.plane.desk().again(StackWorld.NET, StackWorld.OTHER, "faster"));
    assertThat(refusal.code()).isEqualTo("CTL-0062");
    assertThat(refusal.cause()).contains(world.newest().id().text(), "awaiting-approval");
  }

  @Test
  void onlyAnApplyUnderWayCanBeCancelled() {
    ChangeId waiting = world.newest().id();
    assertThat(StackWorld.refusal(() -> world.plane.cancel(waiting, "stop")).code())
        .isEqualTo("CTL-0063");
    world.approve(waiting, StackWorld.PLATFORM);
    assertThat(world.newest().indexOf(Fact.ApplyFinished.class)).isPositive();
    Problem late = StackWorld.refusal(() -> world.plane.cancel(waiting, "stop"));
    assertThat(late.cause()).contains("proven");
  }
}
