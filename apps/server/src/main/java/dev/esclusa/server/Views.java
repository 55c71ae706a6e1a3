package dev.esclusa.server;

import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.Ledger;
import dev.esclusa.control.Payloads;
import dev.esclusa.control.Recorded;
import dev.esclusa.control.Story;
import dev.esclusa.control.TargetRecord;
import dev.esclusa.estate.ConfigurationTarget;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Drift;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Health;
import dev.esclusa.model.Managed;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.TargetUid;
import dev.esclusa.model.Verification;
import dev.esclusa.model.Waiver;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the API shows of the ledger: whole answers, ready to be written as JSON. */
final class Views {
  private final ControlPlane plane;
  private final Ledger ledger;
  private final Story story;
  private final LaneViews lanes;

  Views(ControlPlane plane) {
    this.plane = plane;
    this.ledger = plane.ledger();
    this.story = plane.story();
    this.lanes = new LaneViews(plane);
  }

  /** A change in one line. */
  record ChangeSummary(
      ChangeId id,
      String target,
      String state,
      String intent,
      @Nullable String commit,
      @Nullable String subject,
      @Nullable String broughtBy,
      @Nullable String risk,
      Instant proposedAt,
      Instant movedAt,
      @Nullable String reason,
      @Nullable String stopCause,
      @Nullable String outcome,
      @Nullable Health health,
      List<String> waitsFor) {}

  /** One requirement and how many have answered it. */
  record RequirementView(String rule, String team, int count, int have) {}

  /** One approval that stands or stood. */
  record ApprovalView(
      String approver,
      List<String> rules,
      Instant expiresAt,
      String method,
      @Nullable ChangeId carriedFrom,
      Digest binding) {}

  /** One entry of the change's stream. */
  record FactView(long index, String type, Instant at, String words) {}

  /**
   * One step of its apply.
   *
   * @param because why nothing was done, or what nobody knows
   */
  record StepView(
      int index,
      String action,
      String address,
      @Nullable String end,
      @Nullable Problem problem,
      @Nullable String because) {}

  /**
   * Everything about one change but plan and decision, which are fetched as stored.
   *
   * @param because why it was stopped, or is in doubt: of one that became stale, what moved
   * @param inShadow what rules found that are tried and do not decide yet
   * @param waivers the exceptions that its decision counts on, each with its end
   */
  record ChangeView(
      ChangeSummary summary,
      List<FactView> facts,
      List<RequirementView> required,
      List<ApprovalView> approvals,
      List<Finding> findings,
      @Nullable Problem admissionRefused,
      List<StepView> steps,
      @Nullable Verification verification,
      List<Problem> problems,
      @Nullable ChangeId supersedes,
      @Nullable ChangeId supersededBy,
      List<String> confirmDeletions,
      @Nullable Digest planHash,
      @Nullable Digest decisionHash,
      Digest desiredHash,
      Digest configHash,
      List<String> inDoubt,
      @Nullable WaitingView lane,
      @Nullable String because,
      List<Finding> inShadow,
      List<Waiver> waivers) {}

  /**
   * A change that waits for the lane of its target.
   *
   * @param position from 1; first in, first out
   * @param of how many wait
   * @param reasons why it does not go now; none when its turn has come
   */
  record WaitingView(
      ChangeId change, String intent, int position, int of, Instant since, List<String> reasons) {}

  /** A target's way in: who is in it, and who waits. */
  record LaneView(@Nullable HolderView holder, List<WaitingView> waiting) {}

  /** Who has a lane, in which state and since when, and what leads out of it. */
  record HolderView(ChangeId change, String state, Instant since, String words) {}

  /** A link of the chain of causes. */
  record Cause(Instant at, String words, @Nullable String link) {}

  /** A target and what is going on with it. */
  record TargetView(
      TargetUid uid,
      String name,
      String project,
      String environment,
      String owner,
      String authority,
      String riskTier,
      Map<String, String> place,
      @Nullable InPlace inPlace,
      List<ChangeSummary> open,
      List<Drift> drift,
      List<String> contested,
      boolean paused,
      @Nullable Instant pinnedUntil,
      int objects,
      LaneView lane) {}

  /** What a target was last brought to. */
  record InPlace(ChangeId change, @Nullable String commit, Instant at) {}

  // --- changes ---

