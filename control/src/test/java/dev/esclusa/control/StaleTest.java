package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StaleTest {
  private final StackWorld world = new StackWorld();

  /** Approved for one transition, and the world has moved to where that is another. */
  @Test
  void whatMovedIsToldOfTheOldChangeAndOfTheNewOne() {
    Recorded first = world.newest();
    world.signed(first.id(), StackWorld.PLATFORM);
    world.stack.before = "meddled";
    world.quiet();

    Recorded old = world.change(first.id());
    assertThat(old.unsealed())
        .isInstanceOfSatisfying(
            Change.Stopped.class,
            it -> assertThat(it.by().supersededBy()).isEqualTo(world.newest().id()));
    String because = world.reason(old, Fact.ChangeStopped.class);
    assertThat(because)
        .startsWith("the plan is stale: ")
        .contains("terraform_data.server")
        .contains("\"meddled\"");
    assertThat(
            Objects.requireNonNull(
                    world
                        .plane
                        .story()
                        .payload(
                            world.newest().indexOf(Fact.ChangeProposed.class),
                            Payloads.Proposed.class))
                .reason())
        .isEqualTo(because);
    assertThat(world.newest().change()).isInstanceOf(Change.AwaitingApproval.class);
    assertThat(world.stack.performed).isEmpty();
  }
}
