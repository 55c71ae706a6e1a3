package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import org.junit.jupiter.api.Test;

class DeskTest {
  private final StackWorld world = new StackWorld();

  /** A fact that does not follow would stay in the journal, and nobody could read past it. */
  @Test
  void anApprovalThatWasUsedUpCannotBeTakenBack() {
    ChangeId change = world.newest().id();
    world.approve(change, StackWorld.PLATFORM);
    assertThat(world.newest().unsealed()).isInstanceOf(Change.Verified.class);

    assertThat(
            StackWorld.refusal(
                    () -> world.plane.desk().revoke(change, StackWorld.PLATFORM, "too late"))
                .code())
        .isEqualTo("CTL-0012");

    ControlPlane another = world.another("replica-1", world.leases);
    another.recover(); // reads the whole journal
    assertThat(another.ledger().position()).isEqualTo(world.plane.ledger().position());
  }

  @Test
  void aConfigurationThatWasTakenBackIsNoProblemAnyMore() {
    world.onRemove("[nonsense");
    world.commit("broken");
    world.sync();
    assertThat(world.plane.desk().refusesMainline()).isTrue();
    world.onRemove("forget");
    world.commit("as before");
    world.sync();
    assertThat(world.plane.desk().refusesMainline()).isFalse();
  }

  @Test
  void anApprovalIsTakenBackOnce() {
    ChangeId change = world.newest().id();
    world.plane.desk().pause(StackWorld.NET, StackWorld.PLATFORM, "wait");
    world.approve(change, StackWorld.PLATFORM);
    world.plane.desk().revoke(change, StackWorld.PLATFORM, "not yet");
    assertThat(world.newest().change()).isInstanceOf(Change.AwaitingApproval.class);

    assertThat(
            StackWorld.refusal(
                    () -> world.plane.desk().revoke(change, StackWorld.PLATFORM, "again"))
                .code())
        .isEqualTo("CTL-0007");
  }
}
