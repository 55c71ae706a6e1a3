package dev.esclusa.adapters.terraform;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Resource;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.Artifact;
import dev.esclusa.stack.Credential;
import dev.esclusa.stack.Purpose;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateLogin;
import dev.esclusa.terraform.Event;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.terraform.RunProgress;
import dev.esclusa.terraform.RunReport;
import dev.esclusa.tree.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Applies saved plans, each once, under the fencing token of a lease. What an apply left when its
 * server died is read back from its folder.
 */
final class StackActuator implements Actuator {
  private static final ChangeId READ_BACK = new ChangeId("read-back");
  private static final StepResult USED_BEFORE =
      new StepResult.Stale("the saved plan was used before");

  private final TerraformAuthority.Parts parts;
  private final StackJobs jobs;
  private final StackOperations operations;
  private final StackBaselines baselines;
  private final LeftRuns runs;
  private final Map<TargetUid, Live> running = new ConcurrentHashMap<>();

  /** An apply of this process. */
  private record Live(RunControl control, RunProgress progress) {
    RunReport report() {
      synchronized (progress) {
        return progress.report();
      }
    }
  }

  StackActuator(
      TerraformAuthority.Parts parts,
      StackJobs jobs,
      StackOperations operations,
      StackBaselines baselines,
      LeftRuns runs) {
    this.parts = parts;
    this.jobs = jobs;
    this.operations = operations;
    this.baselines = baselines;
    this.runs = runs;
  }

  @Override
  public StepResult perform(
      Target target, Ownership ownership, Instruction instruction, Lease lease) {
    if (!(instruction instanceof Instruction.RunArtifact run)) {
      return new StepResult.Stale("a stack runs saved plans only");
    }
    try {
      byte[] bytes = parts.artifacts().open(target.uid(), Purpose.SAVED_PLAN, run.plan().digest());
      StackOperation operation = StackOperation.read(bytes);
      if (operation == null) {
        return apply(target, run, bytes, lease);
      }
      return use(target, run.plan(), lease)
          ? operations.carryOut(target, run, operation, lease)
          : USED_BEFORE;
    } catch (ProblemException e) {
      return new StepResult.Failed(e.problem());
    }
  }

  /** Used up before an engine sees it: whatever happens then, it never runs again. */
  private boolean use(Target target, SavedPlan plan, Lease lease) {
    return parts
        .artifacts()
        .consume(
            target.uid(),
            plan.digest(),
            new ChangeId("token-" + lease.fencingToken()),
            lease.fencingToken());
  }

  /** When the run has its folder already, so that a crash leaves no doubt whether it began. */
  private void useUp(Target target, SavedPlan plan, Lease lease) {
    if (!use(target, plan, lease)) {
      throw Problem.environment(
              "TFM-0050",
              "the saved plan of stack " + target.name() + " was used before",
              "Nothing to do: it is planned again.")
          .asException();
    }
  }

