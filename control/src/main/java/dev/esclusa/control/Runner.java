package dev.esclusa.control;

import dev.esclusa.estate.ConfigurationTarget;
import dev.esclusa.model.Admission;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.StepResult;
import dev.esclusa.plan.Moves;
import dev.esclusa.policy.AdmissionInput;
import dev.esclusa.policy.HeldApproval;
import dev.esclusa.policy.Pause;
import dev.esclusa.policy.Pin;
import dev.esclusa.policy.Policy;
import dev.esclusa.tree.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes an approved change through its target's lane. It trusts nothing that was decided before: it
 * proves the configuration from the genesis on, plans again, judges again and checks every
 * signature itself, under a lease, and only then lets the apply begin.
 */
final class Runner {
  private static final Duration LANE_BUSY = Duration.ofMillis(500);
  private static final Duration REFUSED = Duration.ofSeconds(5);

  private final Shared shared;
  private final Stale stale;
  private final Approving approving;
  private final Execution execution;
  private final Handover handover;
  private final ConfigurationTrail trail;
  private final Doubts doubts;

  Runner(
      Shared shared,
      Stale stale,
      Approving approving,
      Execution execution,
      ConfigurationTrail trail,
      Doubts doubts) {
    this.shared = shared;
    this.stale = stale;
    this.approving = approving;
    this.execution = execution;
    this.handover = new Handover(shared);
    this.trail = trail;
    this.doubts = doubts;
  }

  /** What keeps it from beginning is told, and lets those behind it pass until it can. */
  Next start(Recorded seen, Change.Approved approved) {
    try {
      return admitted(seen, approved);
    } catch (ProblemException e) {
      tell(seen, approved, e.problem(), Moves.NONE, Payloads.Objections.NONE);
      throw e;
    }
  }

  private Next admitted(Recorded seen, Change.Approved approved) {
    if (approving.lapse(seen, approved.approvals())) {
      return new Next.Moved();
    }
    if (waitsForMerge(seen) || healingHalted(seen)) {
      return new Next.Rests();
    }
    if (outdated(seen)) {
      return new Next.LookAgain(shared.tempo.now().plus(REFUSED));
    }
    if (laneBusy(seen) || !hasTurn(seen)) {
      return new Next.LookAgain(shared.tempo.now().plus(LANE_BUSY));
    }
    Lease lease = acquire(seen);
    if (lease == null) {
      return new Next.LookAgain(shared.tempo.now().plus(LANE_BUSY));
    }
    boolean keep = false;
    try {
      shared.ledger.catchUp(); // whoever had the lease before may have left something in the lane
      if (laneBusy(seen) || !hasTurn(seen) || Doubts.leadsNowhere(shared.ledger, seen)) {
        return new Next.LookAgain(shared.tempo.now().plus(LANE_BUSY));
      }
      Next next = admit(seen, approved, lease);
      keep = next == null;
      if (next != null) {
        return next;
      }
    } finally {
      if (!keep) {
        shared.ports.leases().release(lease);
      }
    }
    return new Next.Moved();
  }

  private boolean waitsForMerge(Recorded seen) {
    return seen.change().intent() instanceof Intent.Follow follow
        && follow.proposal()
        && shared.story.managed(seen).apply() == Managed.ApplyMode.AFTER_MERGE;
  }

  /**
   * A newer commit asks for something else: its change takes the place of this one (DESIGN 1.5).
   */
  private boolean outdated(Recorded seen) {
    Managed managed = shared.estates.now().target(seen.target());
    return managed != null
        && seen.change().intent() instanceof Intent.Follow follow
        && !follow.proposal()
        && shared.desires.asksForOtherThings(
            managed, shared.estates.now(), follow.commit(), seen.change().proposed().desiredHash());
  }

