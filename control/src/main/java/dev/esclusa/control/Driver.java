package dev.esclusa.control;

import dev.esclusa.estate.ConfigurationTarget;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Moves one change as far as it can go. It looks at the state the journal tells, does what that
 * state asks for, records it, and looks again; whatever happened in between, running it once more
 * is always right.
 */
final class Driver {
  private static final Duration LANE_BUSY = Duration.ofMillis(500);

  private final Shared shared;
  private final Proposer proposer;
  private final Approving approving;
  private final Runner runner;
  private final Aftermath aftermath;
  private final Stale stale;

  Driver(
      Shared shared, Proposer proposer, Approving approving, Runner runner, Aftermath aftermath) {
    this.shared = shared;
    this.proposer = proposer;
    this.approving = approving;
    this.runner = runner;
    this.aftermath = aftermath;
    this.stale = new Stale(shared, proposer);
  }

  Next drive(ChangeId id) {
    Next next = new Next.Moved();
    while (next instanceof Next.Moved) {
      Recorded seen = shared.ledger.change(id);
      next = seen == null ? new Next.Rests() : move(seen);
    }
    return next;
  }

  private Next move(Recorded seen) {
    if (seen.change() instanceof Change.Untouched && restoresThePast(seen)) {
      return overtaken(seen);
    }
    if (seen.change() instanceof Change.Untouched && Doubts.leadsNowhere(shared.ledger, seen)) {
      return nothingInDoubt(seen);
    }
    return switch (seen.change()) {
      case Change.Proposed _ -> plan(seen);
      case Change.Planned _ -> decide(seen);
      case Change.AwaitingApproval it -> approving.await(seen, it);
      case Change.Approved it -> runner.start(seen, it);
      case Change.Applying it -> runner.goOn(seen, it);
      case Change.InDoubt it -> runner.recover(seen, it);
      case Change.Applied it -> aftermath.verify(seen, it);
      case Change.Settled _ -> aftermath.seal(seen);
      case Change.Proven _ -> new Next.Rests();
    };
  }

  /** Drift is measured against what is in place; once that is something else, it is no drift. */
  private boolean restoresThePast(Recorded seen) {
    ChangeId inPlace = shared.ledger.target(seen.target()).inPlace();
    Recorded now = inPlace == null ? null : shared.ledger.change(inPlace);
    return seen.change().intent() instanceof Intent.Restore
        && now != null
        && !now.change().proposed().desiredHash().equals(seen.change().proposed().desiredHash());
  }

  private Next overtaken(Recorded seen) {
    ChangeId inPlace = shared.ledger.target(seen.target()).inPlace();
    shared
        .record()
        .move(
            seen,
            new Fact.ChangeStopped(Fact.ChangeStopped.Stop.SUPERSEDED, inPlace),
            Payloads.Because.of("the target follows another state by now"))
        .write();
    return new Next.Moved();
  }

  private Next nothingInDoubt(Recorded seen) {
    shared
        .record()
        .move(
            seen,
            new Fact.ChangeStopped(Fact.ChangeStopped.Stop.NOTHING_TO_DO, null),
            Payloads.Because.of("what it would lead out of doubt has ended otherwise"))
        .write();
    return new Next.Moved();
  }

  private Next plan(Recorded seen) {
    Payloads.Proposed proposed = shared.story.proposed(seen);
    Planning.Wish wish = wish(seen, proposed).kept();
    Planning.Outcome outcome = shared.planning.plan(wish);
    return switch (outcome) {
      case Planning.Outcome.Broken it -> stop(seen, Fact.ChangeStopped.Stop.FAILED, it.problems());
      case Planning.Outcome.Ready it when nothingToDo(it.plan()) ->
          Runner.laneBusy(shared, seen)
              ? new Next.LookAgain(shared.tempo.now().plus(LANE_BUSY)) // it may become otherwise
              : stop(seen, Fact.ChangeStopped.Stop.NOTHING_TO_DO, List.of());
      case Planning.Outcome.Ready it -> planned(seen, shared.planned(wish, it));
    };
  }

  Planning.Wish wish(Recorded seen, Payloads.Proposed proposed) {
    Estate estate = shared.estates.now();
    Managed managed = declared(estate, proposed.managed());
    Inventory inventory = shared.story.inventory(shared.ledger.target(seen.target()));
    return new Planning.Wish(
        managed, seen.change().intent(), proposed.revision(), inventory, estate);
  }

