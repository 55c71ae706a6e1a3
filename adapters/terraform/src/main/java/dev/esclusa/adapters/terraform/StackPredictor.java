package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Action;
import dev.esclusa.model.Drift;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.stack.Credential;
import dev.esclusa.stack.Purpose;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateLogin;
import dev.esclusa.terraform.Adoption;
import dev.esclusa.terraform.DriftFinding;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.terraform.RiskFacts;
import dev.esclusa.terraform.Secrets;
import dev.esclusa.tree.Digest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What would happen to stacks: a saved plan, rendered and read, beside what drifted before. */
final class StackPredictor {
  private final TerraformAuthority.Parts parts;
  private final StackJobs jobs;
  private final StackOperations operations;
  private final StackBaselines baselines;
  private final ForeignStates foreign;

  StackPredictor(
      TerraformAuthority.Parts parts,
      StackJobs jobs,
      StackOperations operations,
      StackBaselines baselines,
      ForeignStates foreign) {
    this.parts = parts;
    this.jobs = jobs;
    this.operations = operations;
    this.baselines = baselines;
    this.foreign = foreign;
  }

  Prediction predict(PredictionRequest request) {
    if (!request.desired().isEmpty()) {
      foreign.remember(StackInput.of(request.target(), request.desired()));
    }
    return switch (request.intent()) {
      case Intent.Unlock it -> operations.unlocking(request, it);
      case Intent.Recover it -> operations.recovering(request, it);
      case Intent.Decommission _ when request.desired().isEmpty() -> operations.letGo(request);
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
    Engine engine = jobs.engine(stack);
    String before = stack.ownBackend() ? "" : jobs.mark(target.uid());
    try {
      return read(request, engine, made(stack, engine, options), before);
    } catch (InterruptedException e) {
      throw StackJobs.interrupted(target, e);
    }
  }

  private RunPlanned.Made made(StackInput stack, Engine engine, Set<RunPlanJob.Option> options)
      throws InterruptedException {
    jobs.requireIsolation(stack.target());
    RunId run = jobs.runId("p");
    StateLogin login = jobs.login(stack, run, Credential.Right.READ, 0);
    try {
      return switch (parts.runner().plan(jobs.planJob(run, stack, engine, login, options))) {
        case RunPlanned.Failed it -> throw it.problem().asException();
        case RunPlanned.Made it -> it;
      };
    } finally {
      if (login != null) {
        parts.states().close(run);
      }
    }
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
            jobs.render(request.target(), engine, made.plan(), made.planHash(), made.lockFile()));
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

  /** What is real is looked at anew; a drift tells less of it than a plan. */
  Optional<dev.esclusa.observe.Adoption> adoption(
      Target target, List<Resource> desired, Drift drift) {
    if (desired.isEmpty()) {
      return Optional.empty();
    }
    StackInput stack = StackInput.of(target, desired);
    Engine engine = jobs.engine(stack);
    try {
      RunPlanned.Made made = made(stack, engine, EnumSet.noneOf(RunPlanJob.Option.class));
      PlanDocument document =
          PlanDocument.read(
              jobs.render(target, engine, made.plan(), made.planHash(), made.lockFile()));
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
      throw StackJobs.interrupted(target, e);
    }
  }
}