  /** A restore that was proposed before its place was doubted waits until a person has looked. */
  private boolean healingHalted(Recorded seen) {
    return seen.change() instanceof Change.Approved approved
        && approved.approvals().isEmpty()
        && seen.change().intent() instanceof Intent.Restore
        && shared
            .ledger
            .installation()
            .haltedPlaces()
            .contains(Watcher.placeOf(shared.story.managed(seen)));
  }

  private boolean laneBusy(Recorded seen) {
    return laneBusy(shared, seen);
  }

  /**
   * First in, first out. Who cannot begin for a reason of its own does not hold up the others, and
   * what leads a change out of doubt, or breaks a lock, waits for nobody.
   */
  private boolean hasTurn(Recorded seen) {
    if (goesInside(seen)) {
      return true;
    }
    for (Lane.Waiting one : Lane.of(shared.ledger, seen.target()).waiting()) {
      if (one.change().equals(seen.id())) {
        return true;
      }
      Recorded earlier = shared.ledger.change(one.change());
      if (earlier != null && mayBegin(earlier, one.refused())) {
        return false;
      }
    }
    return true;
  }

  /** Whether nothing is known that keeps it from beginning and would not keep all others too. */
  private boolean mayBegin(Recorded earlier, @Nullable String refused) {
    return (refused == null || Policy.holdsEverybody(refused))
        && !waitsForMerge(earlier)
        && !healingHalted(earlier)
        && !outdated(earlier);
  }

  /** Whether another change of the target is under way. */
  static boolean laneBusy(Shared shared, Recorded seen) {
    return shared.ledger.target(seen.target()).open().stream()
        .filter(id -> !id.equals(seen.id()))
        .filter(id -> !leadsOut(shared, seen.change().intent(), id))
        .map(shared.ledger::change)
        .anyMatch(
            other ->
                other != null
                    && (other.change() instanceof Change.Applying
                        || other.change() instanceof Change.InDoubt));
  }

  /**
   * A recovery runs inside the lane of the change that it leads out of doubt, and so does the
   * breaking of a lock that this one has left.
   */
  private static boolean leadsOut(Shared shared, Intent intent, ChangeId other) {
    Recorded lost = shared.ledger.change(other);
    boolean unlocks =
        intent instanceof Intent.Unlock && lost != null && lost.change() instanceof Change.InDoubt;
    return unlocks || (intent instanceof Intent.Recover it && it.change().equals(other));
  }

  private @Nullable Lease acquire(Recorded seen) {
    return shared
        .ports
        .leases()
        .acquire(seen.target(), shared.settings.holder(), shared.settings.leaseLifetime());
  }

  /** Null when the apply has begun, and the lease with it. */
  private @Nullable Next admit(Recorded seen, Change.Approved approved, Lease lease) {
    Optional<Problem> doubt = trail.doubt();
    if (doubt.isPresent()) {
      return refused(seen, approved, doubt.get(), Moves.NONE, Payloads.Objections.NONE);
    }
    Payloads.Proposed proposed = shared.story.proposed(seen);
    Planning.Wish wish = execution.wish(seen, proposed);
    Planning.Outcome.Ready now = stale.same(seen, shared.planning.plan(wish));
    if (now == null) {
      return new Next.Moved();
    }
    Plan plan = shared.story.plan(seen);
    Estate estate = shared.estates.now();
    // What rules read is what was just seen, not what somebody has written down.
    Payloads.Planned planned = shared.planned(wish, now);
    PolicyDecision decision = shared.judging.decision(planned, proposed, estate);
    if (!decision.verdictHash().equals(approved.decided().verdictHash())) {
      stale.replace(seen, Stale.otherwise(shared.story.decision(seen), decision, estate));
      return new Next.Moved();
    }
    List<HeldApproval> held = approving.held(seen, approved, estate);
    Payloads.Objections objections =
        shared.judging.objections(planned, proposed, estate, held, shared.tempo.now());
    Admission admission =
        Policy.admit(
            admissionInput(seen, approved, plan, decision, estate, held, objections.found()));
    Problem refusal = admission.refusal();
    if (refusal == null && seen.target().equals(ConfigurationTarget.UID)) {
      refusal = trail.doubt(seen, approved).orElse(null);
    }
    if (refusal != null) {
      return refused(seen, approved, refusal, Moves.NONE, objections);
    }
    Problem waits = handover.refusal(wish, now);
    if (waits != null) {
      return refused(seen, approved, waits, now.moves(), objections);
    }
    Problem heldUp = heldUp(seen, wish.managed());
    if (heldUp != null) {
      return refused(seen, approved, heldUp, Moves.NONE, objections);
    }
    begin(seen, approved, admission, objections, lease);
    return null;
  }

