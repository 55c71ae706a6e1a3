package dev.esclusa.adapters.terraform;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult.StepOutcome;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Drift;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Lease;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.plan.Predictor;
import dev.esclusa.stack.Artifact;
import dev.esclusa.stack.Artifacts;
import dev.esclusa.stack.Credential;
import dev.esclusa.stack.Purpose;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.stack.StateLogin;
import dev.esclusa.stack.Verdict;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.terraform.Adoption;
import dev.esclusa.terraform.DriftFinding;
import dev.esclusa.terraform.Event;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.terraform.RiskFacts;
import dev.esclusa.terraform.RunProgress;
import dev.esclusa.terraform.RunReport;
import dev.esclusa.terraform.Secrets;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stacks through the engines: predicted by a saved plan, changed by applying exactly that plan
 * once, observed by planning again. Plans are made with credentials that may read, applies under
 * the fencing token of a lease; what an apply left when its server died is read back from its
 * folder.
 */
public final class TerraformAuthority implements Predictor, Actuator, Observer {
  private static final Logger LOG = LoggerFactory.getLogger(TerraformAuthority.class);
  private static final int ID_BYTES = 8;
  private static final ChangeId READ_BACK = new ChangeId("read-back");
  private static final StepResult USED_BEFORE =
      new StepResult.Stale("the saved plan was used before");

  /** What an engine ended well is written down by then. */
  private static final Duration RECORDED_BY = Duration.ofMinutes(10);

  private final Parts parts;
  private final StackBaselines baselines;
  private final ForeignStates foreign;
  private final Map<TargetUid, Live> running = new ConcurrentHashMap<>();

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

  /** An apply of this process. */
  private record Live(RunControl control, RunProgress progress) {
    RunReport report() {
      synchronized (progress) {
        return progress.report();
      }
    }
  }

  public TerraformAuthority(Parts parts) {
    this.parts = parts;
    this.foreign = new ForeignStates(parts.runner());
    this.baselines =
        new StackBaselines(parts.artifacts(), StackPlan.masking(parts.redaction()), parts.tempo());
  }

  // --- what would happen ---

  @Override
  public Prediction predict(PredictionRequest request) {
    sweep(request.target());
    if (!request.desired().isEmpty()) {
      foreign.remember(StackInput.of(request.target(), request.desired()));
    }
    return switch (request.intent()) {
      case Intent.Unlock it -> unlocking(request, it);
      case Intent.Recover it -> recovering(request, it);
      case Intent.Decommission _ when request.desired().isEmpty() -> letGo(request);
      case Intent.Decommission _ -> planned(request, EnumSet.of(RunPlanJob.Option.DESTROY));
      case Intent.Accept _ -> planned(request, EnumSet.of(RunPlanJob.Option.REFRESH_ONLY));
      case Intent.Follow _,
          Intent.Restore _,
          Intent.RollBack _,
          Intent.Transfer _,
          Intent.Erase _ ->
          planned(request, EnumSet.noneOf(RunPlanJob.Option.class));
    };
  }

  private Prediction planned(PredictionRequest request, Set<RunPlanJob.Option> options) {
    Target target = request.target();
    StackInput stack = StackInput.of(target, request.desired());
    Engine engine = engine(stack);
    String before = stack.ownBackend() ? "" : mark(target.uid());
    try {
      return read(request, engine, made(stack, engine, options), before);
    } catch (InterruptedException e) {
      throw interrupted(target, e);
    }
  }

  private RunPlanned.Made made(StackInput stack, Engine engine, Set<RunPlanJob.Option> options)
      throws InterruptedException {
    requireIsolation(stack.target());
    RunId run = runId("p");
    StateLogin login = login(stack, run, Credential.Right.READ, 0);
    try {
      return switch (parts.runner().plan(planJob(run, stack, engine, login, options))) {
        case RunPlanned.Failed it -> throw it.problem().asException();
        case RunPlanned.Made it -> it;
      };
    } finally {
      if (login != null) {
        parts.states().close(run);
      }
    }
  }

  // --- what Git would have to say ---