  ChangeSummary summary(Recorded change) {
    Payloads.@Nullable Proposed proposed = proposed(change);
    Change state = change.unsealed();
    return new ChangeSummary(
        change.id(),
        proposed == null ? change.target().text() : proposed.managed().target().name().text(),
        change.change().state(),
        change.change().intent().word(),
        change.change().intent().commit(),
        proposed == null ? null : proposed.subject(),
        proposed == null ? null : proposed.actor(),
        risk(state),
        change.proposedAt(),
        change.movedAt(),
        proposed == null ? null : proposed.reason(),
        stopCause(state),
        outcome(state),
        state instanceof Change.Verified verified ? verified.by().health() : null,
        waitsFor(change, state));
  }

  private Payloads.@Nullable Proposed proposed(Recorded change) {
    return story.payload(change.indexOf(Fact.ChangeProposed.class), Payloads.Proposed.class);
  }

  static String kebab(Object name) {
    return name.toString()
        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .replace('_', '-')
        .toLowerCase(java.util.Locale.ROOT);
  }

  private static @Nullable String risk(Change state) {
    return state instanceof Change.Judged judged ? kebab(judged.plan().risk()) : null;
  }

  private static @Nullable String stopCause(Change state) {
    return switch (state) {
      case Change.Stopped it -> kebab(it.by().cause());
      case Change.Denied _ -> "denied";
      default -> null;
    };
  }

  private static @Nullable String outcome(Change state) {
    return switch (state) {
      case Change.Applied it -> kebab(it.outcome());
      case Change.Verified it -> kebab(it.was().outcome());
      default -> null;
    };
  }

  private List<String> waitsFor(Recorded change, Change state) {
    return switch (state) {
      case Change.AwaitingApproval it ->
          it.missing().stream()
              .map(story.decision(change).required()::get)
              .map(one -> one.count() + " of " + one.team() + " (rule " + one.rule() + ")")
              .toList();
      case Change.Approved it -> lanes.waitsFor(change, it);
      case Change.InDoubt _ -> List.of("a verdict: esclusa recover");
      default -> List.of();
    };
  }

  ChangeView change(Recorded change) {
    Change state = change.unsealed();
    Payloads.Decided decided = decided(change);
    PolicyDecision decision = decided == null ? null : decided.decision();
    return new ChangeView(
        summary(change),
        facts(change),
        required(state, decision),
        approvals(change, state),
        decision == null ? List.of() : decision.findings(),
        admissionRefused(change),
        steps(change),
        verification(change),
        problems(change),
        change.change().proposed().supersedes(),
        state instanceof Change.Stopped stopped ? stopped.by().supersededBy() : null,
        decision == null
            ? List.of()
            : decision.confirmDeletions().stream().map(Address::text).toList(),
        state instanceof Change.Judged judged ? judged.plan().planHash() : null,
        state instanceof Change.Judged judged ? judged.decided().decisionHash() : null,
        change.change().proposed().desiredHash(),
        change.change().proposed().configHash(),
        inDoubt(change),
        lanes.of(change),
        because(change, state),
        decision == null ? List.of() : decision.inShadow(),
        PolicyViews.conditions(plane, decided));
  }

  private @Nullable String because(Recorded change, Change state) {
    long index =
        switch (state) {
          case Change.Stopped _ -> change.indexOf(Fact.ChangeStopped.class);
          case Change.InDoubt _ -> change.indexOf(Fact.RunnerLost.class);
          default -> -1;
        };
    Payloads.Because because = index < 0 ? null : story.payload(index, Payloads.Because.class);
    return because == null ? null : because.reason();
  }

  /** As can be told by now; as it was told when the runner was lost, where nobody answers. */
  private List<String> inDoubt(Recorded change) {
    if (!(change.change() instanceof Change.InDoubt)) {
      return List.of();
    }
    List<Address> doubtful;
    try {
      doubtful = plane.desk().inDoubt(change.id());
    } catch (ProblemException e) {
      doubtful = story.inDoubt(change);
    }
    return doubtful.stream().map(Address::text).toList();
  }

  private List<FactView> facts(Recorded change) {
    List<FactView> views = new ArrayList<>();
    change.marks().forEach(mark -> views.add(fact(mark.index(), mark.fact(), mark.at())));
    Long erased = ledger.installation().erased().get(change.id());
    if (erased != null) {
      views.add(erasure(erased));
    }
    return views;
  }

  private static FactView fact(long index, Fact fact, Instant at) {
    return new FactView(index, kebab(fact.getClass().getSimpleName()), at, Words.of(fact));
  }

  /** It is a fact of the installation, which tells for ever who did it and why. */
  private FactView erasure(long index) {
    Envelope envelope = plane.entries(index, 1).getFirst().envelope();
    FactView told = fact(index, envelope.fact(), envelope.recordedAt());
    Payloads.Because because = story.payload(index, Payloads.Because.class);
    return because == null
        ? told
        : new FactView(
            index,
            told.type(),
            told.at(),
            told.words() + " by " + because.actor() + ": " + because.reason());
  }