  /** Asked last: what ends a doubt, or breaks the lock, is not held up by it. */
  private @Nullable Problem heldUp(Recorded seen, Managed managed) {
    return goesInside(seen)
        ? null
        : shared
            .ports
            .authorities()
            .of(managed.target())
            .actuator()
            .heldUp(managed.target())
            .orElse(null);
  }

  private static boolean goesInside(Recorded seen) {
    return seen.change().intent() instanceof Intent.Recover
        || seen.change().intent() instanceof Intent.Unlock;
  }

  private AdmissionInput admissionInput(
      Recorded seen,
      Change.Approved approved,
      Plan plan,
      PolicyDecision decision,
      Estate estate,
      List<HeldApproval> held,
      List<Finding> objections) {
    TargetRecord target = shared.ledger.target(seen.target());
    return new AdmissionInput(
        approved,
        plan,
        decision,
        estate,
        held,
        consumed(approved),
        objections,
        pauses(target),
        pin(seen, target),
        shared.tempo.now());
  }

  private Set<Digest> consumed(Change.Approved approved) {
    Set<Digest> used = new HashSet<>();
    for (Change.Standing standing : approved.approvals()) {
      if (shared.ledger.consumedBy(standing.binding()) != null) {
        used.add(standing.binding());
      }
    }
    return used;
  }

  private Set<Pause> pauses(TargetRecord target) {
    Set<Pause> pauses = EnumSet.noneOf(Pause.class);
    if (target.paused()) {
      pauses.add(Pause.TARGET);
    }
    if (shared.ledger.installation().paused()) {
      pauses.add(Pause.ALL);
    }
    return pauses;
  }

  private static @Nullable Pin pin(Recorded seen, TargetRecord target) {
    Instant until = target.pinnedUntil();
    boolean follows =
        seen.change().intent() instanceof Intent.Follow
            || seen.change().intent() instanceof Intent.Decommission;
    return until == null || target.inPlace() == null || !follows
        ? null
        : new Pin(target.inPlace(), until);
  }

  private Next refused(
      Recorded seen,
      Change.Approved approved,
      Problem refusal,
      Moves moves,
      Payloads.Objections objections) {
    tell(seen, approved, refusal, moves, objections);
    return new Next.LookAgain(shared.tempo.now().plus(REFUSED));
  }

  private void tell(
      Recorded seen,
      Change.Approved approved,
      Problem refusal,
      Moves moves,
      Payloads.Objections objections) {
    Fact.AdmissionRefused before = approved.refused();
    if (before == null || !before.code().equals(refusal.code())) {
      Recorder record =
          shared
              .record()
              .move(
                  seen,
                  new Fact.AdmissionRefused(refusal.code()),
                  Payloads.Because.refused(refusal, objections));
      Handover.wake(record, shared, moves);
      record.write();
    }
  }

  private void begin(
      Recorded seen,
      Change.Approved approved,
      Admission admission,
      Payloads.Objections objections,
      Lease lease) {
    List<Digest> standing = approved.approvals().stream().map(Change.Standing::binding).toList();
    shared
        .record()
        .move(
            seen,
            new Fact.ApplyStarted(
                admission.hash(),
                lease.holder(),
                lease.fencingToken(),
                standing.size(),
                Fact.ApplyStarted.consumedOf(standing)),
            new Payloads.Admitted(admission, objections.orNothing()))
        .writeUnder(lease);
  }