  /** What is real is looked at anew; a drift tells less of it than a plan. */
  @Override
  public Optional<dev.esclusa.observe.Adoption> adoption(
      Target target, List<Resource> desired, Drift drift) {
    if (desired.isEmpty()) {
      return Optional.empty();
    }
    StackInput stack = StackInput.of(target, desired);
    Engine engine = engine(stack);
    try {
      RunPlanned.Made made = made(stack, engine, EnumSet.noneOf(RunPlanJob.Option.class));
      PlanDocument document =
          PlanDocument.read(render(target, engine, made.plan(), made.planHash(), made.lockFile()));
      List<DriftFinding> findings =
          drift(stack, document, baselines.of(target.uid())).findings().stream()
              .filter(it -> it.address().equals(drift.address().text()))
              .toList();
      return Optional.of(
          CodePatch.of(
              Adoption.of(
                  document, findings, stack.sources(), stack.folder(), Secrets.of(document)),
              stack.sources(),
              stack.folder()));
    } catch (InterruptedException e) {
      throw interrupted(target, e);
    }
  }

  private RunPlanJob planJob(
      RunId run,
      StackInput stack,
      Engine engine,
      @Nullable StateLogin login,
      Set<RunPlanJob.Option> options) {
    return new RunPlanJob(
        run.text(),
        runStack(stack, engine, login),
        parts.identities().of(stack, RunKind.PLAN),
        stack.variables(),
        stack.variableFiles(),
        options,
        parts.limits(),
        RunOutput.unseen(scrubber(login)),
        new RunControl());
  }

  /**
   * @param before the state as it was when the plan began; empty where the plan has to tell
   */
  private Prediction read(
      PredictionRequest request, Engine engine, RunPlanned.Made made, String before)
      throws InterruptedException {
    TargetUid uid = request.target().uid();
    String mark = before.isEmpty() ? SavedPlanFile.mark(made.plan()) : before;
    StackBaselines.Kept kept = baselines.of(uid);
    boolean accepts = request.intent() instanceof Intent.Accept;
    if (made.clean() && !accepts && !request.keep() && kept.holds(mark)) {
      SavedPlan nothing =
          new SavedPlan(made.planHash(), Digest.of(new byte[0]), engine.toString(), List.of());
      return new Prediction(parts.tempo().now(), List.of(), nothing, mark);
    }
    PlanDocument document =
        PlanDocument.read(
            render(request.target(), engine, made.plan(), made.planHash(), made.lockFile()));
    StackPlan plan = StackPlan.of(document, parts.redaction());
    plan.requireApprovable(request.target().name().text());
    if (kept.pending() && !accepts) {
      kept = baselines.settle(uid, kept, document, mark);
    }
    StackInput stack = StackInput.of(request.target(), request.desired());
    StackDrift drift = drift(stack, document, kept);
    List<DriftFinding> findings = drift.findings();
    List<DriftFinding> unresolved = accepts ? List.of() : drift.unresolved();
    RiskFacts facts = RiskFacts.of(document);
    List<Predicted> resources =
        accepts
            ? acceptable(findings, request.ownership(), mark)
            : plan.predicted(request.ownership(), mark, StackRisk.guarded(facts), drift);
    SavedPlan saved =
        new SavedPlan(
            made.planHash(),
            plan.hash().digest(),
            engine.toString(),
            StackRisk.concerns(facts, unresolved),
            accepts ? List.of() : StackRisk.summary(facts),
            stack.unstable());
    if (request.keep()) {
      parts.artifacts().put(uid, Purpose.SAVED_PLAN, made.plan());
    }
    return new Prediction(
        parts.tempo().now(),
        resources,
        saved,
        mark,
        StackDrift.changes(unresolved),
        plan.masked(parts.redaction(), stack.written()));
  }

  private StackDrift drift(StackInput stack, PlanDocument document, StackBaselines.Kept kept) {
    return StackDrift.of(
        document, kept.baseline(), stack.controllers(), StackPlan.masking(parts.redaction()));
  }

