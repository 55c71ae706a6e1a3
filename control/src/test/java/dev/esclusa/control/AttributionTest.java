package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Drift;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AttributionTest {
  private static final String MALLORY = "arn:aws:iam::1:user/mallory";
  private final StackWorld world = new StackWorld();

  private List<Drift> drift() {
    return world.plane.ledger().target(StackWorld.NET).episodes().values().stream()
        .map(
            it ->
                Objects.requireNonNull(
                        world.plane.story().payload(it.index(), Payloads.Drifted.class))
                    .drift())
        .toList();
  }

  /** An audit log is slower than a look. */
  @Test
  void aDriftThatIsKnownIsToldOnceMoreWithWhoDidIt() {
    world.approve(world.newest().id(), StackWorld.PLATFORM);
    world.plane.desk().look(StackWorld.NET);
    world.quiet();
    assertThat(drift()).singleElement().satisfies(it -> assertThat(it.actor()).isNull());

    world.plane.desk().hint(StackWorld.NET, FakeStack.OBJECT, MALLORY);
    world.quiet();
    assertThat(drift()).singleElement().satisfies(it -> assertThat(it.actor()).isEqualTo(MALLORY));
    Drift named = drift().getFirst();
    assertThat(named.count()).isEqualTo(1); // it did not come back, somebody said who it was

    world.plane.desk().look(StackWorld.NET);
    world.quiet();
    assertThat(drift()).containsExactly(named);
  }
}