  /** The apply that has begun here goes on; one whose runner is gone is put in doubt. */
  Next goOn(Recorded seen, Change.Applying applying) {
    Lease lease = shared.ports.leases().holder(seen.target());
    if (lease != null
        && lease.holder().equals(shared.settings.holder())
        && lease.fencingToken() == applying.fencingToken()) {
      requireProven();
      return execution.run(seen, applying, lease);
    }
    if (lease != null && lease.expiresAt().isAfter(shared.tempo.now())) {
      return new Next.LookAgain(lease.expiresAt());
    }
    Lease mine = acquire(seen);
    if (mine == null) {
      return new Next.LookAgain(shared.tempo.now().plus(LANE_BUSY));
    }
    shared
        .record()
        .move(
            seen,
            new Fact.RunnerLost(applying.fencingToken()),
            Payloads.Because.lost(
                "its runner stopped answering; its lease is over",
                doubts.said(seen) instanceof StepResult.Unknown it ? it.inDoubt() : List.of()))
        .writeUnder(mine);
    return new Next.Moved();
  }

  private void requireProven() {
    trail
        .doubt()
        .ifPresent(
            it -> {
              throw it.asException();
            });
  }

  /** Where steps can be read back the system goes on by itself; elsewhere a person decides. */
  Next recover(Recorded seen, Change.InDoubt doubt) {
    Managed managed = shared.story.managed(seen);
    Authorities.Recovery recovery = shared.ports.authorities().of(managed.target()).recovery();
    return switch (recovery) {
      case NEEDS_VERDICT -> certainOrVerdict(seen, doubt, managed);
      case RESUMES -> resume(seen, doubt);
    };
  }

  /**
   * What ended by itself and can be read back for certain needs nobody's word, nor does what never
   * began; nothing is ever run twice.
   */
  private Next certainOrVerdict(Recorded seen, Change.InDoubt doubt, Managed managed) {
    if (shared.ports.authorities().of(managed.target()).actuator().stillRuns(managed.target())) {
      return new Next.LookAgain(shared.tempo.now().plus(REFUSED));
    }
    return switch (doubts.said(seen)) {
      case StepResult.Ran it when leavesDoubt(it) -> new Next.Rests();
      case StepResult.Ran _, StepResult.Done _ -> resume(seen, doubt);
      case StepResult.Skipped it -> doubts.neverBegan(seen, it.because());
      case StepResult.Failed _, StepResult.Stale _, StepResult.Unknown _ -> new Next.Rests();
    };
  }

  /** It ended, and of some objects nobody knows what became: taking it up would ask again. */
  private static boolean leavesDoubt(StepResult.Ran ran) {
    return ran.parts().stream().anyMatch(it -> it.result() instanceof StepResult.Unknown);
  }

  private Next resume(Recorded seen, Change.InDoubt doubt) {
    Lease lease = shared.ports.leases().holder(seen.target());
    if (lease == null
        || !lease.holder().equals(shared.settings.holder())
        || lease.fencingToken() <= doubt.was().fencingToken()) {
      if (lease != null && lease.expiresAt().isAfter(shared.tempo.now())) {
        return new Next.LookAgain(lease.expiresAt());
      }
      lease = acquire(seen);
    }
    if (lease == null) {
      return new Next.LookAgain(shared.tempo.now().plus(LANE_BUSY));
    }
    shared
        .record()
        .move(
            seen,
            new Fact.RecoveryDecided(
                Fact.RecoveryDecided.Verdict.RESUME, lease.holder(), lease.fencingToken(), null),
            Payloads.Because.of("what its steps did is read back, then it goes on"))
        .writeUnder(lease);
    return new Next.Moved();
  }
}
