package dev.esclusa.control;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult.StepOutcome;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Lease;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.plan.Predictor;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An authority that saves plans and says of everything what a test wants it to. One object follows
 * the files of the stack; what was applied is not remembered, so no plan becomes stale by itself.
 */
final class FakeStack implements Predictor, Actuator, Observer {
  static final Address OBJECT = new Address.Terraform("terraform_data.server");

  private final InstantSource clock;
  private int plans;

  /** What is asked of it, oldest first. */
  final List<PredictionRequest> asked = new ArrayList<>();

  final List<Instruction.RunArtifact> performed = new ArrayList<>();

  /** What an apply comes to. */
  Function<Instruction.RunArtifact, StepResult> outcome = _ -> ran(null);

  /** What can be read back of an apply whose runner was lost. */
  StepResult left = new StepResult.Unknown("its folder is gone", List.of(OBJECT));

  boolean engineRuns;
  @Nullable Problem heldUp;

  /** What keeps it from answering. */
  Function<PredictionRequest, Optional<Problem>> unreachable = _ -> Optional.empty();

  /** What the object is before an apply; another one makes each plan stale. */
  String before = "old";

  FakeStack(InstantSource clock) {
    this.clock = clock;
  }

  Authorities.Served served() {
    return new Authorities.Served(this, this, this, Authorities.Recovery.NEEDS_VERDICT);
  }

  static StepResult ran(@Nullable Problem problem) {
    return new StepResult.Ran(
        List.of(
            new StepOutcome(
                OBJECT,
                Action.UPDATE,
                problem == null
                    ? new StepResult.Done(OBJECT.text(), "1")
                    : new StepResult.Failed(problem))),
        "lineage/1",
        problem);
  }

  @Override
  public Prediction predict(PredictionRequest request) {
    asked.add(request);
    unreachable
        .apply(request)
        .ifPresent(
            it -> {
              throw it.asException();
            });
    return switch (request.intent()) {
      case Intent.Recover it -> saved("lead out " + it.change(), List.of());
      case Intent.Unlock it ->
          saved(
              "unlock " + it.lock(),
              List.of(change(new Address.Terraform("lock " + it.lock()), Action.DELETE, null)));
      case Intent.Decommission _ ->
          saved(
              "decommission " + request.desired().size(),
              List.of(
                  change(
                      OBJECT, request.desired().isEmpty() ? Action.FORGET : Action.DELETE, null)));
      case Intent.Follow _,
          Intent.RollBack _,
          Intent.Restore _,
          Intent.Accept _,
          Intent.Transfer _,
          Intent.Erase _ -> {
        String wanted = text(request.desired().getFirst().body());
        yield saved(before + " -> " + wanted, List.of(change(OBJECT, Action.UPDATE, wanted)));
      }
    };
  }

  /** A commit has one main.tf, which is all that it asks for. */
  private static String text(Value body) {
    return Canonical.hash("test/body", body).shortText();
  }

  private ResourceChange change(Address address, Action action, @Nullable String wanted) {
    List<FieldChange> fields =
        wanted == null
            ? List.of()
            : List.of(
                new FieldChange(
                    Pointer.of("input"), Value.of(before), Value.of(wanted), false, null));
    return new ResourceChange(address, action, fields, 0, "sync", false, null);
  }

  private Prediction saved(String meaning, List<ResourceChange> changes) {
    Digest bytes = Digest.of((meaning + " " + plans++).getBytes(StandardCharsets.UTF_8));
    return new Prediction(
        clock.instant(),
        changes.stream()
            .map(
                it -> new Prediction.Predicted(it.address(), null, null, null, List.of(), null, it))
            .toList(),
        new SavedPlan(
            bytes, Digest.of(meaning.getBytes(StandardCharsets.UTF_8)), "fake 1", List.of()),
        "lineage/1");
  }

  @Override
  public StepResult perform(
      Target target, Ownership ownership, Instruction instruction, Lease lease) {
    Instruction.RunArtifact run = (Instruction.RunArtifact) instruction;
    performed.add(run);
    return outcome.apply(run);
  }

  @Override
  public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
    return left;
  }

  @Override
  public boolean stillRuns(Target target) {
    return engineRuns;
  }

  @Override
  public Optional<Problem> heldUp(Target target) {
    return Optional.ofNullable(heldUp);
  }

  @Override
  public ObservedState observe(Target target, List<Address> addresses) {
    return new ObservedState(target.uid(), clock.instant(), List.of());
  }

  @Override
  public Watch watch(String installation, Consumer<Hint> hints) {
    return () -> {};
  }
}
