package dev.esclusa.apply;

import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import java.util.Optional;

/**
 * The port through which the world is changed, one instruction at a time. Every instruction carries
 * what it expects to find; an authority that finds something else answers {@link StepResult.Stale}
 * and does nothing.
 */
public interface Actuator {
  /** Does it, or says why not. Never throws for what an authority may answer. */
  StepResult perform(Target target, Ownership ownership, Instruction instruction, Lease lease);

  /**
   * After a lost reply or a crash: {@link StepResult.Done} when the instruction's effect is there,
   * {@link StepResult.Skipped} when it is not and may be tried, {@link StepResult.Stale} when
   * something else is there, {@link StepResult.Unknown} when only a person can tell.
   */
  StepResult readBack(Target target, Ownership ownership, Instruction instruction);

  /**
   * Asks what is being performed on a target to end early and well. Whether it does is told by the
   * result of {@link #perform}; authorities whose steps are short need not listen.
   */
  default void interrupt(Target target, String reason) {}

  /** Whether something that was begun on a target still goes on, though nobody waits for it. */
  default boolean stillRuns(Target target) {
    return false;
  }

  /** Why nothing can begin on a target now: somebody else holds a lock on it, for instance. */
  default Optional<Problem> heldUp(Target target) {
    return Optional.empty();
  }
}
