package dev.esclusa.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.StepResult.Done;
import dev.esclusa.model.StepResult.Failed;
import dev.esclusa.model.StepResult.Skipped;
import dev.esclusa.model.StepResult.Stale;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every actuator does, wherever its authority is. An adapter extends it. */
public abstract class ActuatorContract {
  protected static final Pointer FIELD = Pointer.of("data", "colour");

  /** The actuator under test. */
  protected abstract Actuator actuator();

  protected abstract Target target();

  protected abstract Ownership ownership();

  /**
   * An object like a ConfigMap, text under {@code /data/colour}, with the marker as instructions
   * carry it.
   */
  protected abstract Resource sample(String name, String colour);

  /** The object as it is now; absent when it is not there. */
  protected abstract @Nullable Value live(Resource resource);

  /** Somebody else sets {@code /data/colour}, and the object's version moves. */
  protected abstract void touch(Resource resource, String colour);

  /** Somebody else deletes it. */
  protected abstract void delete(Resource resource);

  private Resource red() {
    return sample("act-on-me", "red");
  }

  private Resource blue() {
    return sample("act-on-me", "blue");
  }

  protected Lease lease(long token) {
    return new Lease(target().uid(), "runner-1", token, Instant.parse("2999-01-01T00:00:00Z"));
  }

  protected StepResult perform(Instruction instruction) {
    return actuator().perform(target(), ownership(), instruction, lease(1));
  }

  private StepResult readBack(Instruction instruction) {
    return actuator().readBack(target(), ownership(), instruction);
  }

  private static Instruction.Put create(Resource resource) {
    return new Instruction.Put(resource.address(), resource.body(), null, null, List.of());
  }

  private static Instruction.Put update(Resource resource, Done was) {
    return new Instruction.Put(
        resource.address(), resource.body(), was.uid(), was.version(), List.of());
  }

  private Done created() {
    return (Done) perform(create(red()));
  }

  private @Nullable Value colour() {
    Value now = live(red());
    return now == null ? null : now.at(FIELD);
  }

  @Test
  void anObjectIsMadeWithItsIdentityAndVersion() {
    Done done = created();
    assertThat(done.uid()).isNotEmpty();
    assertThat(done.version()).isNotEmpty();
    assertThat(colour()).isEqualTo(Value.of("red"));
  }

  @Test
  void anObjectThatIsThereAlreadyIsNotMadeAgain() {
    created();
    assertThat(perform(create(blue()))).isInstanceOf(Stale.class);
    assertThat(colour()).isEqualTo(Value.of("red"));
  }

  @Test
  void anObjectIsUpdatedAtTheVersionThatWasLookedAt() {
    Done done = created();
    assertThat(perform(update(blue(), done)))
        .isInstanceOfSatisfying(
            Done.class,
            it -> {
              assertThat(it.uid()).isEqualTo(done.uid());
              assertThat(it.version()).isNotEqualTo(done.version());
            });
    assertThat(colour()).isEqualTo(Value.of("blue"));
  }

  @Test
  void anObjectThatMovedIsNotUpdated() {
    Done done = created();
    touch(red(), "green");
    assertThat(perform(update(blue(), done))).isInstanceOf(Stale.class);
    assertThat(colour()).isEqualTo(Value.of("green"));
  }

  @Test
  void anObjectThatIsGoneIsNotUpdated() {
    Done done = created();
    delete(red());
    assertThat(perform(update(blue(), done))).isInstanceOf(Stale.class);
    assertThat(live(red())).isNull();
  }

  @Test
  void anotherObjectOfTheSameNameIsNotUpdated() {
    Done first = created();
    delete(red());
    created();
    assertThat(perform(update(blue(), first))).isInstanceOf(Stale.class);
    assertThat(colour()).isEqualTo(Value.of("red"));
  }

  @Test
  void anObjectOfAnotherTargetIsTakenOverAtTheVersionThatWasLookedAt() {
    Done done = created();
    Ownership receiver = new Ownership(ownership().installation(), new TargetUid("receives-it"));
    Value marked =
        blue()
            .body()
            .with(
                Pointer.of("metadata", "labels", Ownership.TARGET_LABEL), Value.of("receives-it"));
    StepResult taken =
        actuator()
            .perform(
                target(),
                receiver,
                new Instruction.Put(red().address(), marked, done.uid(), done.version(), List.of()),
                lease(1));
    assertThat(taken)
        .isInstanceOfSatisfying(Done.class, it -> assertThat(it.uid()).isEqualTo(done.uid()));
    assertThat(perform(new Instruction.Forget(red().address(), done.uid())))
        .isInstanceOf(Done.class);
    Value now = live(red());
    assertThat(now).isNotNull();
    assertThat(now.text("metadata", "labels", Ownership.TARGET_LABEL)).isEqualTo("receives-it");
  }