  /** The declaration in force; the one it was proposed with when it has left the configuration. */
  static Managed declared(Estate estate, Managed proposed) {
    if (proposed.target().uid().equals(ConfigurationTarget.UID)) {
      return ConfigurationTarget.of(estate);
    }
    Managed now = estate.target(proposed.target().uid());
    return now == null ? proposed : now;
  }

  private static boolean nothingToDo(Plan plan) {
    return plan.changesNothing()
        && !(plan.intent() instanceof Intent.Decommission)
        && !(plan.intent() instanceof Intent.Recover);
  }

  private Next planned(Recorded seen, Payloads.Planned planned) {
    Plan plan = planned.plan();
    shared
        .record()
        .move(
            seen,
            new Fact.PlanComputed(
                plan.hash(),
                plan.desiredHash(),
                plan.configHash(),
                plan.risk().level(),
                plan.risk().destructive(),
                plan.changes().size()),
            planned)
        .write();
    return new Next.Moved();
  }

  private Next decide(Recorded seen) {
    Payloads.Proposed proposed = shared.story.proposed(seen);
    Payloads.Planned planned = shared.story.planned(seen);
    Estate estate = shared.estates.now();
    if (Judging.lacks(planned, proposed, estate)) {
      stale.replace(seen, "the rules in force now read more than was kept with its plan");
      return new Next.Moved();
    }
    PolicyDecision decision = shared.judging.decision(planned, proposed, estate);
    if (decision.required().size() > PolicyDecision.MAX_REQUIREMENTS) {
      return stop(seen, Fact.ChangeStopped.Stop.FAILED, List.of(tooManyRequirements(decision)));
    }
    Fact.PolicyDecided fact =
        new Fact.PolicyDecided(
            decision.outcome(),
            decision.quorum(),
            decision.hash(),
            decision.verdictHash(),
            decision.packHash());
    List<Payloads.Asked> asked = shared.judging.asked(planned, proposed, estate);
    shared
        .record()
        .move(seen, fact, new Payloads.Decided(decision, estate.commit(), asked))
        .write();
    return new Next.Moved();
  }

  /** An entry of the log holds so much and no more; a person can merge rules, a log cannot grow. */
  private static Problem tooManyRequirements(PolicyDecision decision) {
    return Problem.caller(
        "CTL-0020",
        "the rules in force ask for "
            + decision.required().size()
            + " separate approvals; one record holds "
            + PolicyDecision.MAX_REQUIREMENTS,
        "Merge approval rules that ask the same team.");
  }

  private Next stop(Recorded seen, Fact.ChangeStopped.Stop cause, List<Problem> problems) {
    Recorder record =
        shared
            .record()
            .move(
                seen,
                new Fact.ChangeStopped(cause, null),
                new Payloads.Because(
                    problems.isEmpty() ? nothing(seen) : "it cannot be planned",
                    Principal.SYSTEM.id(),
                    problems));
    boolean drifted = !shared.ledger.target(seen.target()).episodes().isEmpty();
    if (drifted && cause == Fact.ChangeStopped.Stop.NOTHING_TO_DO) {
      // Git says by now what is there: that is no drift any more.
      record.wanted(WorkKind.LOOK, seen.target().text(), shared.tempo.now());
    }
    if (cause == Fact.ChangeStopped.Stop.NOTHING_TO_DO
        && seen.change().intent() instanceof Intent.RollBack back) {
      record.wanted(WorkKind.SYNC, "after pin of " + seen.target(), back.pinnedUntil());
    }
    wakeRestores(record, shared, seen);
    record.write();
    return new Next.Moved();
  }

  private static String nothing(Recorded seen) {
    return seen.change().intent() instanceof Intent.Unlock it
        ? "nobody holds lock " + it.lock()
        : "the target is what it should be";
  }

  /** What would restore what is no longer in place is told so now, not when it is approved. */
  static void wakeRestores(Recorder record, Shared shared, Recorded settled) {
    for (ChangeId id : shared.ledger.target(settled.target()).open()) {
      Recorded other = shared.ledger.change(id);
      if (other != null && other.change().intent() instanceof Intent.Restore) {
        record.drive(id, shared.tempo.now());
      }
    }
  }

  /** Work that changes left behind by a dead replica need, found again at start. */
  Stream<Recorded> unfinished() {
    return shared.ledger.changes().stream()
        .filter(it -> !(it.change() instanceof Change.Proven))
        .sorted(Comparator.comparing(Recorded::proposedAt));
  }

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