  /** What drifted is taken as it is: the world stays, what counts as accepted moves. */
  private static List<Predicted> acceptable(
      List<DriftFinding> findings, Ownership ownership, String mark) {
    List<Predicted> all = new ArrayList<>();
    for (ResourceChange drifted : StackDrift.changes(findings)) {
      Action action = drifted.action() == Action.DELETE ? Action.FORGET : Action.ADOPT;
      all.add(
          StackPlan.predicted(
              StackPlan.change(drifted.address(), action, drifted.fields()),
              true,
              ownership,
              mark));
    }
    return all;
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

  private byte[] render(Target target, Engine engine, byte[] plan, Digest planHash, byte[] lockFile)
      throws InterruptedException {
    return parts
        .runner()
        .render(
            new RunRenderJob(
                runId("r").text(),
                target.name().text(),
                engine,
                plan,
                planHash,
                lockFile,
                parts.limits(),
                new RunControl()));
  }

  // --- what needs no engine ---

  private Prediction letGo(PredictionRequest request) {
    List<Predicted> resources = new ArrayList<>();
    for (Address address : request.inventory().addresses()) {
      resources.add(said(request, address, Action.FORGET, List.of()));
    }
    return operation(
        request, resources, new StackOperation.Deed.LetGo(request.inventory().addresses()));
  }

  private Prediction unlocking(PredictionRequest request, Intent.Unlock unlock) {
    return operation(
        request,
        held(request, unlock.lock()).filter(it -> it.id().equals(unlock.lock())).stream()
            .map(it -> lock(request, it))
            .toList(),
        new StackOperation.Deed.BreakLock(unlock.lock()));
  }

  /** A lock as it is told to people. */
  private record Held(String id, String words) {}

  /**
   * @param named the lock that a person speaks of; empty where nobody named one
   */
  private Optional<Held> held(PredictionRequest request, String named) {
    StackInput elsewhere = elsewhere(request.target(), request.desired());
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
    requireIsolation(stack.target());
    try {
      return foreign.lock(
          planJob(
              runId("l"),
              stack,
              engine(stack),
              null,
              EnumSet.of(RunPlanJob.Option.LOCK, RunPlanJob.Option.NO_REFRESH)));
    } catch (InterruptedException e) {
      throw interrupted(stack.target(), e);
    }
  }

  private static Predicted lock(PredictionRequest request, Held held) {
    return said(
        request,
        lockAddress(held.id()),
        Action.DELETE,
        List.of(new FieldChange(Pointer.of("held"), Value.of(held.words()), null, false, null)));
  }

  private Prediction recovering(PredictionRequest request, Intent.Recover recover) {
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
              new Address.Terraform("state that the engine could not hand in"),
              Action.ADOPT,
              List.of(
                  new FieldChange(
                      Pointer.of("state"),
                      Value.of(mark(request.target(), request.desired())),
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
    StackOperation operation =
        new StackOperation(deed, HexFormat.of().formatHex(parts.tempo().chance().bytes(ID_BYTES)));
    if (request.keep()) {
      parts.artifacts().put(request.target().uid(), Purpose.SAVED_PLAN, operation.bytes());
    }
    return new Prediction(
        parts.tempo().now(),
        resources,
        operation.plan(),
        mark(request.target(), request.desired()));
  }

  // --- doing it ---

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
      return use(target, run.plan(), lease) ? carryOut(target, run, operation, lease) : USED_BEFORE;
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

  private StepResult carryOut(
      Target target, Instruction.RunArtifact run, StackOperation operation, Lease lease) {
    try {
      return carriedOut(target, run, operation, lease);
    } catch (InterruptedException e) {
      throw interrupted(target, e);
    }
  }

  /**
   * Where the backend is not ours.
   *
   * @param as whose credentials it is done with
   */
  private RunStateJob onState(StackInput stack, RunKind as) {
    requireIsolation(stack.target());
    return new RunStateJob(
        runId("s").text(),
        runStack(stack, engine(stack), null),
        parts.identities().of(stack, as),
        parts.limits(),
        RunOutput.unseen(line -> line),
        new RunControl());
  }

  /** The sources of a stack whose backend is not ours; absent of one whose is. */
  private static @Nullable StackInput elsewhere(Target target, List<Resource> desired) {
    if (desired.isEmpty()) {
      return null;
    }
    StackInput stack = StackInput.of(target, desired);
    return stack.ownBackend() ? stack : null;
  }

  private StepResult carriedOut(
      Target target, Instruction.RunArtifact run, StackOperation operation, Lease lease)
      throws InterruptedException {
    TargetUid uid = target.uid();
    StackInput elsewhere = elsewhere(target, run.desired());
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
            parts.runner().push(onState(elsewhere, RunKind.APPLY), state);
          } else {
            parts.states().replace(uid, state, verdict);
          }
          parts.artifacts().drop(uid, Purpose.ERRORED_STATE, it.errored());
          done.add(
              outcome(
                  new Address.Terraform("state that the engine could not hand in"), Action.ADOPT));
        }
        closeRuns(target);
      }
    }
    return new StepResult.Ran(done, mark(target, run.desired()), null);
  }

  private void breakLock(
      TargetUid uid, @Nullable StackInput elsewhere, String lock, Verdict verdict)
      throws InterruptedException {
    if (elsewhere != null) {
      parts.runner().unlock(onState(elsewhere, RunKind.APPLY), lock);
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

  private StepResult apply(Target target, Instruction.RunArtifact run, byte[] plan, Lease lease) {
    forgetRuns(target);
    StackInput stack = StackInput.of(target, run.desired());
    Engine engine = engine(stack);
    requireIsolation(target);
    RunId id = applyId(run.plan().digest());
    Live live = new Live(new RunControl(), new RunProgress());
    running.put(target.uid(), live);
    try {
      byte[] lockFile = SavedPlanFile.lockFile(plan);
      byte[] rendered = render(target, engine, plan, run.plan().digest(), lockFile);
      PlanDocument document = PlanDocument.read(rendered);
      requireMeaning(target, run.plan(), document);
      baselines.begin(target.uid(), rendered, document);
      StateLogin login = login(stack, id, Credential.Right.WRITE, lease.fencingToken());
      RunApplied applied =
          parts
              .runner()
              .apply(
                  new RunApplyJob(
                      id.text(),
                      runStack(stack, engine, login),
                      parts.identities().of(stack, RunKind.APPLY),
                      plan,
                      run.plan().digest(),
                      lockFile,
                      parts.limits(),
                      new RunOutput(scrubber(login), event -> note(live, event)),
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
            target.name().text(), report, exitCode, problem, erroredState, mark(target, desired));
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

  // --- after a crash ---

  @Override
  public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
    if (!(instruction instanceof Instruction.RunArtifact run)) {
      return new StepResult.Stale("a stack runs saved plans only");
    }
    try {
      RunLeft left = left(applyId(run.plan().digest()));
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
    try {
      for (RunLeft left : parts.runs().left()) {
        if (left.kind() == RunKind.APPLY
            && left.subject().equals(target.name().text())
            && left.lives()) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return true; // nobody may act on what nobody can see
    }
  }

  @Override
  public void interrupt(Target target, String reason) {
    Live live = running.get(target.uid());
    if (live != null) {
      live.control().stop();
    }
  }

  /** What the apply under way has come to so far; empty when none is. */
  public List<RunReport.Operation> progress(TargetUid uid) {
    Live live = running.get(uid);
    return live == null ? List.of() : live.report().operations();
  }

  private @Nullable RunLeft left(RunId id) throws IOException {
    for (RunLeft left : parts.runs().left()) {
      if (left.kind() == RunKind.APPLY && left.runId().equals(id.text())) {
        return left;
      }
    }
    return null;
  }

  /** Their engines are gone by a person's word, and so are their credentials. */
  private void closeRuns(Target target) {
    try {
      for (RunLeft left : parts.runs().left()) {
        if (left.kind() == RunKind.APPLY && left.subject().equals(target.name().text())) {
          parts.states().close(new RunId(left.runId()));
        }
      }
    } catch (IOException e) {
      LOG.warn("the runs of {} could not be listed: {}", target.name(), e.toString());
    }
    forgetRuns(target);
  }

  /** Whoever may apply now knows what came of what was applied before. */
  private void forgetRuns(Target target) {
    try {
      for (RunLeft left : parts.runs().left()) {
        if (left.subject().equals(target.name().text()) && !left.lives()) {
          left.remove();
        }
      }
    } catch (IOException e) {
      throw new ProblemException(
          Problem.environment(
              "TFM-0046",
              "the folders of runs cannot be read: " + e.getMessage(),
              "Look at the runs folder in the server's data folder."),
          e);
    }
  }

  /** Runs that nobody will ask about any more leave their folders; the next look tries again. */
  private void sweep(Target target) {
    if (running.containsKey(target.uid())) {
      return;
    }
    try {
      for (RunLeft left : parts.runs().left()) {
        if (left.subject().equals(target.name().text()) && forgotten(left) && !left.lives()) {
          left.remove();
        }
      }
    } catch (IOException e) {
      LOG.warn("the folders of runs of {} could not be swept: {}", target.name(), e.toString());
    }
  }

  private boolean forgotten(RunLeft left) throws IOException {
    Instant now = parts.tempo().now();
    return left.kind() == RunKind.APPLY
        ? left.reached(Runner.APPLY_STEP)
            && left.exitCode().equals(OptionalInt.of(0))
            && left.startedAt().isBefore(now.minus(RECORDED_BY))
        : left.startedAt().isBefore(now.minus(parts.limits().wallTime()));
  }

  // --- what is there ---

  @Override
  public ObservedState observe(Target target, List<Address> addresses) {
    Set<String> there = there(target);
    return new ObservedState(
        target.uid(),
        parts.tempo().now(),
        addresses.stream()
            .filter(it -> there == null || there.contains(it.text()))
            .map(it -> new Resource(it, Value.mapping(), null))
            .toList());
  }

  /** Absent where the state is elsewhere and nobody planned yet; the plan that follows tells. */
  private @Nullable Set<String> there(Target target) {
    String state = target.place().get("state");
    if (state != null && state.startsWith("esclusa:")) {
      return StateObjects.of(parts.states(), target.uid());
    }
    StackInput stack = foreign.sources(target.uid()).orElse(null);
    try {
      return stack == null ? null : foreign.look(onState(stack, RunKind.PLAN)).addresses();
    } catch (InterruptedException e) {
      throw interrupted(target, e);
    }
  }

  /** Engines tell nothing of what moves; time and hints of audit logs do. */
  @Override
  public Watch watch(String installation, Consumer<Hint> hints) {
    return () -> {};
  }

  // --- engines, isolation, credentials ---

  private Engine engine(StackInput stack) {
    EngineKind asked = stack.engine();
    if (asked != null) {
      return parts.engines().choose(asked, stack.version());
    }
    boolean tofu =
        parts.engines().all().stream()
            .anyMatch(it -> it.kind() == EngineKind.TOFU && stack.version().admits(it.version()));
    return parts.engines().choose(tofu ? EngineKind.TOFU : EngineKind.TERRAFORM, stack.version());
  }

  private void requireIsolation(Target target) {
    if (parts.runner().isolation() instanceof Isolation.None none
        && !parts.unisolated().test(target)) {
      throw Problem.environment(
              "TFM-0047",
              "stack "
                  + target.name()
                  + " is not run: the kernel keeps its engine apart from nothing ("
                  + none.because()
                  + ")",
              "Allow user namespaces on the server's machine, or declare isolation: none in"
                  + " Environment "
                  + target.environment()
                  + ".")
          .asException();
    }
  }

  private @Nullable StateLogin login(
      StackInput stack, RunId run, Credential.Right right, long token) {
    return stack.ownBackend()
        ? null
        : parts.states().issue(stack.target().uid(), run, right, token);
  }

  private RunStack runStack(StackInput stack, Engine engine, @Nullable StateLogin login) {
    return new RunStack(
        stack.target().name().text(),
        engine,
        stack.files(),
        stack.folder(),
        List.of(""),
        login == null ? stack.workspace() : "default",
        login == null
            ? new RunBackend.AsWritten()
            : new RunBackend.Http(
                parts.stateAddress().apply(stack.target().uid()), login.user(), login.password()),
        RunStack.Modules.CHECKOUT,
        login == null
            ? parts.localStates().of(stack.target(), parts.runner().isolation())
            : List.of());
  }

  private static UnaryOperator<String> scrubber(@Nullable StateLogin login) {
    return login == null ? line -> line : line -> line.replace(login.password(), "(sensitive)");
  }

  private RunId runId(String kind) {
    return new RunId(kind + "-" + HexFormat.of().formatHex(parts.tempo().chance().bytes(ID_BYTES)));
  }

  /** Found again after a crash by whoever knows the plan. */
  private static RunId applyId(Digest plan) {
    return new RunId("a-" + plan.hex().substring(0, 32));
  }

  /** Lineage and serial of the state now, wherever it is. */
  private String mark(Target target, List<Resource> desired) {
    StackInput elsewhere = elsewhere(target, desired);
    if (elsewhere == null) {
      return mark(target.uid());
    }
    try {
      return foreign.mark(onState(elsewhere, RunKind.PLAN));
    } catch (InterruptedException e) {
      throw interrupted(target, e);
    }
  }

  private String mark(TargetUid uid) {
    return parts
        .states()
        .current(uid)
        .map(it -> SavedPlanFile.StateMark.of(it.lineage(), Long.toString(it.serial())))
        .orElse(SavedPlanFile.StateMark.NONE);
  }

  private static ProblemException interrupted(Target target, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ProblemException(
        Problem.environment(
            "TFM-0048",
            "planning stack " + target.name() + " was interrupted",
            "Nothing to do: it is planned again."),
        e);
  }
}
