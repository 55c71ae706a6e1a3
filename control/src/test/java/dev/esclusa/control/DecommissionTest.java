package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Action;
import dev.esclusa.model.Change;
import dev.esclusa.model.Intent;
import dev.esclusa.plan.PredictionRequest;
import org.junit.jupiter.api.Test;

class DecommissionTest {
  private final StackWorld world = new StackWorld();

  private PredictionRequest lastAsked() {
    return world.stack.asked.getLast();
  }

  private Recorded removed(String onRemove) {
    world.onRemove(onRemove);
    world.push("second");
    world.approve(world.newest().id(), StackWorld.PLATFORM);
    assertThat(world.newest().unsealed()).isInstanceOf(Change.Verified.class);
    world.removeStack();
    world.commit("without the stack");
    world.sync();
    assertThat(world.newest().change().intent()).isInstanceOf(Intent.Decommission.class);
    return world.newest();
  }

  /** An engine destroys by the files that made it, which Git no longer has at its head. */
  @Test
  void aStackThatIsToBeDeletedIsDestroyedByItsFilesUnderTheElevatedApproval() {
    Recorded gone = removed("delete");
    assertThat(lastAsked().intent()).isInstanceOf(Intent.Decommission.class);
    assertThat(lastAsked().desired()).hasSize(1);
    assertThat(world.plane.desk().plan(gone.id()).changes())
        .singleElement()
        .satisfies(it -> assertThat(it.action()).isEqualTo(Action.DELETE));
    assertThat(world.plane.desk().plan(gone.id()).risk().destructive()).isTrue();

    world.approve(gone.id(), StackWorld.PLATFORM);
    assertThat(world.newest().change()).isInstanceOf(Change.AwaitingApproval.class);
    assertThat(world.plane.ledger().target(StackWorld.NET).removed()).isFalse();
    world.approve(gone.id(), StackWorld.DATA);

    assertThat(world.newest().unsealed()).isInstanceOf(Change.Verified.class);
    assertThat(world.stack.performed.getLast().plan())
        .isEqualTo(world.plane.desk().plan(gone.id()).artifact());
    assertThat(world.plane.ledger().target(StackWorld.NET).removed()).isTrue();
  }

  @Test
  void aStackThatIsForgottenStays() {
    Recorded gone = removed("forget");

    assertThat(lastAsked().desired()).isEmpty();
    assertThat(world.plane.desk().plan(gone.id()).changes())
        .singleElement()
        .satisfies(it -> assertThat(it.action()).isEqualTo(Action.FORGET));
    world.approve(gone.id(), StackWorld.PLATFORM);
    assertThat(world.plane.ledger().target(StackWorld.NET).removed()).isTrue();
  }
}
