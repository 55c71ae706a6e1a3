package dev.esclusa.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Address;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every observer does, wherever its authority is. An adapter extends it. */
public abstract class ObserverContract {
  private static final Pointer FIELD = Pointer.of("data", "colour");

  /** The observer under test. */
  protected abstract Observer observer();

  protected abstract Target target();

  protected abstract Ownership ownership();

  /** An object like a ConfigMap, text under {@code /data/colour}, with our marker. */
  protected abstract Resource sample(String name, String colour);

  /** Puts the object there, or in the place of the one that is. */
  protected abstract void put(Resource resource);

  protected abstract void delete(Resource resource);

  private Resource red() {
    return sample("look-at-me", "red");
  }

  private ObservedState observe(Address... addresses) {
    return observer().observe(target(), List.of(addresses));
  }

  @Test
  void anObjectIsObservedAsItIs() {
    put(red());
    ObservedState state = observe(red().address());
    assertThat(state.target()).isEqualTo(target().uid());
    assertThat(state.resources()).hasSize(1);
    assertThat(state.resources().getFirst().address()).isEqualTo(red().address());
    assertThat(state.resources().getFirst().body().at(FIELD)).isEqualTo(Value.of("red"));
  }

  @Test
  void anObjectThatIsNotThereIsNotInTheAnswer() {
    put(red());
    assertThat(observe(red().address(), sample("look-elsewhere", "red").address()).resources())
        .extracting(Resource::address)
        .containsExactly(red().address());
  }

  @Test
  void anObjectThatWasDeletedIsNotInTheAnswer() {
    put(red());
    delete(red());
    assertThat(observe(red().address()).resources()).isEmpty();
  }

  @Test
  void aWatchTellsOfAChangedObject() throws InterruptedException {
    put(red());
    BlockingQueue<Observer.Hint> hints = new LinkedBlockingQueue<>();
    try (Observer.Watch _ = observer().watch(ownership().installation(), hints::add)) {
      put(sample("look-at-me", "blue"));
      assertThat(about(hints, red().address()))
          .isEqualTo(new Observer.Hint(ownership(), red().address()));
    }
  }

  @Test
  void aWatchTellsOfADeletedObject() throws InterruptedException {
    put(red());
    BlockingQueue<Observer.Hint> hints = new LinkedBlockingQueue<>();
    try (Observer.Watch _ = observer().watch(ownership().installation(), hints::add)) {
      delete(red());
      assertThat(about(hints, red().address())).isNotNull();
    }
  }

  @Test
  void anotherInstallationsObjectsAreNotWatched() throws InterruptedException {
    put(red());
    BlockingQueue<Observer.Hint> ours = new LinkedBlockingQueue<>();
    BlockingQueue<Observer.Hint> others = new LinkedBlockingQueue<>();
    try (Observer.Watch _ = observer().watch("i-another", others::add);
        Observer.Watch _ = observer().watch(ownership().installation(), ours::add)) {
      put(sample("look-at-me", "blue"));
      assertThat(about(ours, red().address())).isNotNull();
      assertThat(others).isEmpty();
    }
  }

  /** Hints may come twice and about other objects; the right one must come. */
  private static Observer.@Nullable Hint about(BlockingQueue<Observer.Hint> hints, Address address)
      throws InterruptedException {
    Observer.Hint hint;
    do {
      hint = hints.poll(20, TimeUnit.SECONDS);
    } while (hint != null && !hint.address().equals(address));
    return hint;
  }
}