  /** Who was asked is told for as long as the decision is kept. */
  private static List<RequirementView> required(Change state, @Nullable PolicyDecision decision) {
    if (!(state instanceof Change.Judged) || decision == null) {
      return List.of();
    }
    List<Change.Standing> standing =
        switch (state) {
          case Change.AwaitingApproval it -> it.approvals();
          case Change.Approved it -> it.approvals();
          case Change.Applying it -> it.was().approvals();
          case Change.InDoubt it -> it.was().was().approvals();
          case Change.Applied it -> it.was().was().approvals();
          case Change.Verified it -> it.was().was().was().approvals();
          default -> List.of();
        };
    List<RequirementView> views = new ArrayList<>();
    for (int i = 0; i < decision.required().size(); i++) {
      Requirement one = decision.required().get(i);
      views.add(
          new RequirementView(
              one.rule().text(), one.team(), one.count(), (int) Change.persons(standing, i)));
    }
    return views;
  }

  private List<ApprovalView> approvals(Recorded change, Change state) {
    List<ApprovalView> views = new ArrayList<>();
    for (Recorded.Mark mark : change.marks()) {
      ChangeId from = mark.fact() instanceof Fact.ApprovalCarried it ? it.from() : null;
      if (from == null && !(mark.fact() instanceof Fact.ApprovalGranted)) {
        continue;
      }
      Payloads.Granted granted = story.payload(mark.index(), Payloads.Granted.class);
      if (granted != null) {
        Approval it = granted.approval();
        views.add(
            new ApprovalView(
                it.approver(),
                it.binding().rules().stream().map(Object::toString).toList(),
                it.binding().expiresAt(),
                it.method(),
                from,
                it.binding().hash()));
      }
    }
    return views;
  }

  private Payloads.@Nullable Decided decided(Recorded change) {
    long index = change.indexOf(Fact.PolicyDecided.class);
    return index < 0 ? null : story.payload(index, Payloads.Decided.class);
  }

  private @Nullable Problem admissionRefused(Recorded change) {
    if (!(change.change() instanceof Change.Approved approved) || approved.refused() == null) {
      return null;
    }
    Payloads.Because because =
        story.payload(change.indexOf(Fact.AdmissionRefused.class), Payloads.Because.class);
    return because == null || because.problems().isEmpty() ? null : because.problems().getFirst();
  }

  private List<StepView> steps(Recorded change) {
    Map<Integer, StepResult> results = story.stepResults(change);
    List<StepView> views = new ArrayList<>();
    for (Recorded.Mark mark : change.marks()) {
      if (mark.fact() instanceof Fact.StepStarted started) {
        Payloads.StepStarting starting = story.payload(mark.index(), Payloads.StepStarting.class);
        StepResult result = results.get(started.index());
        views.removeIf(it -> it.index() == started.index());
        views.add(
            new StepView(
                started.index(),
                kebab(started.action()),
                starting == null ? "(erased)" : starting.address().text(),
                result == null ? null : kebab(result.getClass().getSimpleName()),
                problemOf(result),
                because(result)));
        if (result instanceof StepResult.Ran ran) {
          ran.parts().forEach(it -> views.add(part(started.index(), it)));
        }
      }
    }
    return views;
  }

  private static @Nullable Problem problemOf(@Nullable StepResult result) {
    return switch (result) {
      case StepResult.Failed it -> it.problem();
      case StepResult.Ran it -> it.problem();
      case null, default -> null;
    };
  }

  private static @Nullable String because(@Nullable StepResult result) {
    return switch (result) {
      case StepResult.Stale it -> it.because();
      case StepResult.Skipped it -> it.because();
      case StepResult.Unknown it -> it.cause();
      case null, default -> null;
    };
  }

  private static StepView part(int index, ApplyResult.StepOutcome part) {
    return new StepView(
        index,
        kebab(part.action()),
        part.address().text(),
        kebab(part.result().getClass().getSimpleName()),
        problemOf(part.result()),
        because(part.result()));
  }

  private @Nullable Verification verification(Recorded change) {
    long index = change.indexOf(Fact.ResultVerified.class);
    Payloads.Verified verified = index < 0 ? null : story.payload(index, Payloads.Verified.class);
    return verified == null ? null : verified.verification();
  }

