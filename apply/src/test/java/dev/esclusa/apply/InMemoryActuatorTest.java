package dev.esclusa.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Address;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InMemoryActuatorTest extends ActuatorContract {
  final Map<Address, Value> world = new HashMap<>();
  final InMemoryActuator direct = new InMemoryActuator(world);

  @Override
  protected Actuator actuator() {
    return direct;
  }

  @Override
  protected Target target() {
    return Given.TARGET;
  }

  @Override
  protected Ownership ownership() {
    return Given.OURS;
  }

  @Override
  protected Resource sample(String name, String colour) {
    return Given.marked(Given.configMap(name, colour));
  }

  @Override
  protected @Nullable Value live(Resource resource) {
    return world.get(resource.address());
  }

  @Override
  protected void touch(Resource resource, String colour) {
    world.computeIfPresent(
        resource.address(),
        (_, it) ->
            it.with(FIELD, Value.of(colour))
                .with(Pointer.of("metadata", "resourceVersion"), Value.of("touched")));
  }

  @Override
  protected void delete(Resource resource) {
    world.remove(resource.address());
  }

  @Test
  void aFieldThatAnotherWriterHoldsIsTakenOnlyWhenNamed() {
    Resource red = sample("held", "red");
    Resource blue = sample("held", "blue");
    StepResult.Done was =
        (StepResult.Done)
            perform(new Instruction.Put(red.address(), red.body(), null, null, List.of()));
    direct.hold(red.address(), FIELD, "kubectl-edit");
    assertThat(
            perform(
                new Instruction.Put(
                    red.address(), blue.body(), was.uid(), was.version(), List.of())))
        .isInstanceOf(StepResult.Failed.class);
    assertThat(
            perform(
                new Instruction.Put(
                    red.address(), blue.body(), was.uid(), was.version(), List.of(FIELD))))
        .isInstanceOf(StepResult.Done.class);
    assertThat(Objects.requireNonNull(live(red)).at(FIELD)).isEqualTo(Value.of("blue"));
  }

  @Test
  void aSavedPlanIsRefusedWhereThereAreNone() {
    assertThat(
            perform(
                new Instruction.RunArtifact(
                    new Address.Terraform("state"), Given.saved("saved"), List.of())))
        .isInstanceOf(StepResult.Failed.class);
  }
}
