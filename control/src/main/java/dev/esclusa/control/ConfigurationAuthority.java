package dev.esclusa.control;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.model.Address;
import dev.esclusa.model.Lease;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.ConfigurationPredictor;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The authority over the configuration is the journal itself: its documents are in force when the
 * fact that activates them is written, all at once, with the end of the apply. Its steps therefore
 * have nothing to do but to be recorded.
 */
final class ConfigurationAuthority implements Actuator, Observer {
  private final Supplier<List<Resource>> inForce;
  private final InstantSource clock;

  ConfigurationAuthority(Supplier<List<Resource>> inForce, InstantSource clock) {
    this.inForce = inForce;
    this.clock = clock;
  }

  Authorities.Served served() {
    return new Authorities.Served(
        new ConfigurationPredictor(inForce, clock), this, this, Authorities.Recovery.RESUMES);
  }

  @Override
  public StepResult perform(
      Target target, Ownership ownership, Instruction instruction, Lease lease) {
    return new StepResult.Done(ConfigurationPredictor.uid(instruction.address()), "pending");
  }

  @Override
  public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
    return new StepResult.Done(ConfigurationPredictor.uid(instruction.address()), "pending");
  }

  @Override
  public ObservedState observe(Target target, List<Address> addresses) {
    return new ObservedState(
        target.uid(),
        clock.instant(),
        inForce.get().stream().filter(it -> addresses.contains(it.address())).toList());
  }

  /** Nobody else writes here. */
  @Override
  public Watch watch(String installation, Consumer<Hint> hints) {
    return () -> {};
  }
}
