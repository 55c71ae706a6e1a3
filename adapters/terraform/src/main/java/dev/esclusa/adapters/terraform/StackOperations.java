package dev.esclusa.adapters.terraform;

import dev.esclusa.apply.Instruction;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult.StepOutcome;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Lease;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.stack.Artifact;
import dev.esclusa.stack.Purpose;
import dev.esclusa.stack.Verdict;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a stack without a plan of its engine: let it go, break a lock, lead out of doubt.
 * It is predicted, approved and done like a plan, by a document of our own in its place.
 */
final class StackOperations {
  private static final Address ERRORED_STATE =
      new Address.Terraform("state that the engine could not hand in");

  private final TerraformAuthority.Parts parts;
  private final StackJobs jobs;
  private final LeftRuns runs;
  private final ForeignStates foreign;

  StackOperations(
      TerraformAuthority.Parts parts, StackJobs jobs, LeftRuns runs, ForeignStates foreign) {
    this.parts = parts;
    this.jobs = jobs;
    this.runs = runs;
    this.foreign = foreign;
  }

  Prediction letGo(PredictionRequest request) {
    List<Predicted> resources = new ArrayList<>();
    for (Address address : request.inventory().addresses()) {
      resources.add(said(request, address, Action.FORGET, List.of()));
    }
    return operation(
        request, resources, new StackOperation.Deed.LetGo(request.inventory().addresses()));
  }

  Prediction unlocking(PredictionRequest request, Intent.Unlock unlock) {
    return operation(
        request,
        held(request, unlock.lock()).filter(it -> it.id().equals(unlock.lock())).stream()
            .map(it -> lock(request, it))
            .toList(),
        new StackOperation.Deed.BreakLock(unlock.lock()));
  }

  Prediction recovering(PredictionRequest request, Intent.Recover recover) {
    TargetUid uid = request.target().uid();
    List<Predicted> resources = new ArrayList<>();
    Held held = held(request, "").orElse(null);
    if (held != null) {
      resources.add(lock(request, held));
    }
    Artifact errored = errored(uid);
    if (errored != null) {
      byte[] state = parts.artifacts().open(uid, Purpose.ERRORED_STATE, errored.digest());
      resources.add(
          said(
              request,
              ERRORED_STATE,
              Action.ADOPT,
              List.of(
                  new FieldChange(
                      Pointer.of("state"),
                      Value.of(jobs.mark(request.target(), request.desired())),
                      Value.of(
                          SavedPlanFile.StateMark.of(
                              dev.esclusa.tree.Json.read("state", state, PlanDocument.LIMITS))),
                      false,
                      null))));
    }
    return operation(
        request,
        resources,
        new StackOperation.Deed.LeadOut(
            recover.change(),
            held == null ? null : held.id(),
            errored == null ? null : errored.digest()));
  }

  /**
   * @param named the lock that a person speaks of; empty where nobody named one
   */
  private Optional<Held> held(PredictionRequest request, String named) {
    StackInput elsewhere = StackJobs.elsewhere(request.target(), request.desired());
    if (elsewhere == null) {
      return parts.states().lockOf(request.target().uid()).map(it -> new Held(it.id(), it.words()));
    }
    return switch (foreignLock(elsewhere)) {
      case ForeignStates.Lock.Free _ -> Optional.empty();
      case ForeignStates.Lock.Held it ->
          Optional.of(new Held(it.details().id(), RunnerProblem.lockWords(it.details())));
      case ForeignStates.Lock.Unknown it ->
          named.isEmpty()
              ? Optional.empty()
              : Optional.of(new Held(named, "not seen: " + it.problem().cause()));
    };
  }

  /** With the credentials of plans: what may write exists after an approval only. */
  private ForeignStates.Lock foreignLock(StackInput stack) {
    jobs.requireIsolation(stack.target());
    try {
      return foreign.lock(
          jobs.planJob(
              jobs.runId("l"),
              stack,
              jobs.engine(stack),
              null,
              EnumSet.of(RunPlanJob.Option.LOCK, RunPlanJob.Option.NO_REFRESH)));
    } catch (InterruptedException e) {
      throw StackJobs.interrupted(stack.target(), e);
    }
  }