  @Test
  void exactlyThisObjectIsRemoved() {
    Done done = created();
    assertThat(perform(new Instruction.Remove(red().address(), done.uid())))
        .isInstanceOf(Done.class);
    assertThat(live(red())).isNull();
  }

  @Test
  void anotherObjectOfTheSameNameIsNotRemoved() {
    Done first = created();
    delete(red());
    created();
    assertThat(perform(new Instruction.Remove(red().address(), first.uid())))
        .isInstanceOf(Stale.class);
    assertThat(live(red())).isNotNull();
  }

  @Test
  void removingWhatIsGoneIsDone() {
    Done done = created();
    delete(red());
    assertThat(perform(new Instruction.Remove(red().address(), done.uid())))
        .isInstanceOf(Done.class);
  }

  @Test
  void anObjectWithoutOurMarkerIsNotRemoved() {
    Done done = created();
    perform(new Instruction.Forget(red().address(), done.uid()));
    assertThat(perform(new Instruction.Remove(red().address(), done.uid())))
        .isInstanceOf(Stale.class);
    assertThat(live(red())).isNotNull();
  }

  @Test
  void forgettingTakesOurMarkerOffAndLeavesTheObject() {
    Done done = created();
    assertThat(perform(new Instruction.Forget(red().address(), done.uid())))
        .isInstanceOf(Done.class);
    Value now = live(red());
    assertThat(now).isNotNull();
    assertThat(now.text("metadata", "labels", Ownership.TARGET_LABEL)).isNull();
    assertThat(colour()).isEqualTo(Value.of("red"));
  }

  @Test
  void aReplacedObjectIsAnotherOne() {
    Done done = created();
    assertThat(perform(new Instruction.Replace(red().address(), blue().body(), done.uid())))
        .isInstanceOfSatisfying(Done.class, it -> assertThat(it.uid()).isNotEqualTo(done.uid()));
    assertThat(colour()).isEqualTo(Value.of("blue"));
  }

  @Test
  void readingBackTellsWhetherAnObjectWasMade() {
    assertThat(readBack(create(red()))).isInstanceOf(Skipped.class);
    created();
    assertThat(readBack(create(red()))).isInstanceOf(Done.class);
    assertThat(readBack(create(blue()))).isInstanceOf(Stale.class);
  }

  @Test
  void readingBackTellsWhetherAnObjectWasUpdated() {
    Done done = created();
    assertThat(readBack(update(blue(), done))).isInstanceOf(Skipped.class);
    perform(update(blue(), done));
    assertThat(readBack(update(blue(), done))).isInstanceOf(Done.class);
  }

  @Test
  void readingBackTellsWhetherAnObjectWasRemoved() {
    Done done = created();
    Instruction remove = new Instruction.Remove(red().address(), done.uid());
    assertThat(readBack(remove)).isInstanceOf(Skipped.class);
    perform(remove);
    assertThat(readBack(remove)).isInstanceOf(Done.class);
  }

  @Test
  void readingBackTellsWhetherAnObjectWasReplaced() {
    Done done = created();
    Instruction replace = new Instruction.Replace(red().address(), blue().body(), done.uid());
    assertThat(readBack(replace)).isInstanceOf(Skipped.class);
    perform(replace);
    assertThat(readBack(replace)).isInstanceOf(Done.class);
  }

  @Test
  void aReplacementThatStoppedHalfwayIsFinished() {
    Done done = created();
    delete(red());
    Instruction replace = new Instruction.Replace(red().address(), blue().body(), done.uid());
    assertThat(readBack(replace)).isInstanceOf(Skipped.class);
    assertThat(perform(replace)).isInstanceOf(Done.class);
    assertThat(colour()).isEqualTo(Value.of("blue"));
  }

  @Test
  void anOlderHolderIsFencedOffOnceANewerOneWrote() {
    Instruction create = create(red());
    Instruction other = create(sample("act-on-me-too", "red"));
    assertThat(actuator().perform(target(), ownership(), other, lease(5))).isInstanceOf(Done.class);
    assertThat(actuator().perform(target(), ownership(), create, lease(4)))
        .isInstanceOf(Failed.class);
    assertThat(live(red())).isNull();
  }
}
