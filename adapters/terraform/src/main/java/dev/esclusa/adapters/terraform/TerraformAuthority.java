package dev.esclusa.adapters.terraform;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.model.Address;
import dev.esclusa.model.Drift;
import dev.esclusa.model.Lease;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.Adoption;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.plan.Predictor;
import dev.esclusa.stack.Artifacts;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.terraform.RunReport;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Stacks through the engines: predicted by a saved plan, changed by applying exactly that plan
 * once, observed by planning again. Plans are made with credentials that may read, applies under
 * the fencing token of a lease; what an apply left when its server died is read back from its
 * folder.
 */
public final class TerraformAuthority implements Predictor, Actuator, Observer {
  private final StackPredictor predictor;
  private final StackActuator actuator;
  private final StackObserver observer;

  /**
   * What it is made of.
   *
   * @param stateAddress where an engine finds the state of a stack
   * @param unisolated whether the engine of a target may run where the kernel keeps nothing apart
   */
  public record Parts(
      Engines engines,
      Runner runner,
      Runs runs,
      RunLimits limits,
      Identities identities,
      StateBackend states,
      Artifacts artifacts,
      Redaction redaction,
      LocalStates localStates,
      Function<TargetUid, String> stateAddress,
      Predicate<Target> unisolated,
      Tempo tempo) {}

  public TerraformAuthority(Parts parts) {
    var foreign = new ForeignStates(parts.runner());
    var baselines =
        new StackBaselines(parts.artifacts(), StackPlan.masking(parts.redaction()), parts.tempo());
    var jobs = new StackJobs(parts, foreign);
    var runs = new LeftRuns(parts);
    var operations = new StackOperations(parts, jobs, runs, foreign);
    this.predictor = new StackPredictor(parts, jobs, operations, baselines, foreign);
    this.actuator = new StackActuator(parts, jobs, operations, baselines, runs);
    this.observer = new StackObserver(parts, jobs, foreign);
  }

  @Override
  public Prediction predict(PredictionRequest request) {
    actuator.sweep(request.target());
    return predictor.predict(request);
  }

  @Override
  public StepResult perform(
      Target target, Ownership ownership, Instruction instruction, Lease lease) {
    return actuator.perform(target, ownership, instruction, lease);
  }

  @Override
  public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
    return actuator.readBack(target, ownership, instruction);
  }

  @Override
  public Optional<Problem> heldUp(Target target) {
    return actuator.heldUp(target);
  }

  @Override
  public boolean stillRuns(Target target) {
    return actuator.stillRuns(target);
  }

  @Override
  public void interrupt(Target target, String reason) {
    actuator.interrupt(target, reason);
  }

  /** What the apply under way has come to so far; empty when none is. */
  public List<RunReport.Operation> progress(TargetUid uid) {
    return actuator.progress(uid);
  }

  @Override
  public ObservedState observe(Target target, List<Address> addresses) {
    return observer.observe(target, addresses);
  }

  /** Engines tell nothing of what moves; time and hints of audit logs do. */
  @Override
  public Watch watch(String installation, Consumer<Hint> hints) {
    return () -> {};
  }

  @Override
  public Optional<Adoption> adoption(Target target, List<Resource> desired, Drift drift) {
    return predictor.adoption(target, desired, drift);
  }
}