  private List<Problem> problems(Recorded change) {
    long index = change.indexOf(Fact.ChangeStopped.class);
    Payloads.Because because = index < 0 ? null : story.payload(index, Payloads.Because.class);
    if (because == null) {
      return List.of();
    }
    return because.problems();
  }

  /** From what led to the change to where it stands. */
  List<Cause> why(Recorded change) {
    List<Cause> chain = new ArrayList<>();
    before(change, chain, 0);
    for (Recorded.Mark mark : change.marks()) {
      String words = Words.of(mark.fact());
      Payloads.Because because = because(mark);
      chain.add(
          new Cause(mark.at(), because == null ? words : words + ": " + because.reason(), null));
    }
    return chain;
  }

  private Payloads.@Nullable Because because(Recorded.Mark mark) {
    return switch (mark.fact()) {
      case Fact.ChangeStopped _,
          Fact.AdmissionRefused _,
          Fact.ApprovalLapsed _,
          Fact.RunnerLost _,
          Fact.RecoveryDecided _ ->
          story.payload(mark.index(), Payloads.Because.class);
      default -> null;
    };
  }

  private void before(Recorded change, List<Cause> chain, int depth) {
    Payloads.Proposed proposed = proposed(change);
    String cause = change.change().proposed().cause();
    if (cause != null && cause.startsWith("change ") && depth < 10) {
      Recorded earlier = ledger.change(new ChangeId(cause.substring("change ".length())));
      if (earlier != null) {
        before(earlier, chain, depth + 1);
        chain.add(
            new Cause(
                earlier.movedAt(),
                "change " + earlier.id() + " was replaced by " + change.id(),
                "change/" + earlier.id()));
      }
    }
    if (proposed != null) {
      String subject = proposed.subject() == null ? "" : " \"" + proposed.subject() + "\"";
      chain.add(
          new Cause(
              change.proposedAt(),
              (cause == null ? "" : cause + subject + " by " + proposed.actor() + ": ")
                  + proposed.reason(),
              cause == null ? null : cause.replace(' ', '/')));
    }
  }

  // --- targets ---

  List<TargetView> targets() {
    return ledger.targets().stream()
        .filter(it -> it.registered() >= 0 && !it.removed())
        .map(this::target)
        .toList();
  }

  TargetView target(TargetRecord record) {
    Managed managed = story.declared(record);
    return new TargetView(
        record.uid(),
        managed.target().name().text(),
        managed.target().project(),
        managed.target().environment(),
        managed.target().owner(),
        managed.target().authority().text(),
        kebab(managed.target().riskTier()),
        managed.target().place(),
        inPlace(record),
        open(record),
        drift(record),
        contested(record),
        record.paused(),
        record.pinnedUntil(),
        story.inventory(record).owned().size(),
        lanes.of(record));
  }

  private @Nullable InPlace inPlace(TargetRecord record) {
    Recorded change = record.inPlace() == null ? null : ledger.change(record.inPlace());
    return change == null
        ? null
        : new InPlace(change.id(), change.change().intent().commit(), change.movedAt());
  }

  private List<ChangeSummary> open(TargetRecord record) {
    List<ChangeSummary> open = new ArrayList<>();
    for (ChangeId id : record.open()) {
      Recorded change = ledger.change(id);
      if (change != null) {
        open.add(summary(change));
      }
    }
    return open;
  }

  List<Drift> drift(TargetRecord record) {
    List<Drift> drift = new ArrayList<>();
    for (TargetRecord.Episode episode : record.episodes().values()) {
      Payloads.Drifted drifted = story.payload(episode.index(), Payloads.Drifted.class);
      if (drifted != null) {
        drift.add(drifted.drift());
      }
    }
    return drift;
  }

  private static List<String> contested(TargetRecord record) {
    return record.episodes().values().stream()
        .filter(TargetRecord.Episode::contested)
        .map(it -> it.id().text())
        .sorted()
        .toList();
  }

  /** The problems of a configuration that was refused, while no better one came. */
  List<Problem> configurationProblems() {
    long index = plane.desk().refusesMainline() ? ledger.installation().refusedIndex() : -1;
    Payloads.Because because = index < 0 ? null : story.payload(index, Payloads.Because.class);
    return because == null ? List.of() : because.problems();
  }

  /** The project of a target, by which reading and changing it is allowed. */
  String project(TargetUid uid) {
    if (uid.equals(ConfigurationTarget.UID)) {
      return "configuration";
    }
    TargetRecord record = ledger.target(uid);
    return record.registered() < 0 ? "" : story.declared(record).target().project();
  }

  ControlPlane plane() {
    return plane;
  }
}