  private StepResult apply(Target target, Instruction.RunArtifact run, byte[] plan, Lease lease) {
    runs.forget(target);
    StackInput stack = StackInput.of(target, run.desired());
    Engine engine = jobs.engine(stack);
    jobs.requireIsolation(target);
    RunId id = applyId(run.plan().digest());
    Live live = new Live(new RunControl(), new RunProgress());
    running.put(target.uid(), live);
    try {
      byte[] lockFile = SavedPlanFile.lockFile(plan);
      byte[] rendered = jobs.render(target, engine, plan, run.plan().digest(), lockFile);
      PlanDocument document = PlanDocument.read(rendered);
      requireMeaning(target, run.plan(), document);
      baselines.begin(target.uid(), rendered, document);
      StateLogin login = jobs.login(stack, id, Credential.Right.WRITE, lease.fencingToken());
      RunApplied applied =
          parts
              .runner()
              .apply(
                  new RunApplyJob(
                      id.text(),
                      jobs.runStack(stack, engine, login),
                      parts.identities().of(stack, RunKind.APPLY),
                      plan,
                      run.plan().digest(),
                      lockFile,
                      parts.limits(),
                      new RunOutput(StackJobs.scrubber(login), event -> note(live, event)),
                      live.control()),
                  () -> useUp(target, run.plan(), lease));
      if (applied.erroredState() != null) {
        parts.artifacts().put(target.uid(), Purpose.ERRORED_STATE, applied.erroredState());
      }
      return ended(
          target,
          run.desired(),
          id,
          applied.report(),
          applied.end().exitCode(),
          applied.problem(),
          applied.erroredState() != null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new StepResult.Unknown("the server stopped; the engine works on", List.of());
    } finally {
      running.remove(target.uid());
    }
  }

  private void requireMeaning(Target target, SavedPlan approved, PlanDocument document) {
    Digest meaning = StackPlan.of(document, parts.redaction()).hash().digest();
    if (!meaning.equals(approved.meaning())) {
      throw Problem.defect(
              "TFM-0049",
              "the saved plan of stack "
                  + target.name()
                  + " means "
                  + meaning
                  + ", approved was "
                  + approved.meaning(),
              "Nothing was applied. Plan again, and report it with both plans' digests.")
          .asException();
    }
  }

  private static void note(Live live, Event event) {
    synchronized (live.progress()) {
      live.progress().accept(event);
    }
  }

  private StepResult ended(
      Target target,
      List<Resource> desired,
      RunId run,
      RunReport report,
      OptionalInt exitCode,
      @Nullable Problem problem,
      boolean erroredState) {
    StepResult result =
        ApplyOutcome.of(
            target.name().text(),
            report,
            exitCode,
            problem,
            erroredState,
            jobs.mark(target, desired));
    if (!(result instanceof StepResult.Unknown)) {
      parts.states().close(run);
    }
    switch (result) {
      case StepResult.Ran ran -> {
        parts.states().accept(target.uid());
        baselines.expect(target.uid(), ran.problem() == null ? null : report.completed());
      }
      // Killed: what its stream saw the end of is accepted, the rest is for a person to say.
      case StepResult.Unknown _ -> baselines.expect(target.uid(), report.completed());
      case StepResult.Done _, StepResult.Failed _, StepResult.Skipped _, StepResult.Stale _ -> {}
    }
    return result;
  }

  @Override
  public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
    if (!(instruction instanceof Instruction.RunArtifact run)) {
      return new StepResult.Stale("a stack runs saved plans only");
    }
    try {
      RunLeft left = runs.of(applyId(run.plan().digest()));
      if (left != null) {
        return readBack(target, run.desired(), left);
      }
      Artifact artifact =
          parts
              .artifacts()
              .artifact(target.uid(), Purpose.SAVED_PLAN, run.plan().digest())
              .orElse(null);
      return artifact == null || neverBegins(target, artifact)
          ? new StepResult.Skipped("the saved plan was never begun")
          : new StepResult.Unknown(
              "the saved plan of stack "
                  + target.name()
                  + " was begun, and what its engine said is not on this machine");
    } catch (IOException e) {
      return new StepResult.Unknown("the folder of the run cannot be read: " + e.getMessage());
    }
  }

  /**
   * Who hears that it never began goes on as if it never will: so it is used up here, and a server
   * that stood still and is taken for dead cannot begin it any more. Whoever asks again hears the
   * same.
   */
  private boolean neverBegins(Target target, Artifact artifact) {
    Artifact.Use use = artifact.use();
    if (use != null) {
      return use.change().equals(READ_BACK);
    }
    return artifact.droppedAt() != null
        || parts.artifacts().consume(target.uid(), artifact.digest(), READ_BACK, Long.MAX_VALUE);
  }

  private StepResult readBack(Target target, List<Resource> desired, RunLeft left)
      throws IOException {
    RunReport report = left.report(UnaryOperator.identity());
    if (left.lives()) {
      return new StepResult.Unknown("the engine still runs", List.of());
    }
    if (!left.reached(Runner.APPLY_STEP)) {
      return new StepResult.Skipped("the engine was never started on the saved plan");
    }
    byte[] errored = left.erroredState();
    if (errored != null) {
      parts.artifacts().put(target.uid(), Purpose.ERRORED_STATE, errored);
    }
    return ended(
        target, desired, new RunId(left.runId()), report, left.exitCode(), null, errored != null);
  }

  /**
   * A lock that somebody left: an apply would fail on it with its plan used up. Locks of foreign
   * backends are known to an engine only.
   */
  @Override
  public Optional<Problem> heldUp(Target target) {
    return parts
        .states()
        .lockOf(target.uid())
        .map(
            lock ->
                Problem.environment(
                    "TFM-0051",
                    "the state of stack "
                        + target.name()
                        + " is locked: lock "
                        + lock.id()
                        + " is "
                        + lock.words(),
                    "Wait until it is given back; when its holder is gone for good: esclusa unlock "
                        + target.name()
                        + " --lock "
                        + lock.id()
                        + " --reason ..."));
  }

  @Override
  public boolean stillRuns(Target target) {
    return runs.applies(target);
  }

  @Override
  public void interrupt(Target target, String reason) {
    Live live = running.get(target.uid());
    if (live != null) {
      live.control().stop();
    }
  }

  /** What the apply under way has come to so far; empty when none is. */
  List<RunReport.Operation> progress(TargetUid uid) {
    Live live = running.get(uid);
    return live == null ? List.of() : live.report().operations();
  }

  /** Folders of runs that nobody will ask about any more are removed, unless one works there. */
  void sweep(Target target) {
    if (!running.containsKey(target.uid())) {
      runs.sweep(target);
    }
  }

  /** Found again after a crash by whoever knows the plan. */
  private static RunId applyId(Digest plan) {
    return new RunId("a-" + plan.hex().substring(0, 32));
  }
}