  private static Predicted lock(PredictionRequest request, Held held) {
    return said(
        request,
        lockAddress(held.id()),
        Action.DELETE,
        List.of(new FieldChange(Pointer.of("held"), Value.of(held.words()), null, false, null)));
  }

  private @Nullable Artifact errored(TargetUid uid) {
    return parts.artifacts().artifacts(uid, Purpose.ERRORED_STATE).stream()
        .filter(it -> it.droppedAt() == null)
        .findFirst()
        .orElse(null);
  }

  private static Predicted said(
      PredictionRequest request, Address address, Action action, List<FieldChange> fields) {
    return new Predicted(
        address,
        null,
        new Prediction.Live(Value.mapping(), address.text(), "", request.ownership()),
        null,
        List.of(),
        null,
        StackPlan.change(address, action, fields));
  }

  private Prediction operation(
      PredictionRequest request, List<Predicted> resources, StackOperation.Deed deed) {
    StackOperation operation = new StackOperation(deed, jobs.digits());
    if (request.keep()) {
      parts.artifacts().put(request.target().uid(), Purpose.SAVED_PLAN, operation.bytes());
    }
    return new Prediction(
        parts.tempo().now(),
        resources,
        operation.plan(),
        jobs.mark(request.target(), request.desired()));
  }

  StepResult carryOut(
      Target target, Instruction.RunArtifact run, StackOperation operation, Lease lease) {
    try {
      return carriedOut(target, run, operation, lease);
    } catch (InterruptedException e) {
      throw StackJobs.interrupted(target, e);
    }
  }

  private StepResult carriedOut(
      Target target, Instruction.RunArtifact run, StackOperation operation, Lease lease)
      throws InterruptedException {
    TargetUid uid = target.uid();
    StackInput elsewhere = StackJobs.elsewhere(target, run.desired());
    List<StepOutcome> done = new ArrayList<>();
    switch (operation.deed()) {
      case StackOperation.Deed.LetGo it ->
          it.addresses().forEach(address -> done.add(outcome(address, Action.FORGET)));
      case StackOperation.Deed.BreakLock it -> {
        breakLock(uid, elsewhere, it.lock(), verdict(lease, "the lock was broken"));
        done.add(outcome(lockAddress(it.lock()), Action.DELETE));
      }
      case StackOperation.Deed.LeadOut it -> {
        Verdict verdict = new Verdict(it.change(), lease.holder(), "led out of doubt");
        parts.states().raise(uid, lease.fencingToken(), verdict);
        if (it.lock() != null) {
          breakLock(uid, elsewhere, it.lock(), verdict);
          done.add(outcome(lockAddress(it.lock()), Action.DELETE));
        }
        if (it.errored() != null) {
          byte[] state = parts.artifacts().open(uid, Purpose.ERRORED_STATE, it.errored());
          if (elsewhere != null) {
            parts.runner().push(jobs.onState(elsewhere, RunKind.APPLY), state);
          } else {
            parts.states().replace(uid, state, verdict);
          }
          parts.artifacts().drop(uid, Purpose.ERRORED_STATE, it.errored());
          done.add(outcome(ERRORED_STATE, Action.ADOPT));
        }
        runs.close(target);
      }
    }
    return new StepResult.Ran(done, jobs.mark(target, run.desired()), null);
  }

  private void breakLock(
      TargetUid uid, @Nullable StackInput elsewhere, String lock, Verdict verdict)
      throws InterruptedException {
    if (elsewhere != null) {
      parts.runner().unlock(jobs.onState(elsewhere, RunKind.APPLY), lock);
    } else {
      parts.states().forceUnlock(uid, lock, verdict);
    }
  }

  private static Address lockAddress(String lock) {
    return new Address.Terraform("lock " + lock + " of the state");
  }

  private static StepOutcome outcome(Address address, Action action) {
    return new StepOutcome(address, action, new StepResult.Done(address.text(), "done"));
  }

  private static Verdict verdict(Lease lease, String reason) {
    return new Verdict(new ChangeId("token-" + lease.fencingToken()), lease.holder(), reason);
  }

  /** A lock as it is told to people. */
  private record Held(String id, String words) {}
}
