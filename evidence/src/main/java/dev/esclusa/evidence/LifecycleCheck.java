package dev.esclusa.evidence;

import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Fact.ApplyStarted;
import dev.esclusa.model.IllegalMove;
import dev.esclusa.model.Lifecycle;
import dev.esclusa.model.ModelException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the facts, one after the other, lead to the state that the bundle claims. */
final class LifecycleCheck {
  private LifecycleCheck() {}

  static Change of(String claimed, List<Logged> facts, Notes notes) {
    Change change = null;
    for (Logged fact : facts) {
      change = next(change, fact);
    }
    Change state = java.util.Objects.requireNonNull(change);
    Logged first = facts.getFirst();
    if (!first.envelope().stream().equals(dev.esclusa.model.Stream.of(state.id()))
        || !state.target().equals(first.envelope().target())) {
      throw Refuted.lifecycle(
          first.place(), "It proposes " + state.id() + " of target " + state.target() + ".");
    }
    if (!state.state().equals(claimed)) {
      throw Refuted.lifecycle(
          "bundle", "It says " + claimed + ", its facts lead to " + state.state() + ".");
    }
    notes.checked("the facts lead to the state " + claimed + ", each from the one before");
    boolean applied = facts.stream().anyMatch(it -> it.fact() instanceof ApplyStarted);
    if (applied) {
      notes.checked(
          "the apply used up standing approvals of enough different persons for each requirement");
    }
    return state;
  }

  private static Change next(@Nullable Change change, Logged leaf) {
    if (!(leaf.fact() instanceof Fact.OfChange fact)) {
      throw Refuted.lifecycle(leaf.place(), "It is no fact of a change.");
    }
    try {
      return change == null ? Lifecycle.begin(fact) : Lifecycle.next(change, fact);
    } catch (ModelException | IllegalMove illegal) {
      throw Refuted.lifecycle(leaf.place(), illegal.getMessage() + ".");
    }
  }
}
