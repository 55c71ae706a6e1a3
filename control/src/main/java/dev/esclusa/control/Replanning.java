package dev.esclusa.control;

import dev.esclusa.apply.Foresight;
import dev.esclusa.apply.Instruction;
import dev.esclusa.apply.Instructions;
import dev.esclusa.apply.Step;
import dev.esclusa.desired.DesiredOutcome;
import dev.esclusa.model.Address;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Plan;
import dev.esclusa.model.ProblemException;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.SecondLook;
import java.util.List;

/** A second look at one step: predicted again alone, and compared with what was approved. */
final class Replanning implements Foresight {
  private final Planning planning;
  private final Planning.Wish wish;
  private final Plan plan;

  Replanning(Planning planning, Planning.Wish wish, Plan plan) {
    this.planning = planning;
    this.wish = wish;
    this.plan = plan;
  }

  @Override
  public Sight look(Step step, Why why) {
    try {
      return switch (planning.desired(wish)) {
        case DesiredOutcome.Broken it -> new Sight.Moved(it.problems().getFirst().cause());
        case DesiredOutcome.Ready it -> look(step, it.state());
      };
    } catch (ProblemException e) {
      return new Sight.Unreachable(e.problem());
    }
  }

  private Sight look(Step step, DesiredState desired) {
    Address address = step.address();
    DesiredState one =
        new DesiredState(
            desired.target(),
            desired.resources().stream().filter(it -> it.address().equals(address)).toList(),
            desired.hash(),
            desired.readSetHash(),
            desired.renderer());
    Inventory owned =
        new Inventory(
            wish.inventory().target(),
            wish.inventory().owned().stream().filter(it -> it.address().equals(address)).toList());
    Prediction prediction = planning.predict(wish, one, owned, List.of(address));
    List<String> differences =
        SecondLook.differences(plan, address, planning.input(wish, one, prediction, owned));
    return differences.isEmpty()
        ? new Sight.Same(renewed(step, desired, prediction))
        : new Sight.Moved(String.join("; ", differences));
  }

  private Instruction renewed(Step step, DesiredState desired, Prediction prediction) {
    return Instructions.of(
            plan, planning.ownership(wish.managed()), desired, Execution.present(prediction))
        .stream()
        .filter(it -> it.index() == step.index())
        .findFirst()
        .map(Step::instruction)
        .orElseThrow(() -> new IllegalStateException("step " + step.index() + " left its plan"));
  }
}
