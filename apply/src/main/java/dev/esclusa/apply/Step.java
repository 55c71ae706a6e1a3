package dev.esclusa.apply;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import org.jspecify.annotations.Nullable;

/**
 * One step of an apply.
 *
 * @param index position in the plan's order of steps, from 0; the same for every run of one plan
 * @param wave steps of a lower wave are finished first; of pruning steps those of a higher one
 * @param uncertain its result could not be predicted when the plan was made
 * @param stale why it cannot be taken as planned; absent when it can
 */
public record Step(
    int index,
    int wave,
    Action action,
    Instruction instruction,
    boolean uncertain,
    @Nullable String stale) {
  public Address address() {
    return instruction.address();
  }

  /** Whether it gives something up rather than making it so. */
  boolean prunes() {
    return action == Action.DELETE || action == Action.FORGET;
  }

  Step with(Instruction renewed) {
    return new Step(index, wave, action, renewed, uncertain, null);
  }
}
