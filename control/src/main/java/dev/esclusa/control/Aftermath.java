package dev.esclusa.control;

import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Change;
import dev.esclusa.model.Environment;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Health;
import dev.esclusa.model.Managed;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Verification;
import dev.esclusa.observe.HealthAssessor;
import dev.esclusa.tree.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What follows an apply: looking, judging the result, sealing the evidence. */
final class Aftermath {
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);
  private static final Duration DEFAULT_HEALTH_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration WITNESS_INTERVAL = Duration.ofMillis(500);
  private static final int ENVIRONMENT_ATTEMPTS = 3;

  private final Shared shared;
  private final Proposer proposer;
  private final LogKeeper log;

  Aftermath(Shared shared, Proposer proposer, LogKeeper log) {
    this.shared = shared;
    this.proposer = proposer;
    this.log = log;
  }

  Next verify(Recorded seen, Change.Applied applied) {
    Payloads.Proposed proposed = shared.story.proposed(seen);
    Managed managed = proposed.managed();
    if (overtaken(seen)) {
      return verified(
          seen,
          new Verification(
              Health.UNKNOWN,
              "none",
              Verification.DriftAfter.EXPECTED,
              List.of("a newer change of the target began before this one was verified"),
              true,
              shared.tempo.now()));
    }
    HealthAssessor.Assessment assessment = assess(managed);
    Instant deadline = finishedAt(seen).plus(healthTimeout(managed));
    boolean waits =
        assessment.health() == Health.PROGRESSING || assessment.health() == Health.MISSING;
    if (waits
        && applied.outcome() == ApplyResult.Outcome.SUCCEEDED
        && shared.tempo.now().isBefore(deadline)) {
      return new Next.LookAgain(shared.tempo.now().plus(LOOK_INTERVAL));
    }
    Verification verification =
        new Verification(
            assessment.health(),
            assessment.evaluator(),
            driftAfter(seen, applied),
            assessment.reasons(),
            false,
            shared.tempo.now());
    return verified(seen, verification);
  }

  private boolean overtaken(Recorded seen) {
    return shared.ledger.changes().stream()
        .anyMatch(
            it ->
                it.target().equals(seen.target())
                    && it.indexOf(Fact.ApplyStarted.class) > seen.indexOf(Fact.ApplyStarted.class));
  }

  private HealthAssessor.Assessment assess(Managed managed) {
    List<Address> owned =
        shared.story.inventory(shared.ledger.target(managed.target().uid())).addresses();
    ObservedState observed =
        shared.ports.authorities().of(managed.target()).observer().observe(managed.target(), owned);
    return HealthAssessor.assess(owned, observed.resources());
  }

  private static Instant finishedAt(Recorded seen) {
    return seen.movedAt();
  }

  private Duration healthTimeout(Managed managed) {
    Environment environment = shared.estates.now().environment(managed.target().environment());
    return environment == null ? DEFAULT_HEALTH_TIMEOUT : environment.healthTimeout();
  }

  /** Whether the world is what the change wanted: planned once more, it must have nothing to do. */
  private Verification.DriftAfter driftAfter(Recorded seen, Change.Applied applied) {
    if (applied.outcome() != ApplyResult.Outcome.SUCCEEDED) {
      return Verification.DriftAfter.EXPECTED;
    }
    Payloads.Proposed proposed = shared.story.proposed(seen);
    if (proposed.managed().target().authority().equals(Authority.CONFIGURATION)) {
      return Verification.DriftAfter.NONE;
    }
    Planning.Outcome again =
        shared.planning.plan(
            new Planning.Wish(
                proposed.managed(),
                seen.change().intent(),
                proposed.revision(),
                shared.story.inventory(shared.ledger.target(seen.target())),
                shared.estates.now()));
    boolean same = again instanceof Planning.Outcome.Ready it && it.plan().changesNothing();
    return same ? Verification.DriftAfter.NONE : Verification.DriftAfter.UNEXPECTED;
  }

  private Next verified(Recorded seen, Verification verification) {
    Recorder record =
        shared
            .record()
            .move(
                seen,
                new Fact.ResultVerified(
                    verification.health(), verification.drift(), verification.overtaken()),
                new Payloads.Verified(verification))
            .wanted(WorkKind.LOOK, seen.target().text(), shared.tempo.now());
    again(record, seen);
    Driver.wakeRestores(record, shared, seen);
    record.write();
    return new Next.Moved();
  }

  /** What failed because of its surroundings is proposed again, planned anew, a few times. */
  private void again(Recorder record, Recorded seen) {
    if (!(seen.change() instanceof Change.Applied applied)
        || applied.outcome() == ApplyResult.Outcome.SUCCEEDED
        || applied.outcome() == ApplyResult.Outcome.CANCELLED
        || !environmentFailed(seen)
        || attempts(seen) >= ENVIRONMENT_ATTEMPTS) {
      return;
    }
    Payloads.Proposed proposed = shared.story.proposed(seen);
    proposer.propose(
        record,
        new Proposer.Proposal(
            proposed.managed(),
            seen.change().intent(),
            proposed.revision(),
            proposed.subject(),
            seen.change().proposed().desiredHash(),
            seen.change().proposed().configHash(),
            "change " + seen.id(),
            "its surroundings failed; it is planned again",
            proposed.actor()),
        List.of());
  }

  private boolean environmentFailed(Recorded seen) {
    return shared.story.stepResults(seen).values().stream().anyMatch(Aftermath::environmentFailed);
  }

  private static boolean environmentFailed(StepResult result) {
    return switch (result) {
      case StepResult.Stale _ -> true;
      case StepResult.Failed it -> environment(it.problem());
      case StepResult.Ran it -> it.problem() != null && environment(it.problem());
      case StepResult.Done _, StepResult.Skipped _, StepResult.Unknown _ -> false;
    };
  }

  private static boolean environment(Problem problem) {
    return problem.fault() == Problem.Fault.ENVIRONMENT;
  }

  private int attempts(Recorded seen) {
    int attempts = 1;
    String cause = seen.change().proposed().cause();
    while (cause != null && cause.startsWith("change ")) {
      Recorded before =
          shared.ledger.change(new dev.esclusa.model.ChangeId(cause.substring("change ".length())));
      if (before == null || before.indexOf(Fact.ApplyStarted.class) < 0) {
        return attempts;
      }
      attempts++;
      cause = before.change().proposed().cause();
    }
    return attempts;
  }

  /** A settled change is proven once a witnessed checkpoint covers its last fact. */
  Next seal(Recorded seen) {
    long last = seen.marks().getLast().index();
    if (log.witnessedSize() <= last) {
      return new Next.LookAgain(shared.tempo.now().plus(WITNESS_INTERVAL));
    }
    shared
        .record()
        .move(
            seen,
            new Fact.EvidenceSealed(statement(seen)),
            new Payloads.Because(
                "every fact of it is covered by a witnessed checkpoint of size "
                    + log.witnessedSize(),
                Principal.SYSTEM.id(),
                List.of()))
        .write();
    return new Next.Moved();
  }

  /** Digest over the leaf hashes of the change's facts, in order. */
  private Digest statement(Recorded seen) {
    List<byte[]> hashes = new ArrayList<>();
    shared.ports.journal().stream(dev.esclusa.model.Stream.of(seen.id()))
        .forEach(it -> hashes.add(it.leafHash().bytes()));
    byte[] all = new byte[hashes.size() * 32];
    for (int i = 0; i < hashes.size(); i++) {
      System.arraycopy(hashes.get(i), 0, all, i * 32, 32);
    }
    return Digest.of(all);
  }

  /** Whether a failure is worth another try. */
  static boolean passing(ProblemException e) {
    return e.problem().fault() == Problem.Fault.ENVIRONMENT
        || e.problem().fault() == Problem.Fault.CAPACITY;
  }
}
