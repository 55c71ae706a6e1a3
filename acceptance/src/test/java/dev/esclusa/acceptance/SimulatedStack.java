package dev.esclusa.acceptance;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.control.Authorities;
import dev.esclusa.model.Address;
import dev.esclusa.model.Lease;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.plan.Predictor;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An authority of the other kind: one state with a lineage and a serial, a lock, saved plans that
 * are good for one apply, and applies that cannot be repeated or read back. A stack's desired
 * objects are its resources.
 */
final class SimulatedStack implements Predictor, Actuator, Observer {
  private final InstantSource clock;
  private final Map<String, State> states = new HashMap<>();
  private final Map<Digest, Saved> saved = new HashMap<>();
  private final Map<Digest, Integer> runs = new HashMap<>();

  private static final class State {
    private final Map<Address, Value> resources = new TreeMap<>();
    private long serial = 1;
    private @Nullable String lockedBy;
  }

  private record Saved(String stack, long serial, Map<Address, Value> after) {}

  SimulatedStack(InstantSource clock) {
    this.clock = clock;
  }

  Authorities.Served served() {
    return new Authorities.Served(this, this, this, Authorities.Recovery.NEEDS_VERDICT);
  }

  /** How often each saved plan was run. More than once is the worst thing that can happen. */
  Map<Digest, Integer> runs() {
    return runs;
  }

  /** Something moves the state behind our back. */
  void moveBehindOurBack(Target target, Address address, Value value) {
    State state = state(target);
    if (state.resources.containsKey(address)) {
      state.resources.put(address, value);
      state.serial++;
    }
  }

  private State state(Target target) {
    return states.computeIfAbsent(target.uid().text(), _ -> new State());
  }

  @Override
  public Prediction predict(PredictionRequest request) {
    State state = state(request.target());
    Map<Address, Value> after = new TreeMap<>();
    request.desired().forEach(it -> after.put(it.address(), it.body()));
    Map<Address, @Nullable Value> all = new TreeMap<>();
    state.resources.keySet().forEach(it -> all.put(it, null));
    after.forEach(all::put);
    List<Prediction.Predicted> predicted = new ArrayList<>();
    for (Address address : all.keySet()) {
      Value now = state.resources.get(address);
      Value then = after.get(address);
      Prediction.Live live =
          now == null
              ? null
              : new Prediction.Live(
                  now, address.text(), Long.toString(state.serial), request.ownership());
      predicted.add(new Prediction.Predicted(address, then, live, then, List.of(), null));
    }
    String text = request.target().uid() + " " + state.serial + " " + after;
    Digest meaning = Digest.of(text.getBytes(StandardCharsets.UTF_8));
    // The bytes of a saved plan differ each time; only its meaning is the same.
    Digest bytes = Digest.of((text + " " + saved.size()).getBytes(StandardCharsets.UTF_8));
    SavedPlan artifact = new SavedPlan(bytes, meaning, "simulated 1", List.of());
    saved.put(bytes, new Saved(request.target().uid().text(), state.serial, after));
    return new Prediction(clock.instant(), predicted, artifact, "serial " + state.serial);
  }

  @Override
  public StepResult perform(
      Target target, Ownership ownership, Instruction instruction, Lease lease) {
    if (!(instruction instanceof Instruction.RunArtifact run)) {
      return new StepResult.Stale("a stack runs saved plans only");
    }
    Saved plan = saved.get(run.plan().digest());
    State state = state(target);
    if (plan == null || plan.serial() != state.serial) {
      return new StepResult.Stale("the saved plan is stale");
    }
    if (state.lockedBy != null) {
      return new StepResult.Stale("the state is locked by " + state.lockedBy);
    }
    runs.merge(run.plan().digest(), 1, Integer::sum);
    state.resources.clear();
    state.resources.putAll(plan.after());
    state.serial++;
    return new StepResult.Done(run.address().text(), "serial " + state.serial);
  }

  /** Nobody but a person can say what an interrupted apply did. */
  @Override
  public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
    return new StepResult.Unknown("the runner was lost during the apply");
  }

  @Override
  public ObservedState observe(Target target, List<Address> addresses) {
    State state = state(target);
    return new ObservedState(
        target.uid(),
        clock.instant(),
        addresses.stream()
            .filter(state.resources::containsKey)
            .map(it -> new Resource(it, state.resources.get(it), null))
            .toList());
  }

  @Override
  public Watch watch(String installation, Consumer<Hint> hints) {
    return () -> {};
  }
}
