package dev.esclusa.control;

import dev.esclusa.apply.Applier;
import dev.esclusa.apply.ApplyInput;
import dev.esclusa.apply.Instructions;
import dev.esclusa.apply.Present;
import dev.esclusa.apply.Progress;
import dev.esclusa.apply.Readiness;
import dev.esclusa.apply.Step;
import dev.esclusa.apply.StepJournal;
import dev.esclusa.desired.DesiredOutcome;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Environment;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Health;
import dev.esclusa.model.IgnoreRule;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.plan.Moves;
import dev.esclusa.plan.Prediction;
import dev.esclusa.tempo.Cancellable;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The apply itself: step by step under the lease, each written down before and after. */
final class Execution {
  private static final Duration DEFAULT_HEALTH_TIMEOUT = Duration.ofMinutes(5);

  private final Shared shared;
  private final Doubts doubts;
  private final ConcurrentMap<ChangeId, String> cancelled = new ConcurrentHashMap<>();
  private final ConcurrentMap<ChangeId, Runnable> running = new ConcurrentHashMap<>();

  Execution(Shared shared, Doubts doubts) {
    this.shared = shared;
    this.doubts = doubts;
  }

  /** What is planned for a change, with the declaration and inventory of now. */
  Planning.Wish wish(Recorded seen, Payloads.Proposed proposed) {
    Estate estate = shared.estates.now();
    return new Planning.Wish(
        Driver.declared(estate, proposed.managed()),
        seen.change().intent(),
        proposed.revision(),
        shared.story.inventory(shared.ledger.target(seen.target())),
        estate);
  }

  /** Stops an apply before its next step. */
  void cancel(ChangeId id, String reason) {
    cancelled.put(id, reason);
    Runnable interrupt = running.get(id);
    if (interrupt != null) {
      interrupt.run();
    }
  }

  Next run(Recorded seen, Change.Applying applying, Lease lease) {
    Payloads.Proposed proposed = shared.story.proposed(seen);
    Planning.Wish wish = wish(seen, proposed);
    if (shared.story.plan(seen).artifact() != null) {
      return savedPlan(seen, lease, wish);
    }
    return switch (shared.planning.plan(wish)) {
      case Planning.Outcome.Ready ready ->
          steps(seen, lease, wish, ready.desired(), present(ready.prediction()), ready.moves());
      case Planning.Outcome.Broken broken -> giveUp(seen, lease, wish, broken.problems());
    };
  }

  /** What it does stands in it: predicting once more would only make another one. */
  private Next savedPlan(Recorded seen, Lease lease, Planning.Wish wish) {
    return switch (shared.planning.desired(wish)) {
      case DesiredOutcome.Ready it -> steps(seen, lease, wish, it.state(), List.of(), Moves.NONE);
      case DesiredOutcome.Broken it -> giveUp(seen, lease, wish, it.problems());
    };
  }

  /** Nothing can be rendered any more; what was done stays, what was not is given up. */
  private Next giveUp(Recorded seen, Lease lease, Planning.Wish wish, List<Problem> problems) {
    ApplyResult result = given(seen, shared.story.plan(seen), problems);
    finish(seen, lease, wish, result, Moves.NONE);
    return new Next.Moved();
  }

  private Next steps(
      Recorded seen,
      Lease lease,
      Planning.Wish wish,
      DesiredState desired,
      List<Present> present,
      Moves moves) {
    Plan plan = shared.story.plan(seen);
    List<Step> steps =
        Instructions.of(plan, shared.planning.ownership(wish.managed()), desired, present);
    Writing writing = new Writing(seen.id(), lease);
    Managed managed = wish.managed();
    Authorities.Served served = shared.ports.authorities().of(managed.target());
    Applier applier =
        new Applier(
            writing,
            served.actuator(),
            readiness(managed, served),
            new Replanning(shared.planning, wish, plan),
            shared.tempo,
            writing::renewed,
            () -> Optional.ofNullable(cancelled.get(seen.id())));
    running.put(
        seen.id(),
        () ->
            served
                .actuator()
                .interrupt(managed.target(), cancelled.getOrDefault(seen.id(), "cancelled")));
    Cancellable heartbeat = heartbeat(writing);
    try {
      ApplyResult result =
          applier.run(
              new ApplyInput(
                  managed.target(),
                  shared.planning.ownership(managed),
                  steps,
                  progress(seen),
                  healthTimeout(wish)));
      if (unknown(result)) {
        return unknown(need(seen.id()), writing.renewed(), served.recovery(), result);
      }
      finish(need(seen.id()), writing.renewed(), wish, result, moves);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Next.LookAgain(shared.tempo.now());
    } finally {
      heartbeat.cancel();
      running.remove(seen.id());
    }
    cancelled.remove(seen.id());
    return new Next.Moved();
  }

  /**
   * A document is in force only when all are, so no step of the configuration waits for another.
   */
  private static Readiness readiness(Managed managed, Authorities.Served served) {
    return managed.target().authority().equals(Authority.CONFIGURATION)
        ? (_, _) -> Health.HEALTHY
        : new LiveReadiness(served.observer());
  }

  /** Whether somebody still has to find out what a step did: then the apply has not ended. */
  private static boolean unknown(ApplyResult result) {
    return result.steps().stream().anyMatch(it -> it.result() instanceof StepResult.Unknown);
  }

  /** Read back once more where that can tell; where it never can, a person is asked at once. */
  private Next unknown(
      Recorded seen, Lease lease, Authorities.Recovery recovery, ApplyResult result) {
    return switch (recovery) {
      case RESUMES -> new Next.LookAgain(shared.tempo.now().plus(shared.settings.leaseLifetime()));
      case NEEDS_VERDICT -> {
        shared
            .record()
            .move(
                seen,
                new Fact.RunnerLost(lease.fencingToken()),
                Payloads.Because.lost(cause(result), inDoubt(result)))
            .writeUnder(lease);
        shared.ports.leases().release(lease);
        yield new Next.Moved();
      }
    };
  }

  private static String cause(ApplyResult result) {
    return result.steps().stream()
        .flatMap(
            it ->
                it.result() instanceof StepResult.Unknown lost
                    ? Stream.of(lost.cause())
                    : Stream.empty())
        .findFirst()
        .orElse("nobody can read back what its last step did");
  }

  private static List<Address> inDoubt(ApplyResult result) {
    return result.steps().stream()
        .flatMap(
            it ->
                it.result() instanceof StepResult.Unknown lost
                    ? lost.inDoubt().stream()
                    : Stream.empty())
        .toList();
  }

  /** A single step may take longer than a lease lasts. */
  private Cancellable heartbeat(Writing writing) {
    return shared.tempo.every(
        shared.settings.leaseLifetime().dividedBy(3), () -> writing.renewed());
  }

  private Recorded need(ChangeId id) {
    Recorded seen = shared.ledger.change(id);
    if (seen == null) {
      throw new IllegalStateException("change " + id + " vanished from the ledger");
    }
    return seen;
  }

  static List<Present> present(Prediction prediction) {
    return prediction.resources().stream()
        .flatMap(
            it -> {
              Prediction.Live live = it.live();
              return live == null
                  ? Stream.empty()
                  : Stream.of(
                      new Present(
                          it.address(), live.body(), it.predicted(), live.uid(), live.version()));
            })
        .toList();
  }

  private Progress progress(Recorded seen) {
    Map<Integer, StepResult> finished = new HashMap<>(shared.story.stepResults(seen));
    // That nobody knew how it ended is no end: it is read back once more.
    finished.values().removeIf(StepResult.Unknown.class::isInstance);
    Set<Integer> started = new HashSet<>();
    if (seen.change() instanceof Change.Applying applying) {
      for (Change.Step step : applying.steps()) {
        if (!finished.containsKey(step.started().index())) {
          started.add(step.started().index());
        }
      }
    }
    return new Progress(finished, started);
  }

  private static Duration healthTimeout(Planning.Wish wish) {
    Environment environment = wish.estate().environment(wish.managed().target().environment());
    return environment == null ? DEFAULT_HEALTH_TIMEOUT : environment.healthTimeout();
  }

  private ApplyResult given(Recorded seen, Plan plan, List<Problem> problems) {
    boolean any = !shared.story.stepResults(seen).isEmpty();
    List<ApplyResult.StepOutcome> outcomes =
        plan.changes().stream()
            .filter(it -> it.action() != Action.NOTHING)
            .map(
                it ->
                    new ApplyResult.StepOutcome(
                        it.address(), it.action(), new StepResult.Failed(problems.getFirst())))
            .toList();
    return new ApplyResult(
        outcomes, any ? ApplyResult.Outcome.PARTIAL : ApplyResult.Outcome.FAILED);
  }

  private void finish(
      Recorded seen, Lease lease, Planning.Wish wish, ApplyResult result, Moves moves) {
    Managed managed = wish.managed();
    Inventory inventory = after(wish.inventory(), shared.story.plan(seen), result);
    Recorder record =
        shared
            .record()
            .move(seen, new Fact.ApplyFinished(result.outcome()), new Payloads.Finished(result))
            .target(
                managed.target().uid(),
                new Fact.InventoryRecorded(
                    managed.target().uid(),
                    seen.id(),
                    dev.esclusa.tree.Canonical.hash(
                        "esclusa/inventory/v1", Records.toValue(inventory)),
                    inventory.owned().size()),
                new Payloads.Owned(inventory));
    boolean succeeded = result.outcome() == ApplyResult.Outcome.SUCCEEDED;
    if (succeeded && managed.target().authority().equals(Authority.CONFIGURATION)) {
      activate(record, seen);
    }
    if (succeeded && seen.change().intent() instanceof Intent.Decommission) {
      record.target(
          managed.target().uid(),
          new Fact.TargetRemoved(managed.target().uid()),
          Payloads.Because.of("it left Git and its objects are dealt with"));
    }
    if (succeeded && seen.change().intent() instanceof Intent.RollBack back) {
      // A look of its own for each target: the next push must not use up the one after the pin.
      record.wanted(WorkKind.SYNC, "after pin of " + managed.target().uid(), back.pinnedUntil());
    }
    if (seen.change().intent() instanceof Intent.Recover it) {
      doubts.ledOut(record, seen, it.change(), result);
    }
    record.drive(seen.id(), shared.tempo.now());
    Handover.wake(record, shared, moves);
    record.writeUnder(lease);
    shared.ports.leases().release(lease);
  }

  private void activate(Recorder record, Recorded seen) {
    String commit = seen.change().intent().commit();
    if (commit == null) {
      return;
    }
    Estate estate = shared.estates.at(commit);
    record
        .installation(
            new Fact.ConfigurationActivated(commit, estate.hash(), seen.id()),
            Payloads.Because.of("its change was applied"))
        .wanted(WorkKind.SYNC, shared.settings.rootRepository(), shared.tempo.now());
    lookWhereOthersAreIgnored(record, shared.estates.now(), estate);
  }

  /** What a rule hides from now on, or no longer, is drift that ends or begins without a hint. */
  private void lookWhereOthersAreIgnored(Recorder record, Estate before, Estate after) {
    Set<IgnoreRule> moved = new HashSet<>(before.ignores());
    moved.addAll(after.ignores());
    moved.removeIf(it -> before.ignores().contains(it) && after.ignores().contains(it));
    for (Managed managed : after.targets()) {
      if (moved.stream().anyMatch(it -> it.speaksOf(managed.target().name()))) {
        record.wanted(WorkKind.LOOK, managed.target().uid().text(), shared.tempo.now());
      }
    }
  }

  /** The objects that are ours after these steps. */
  private static Inventory after(Inventory before, Plan plan, ApplyResult result) {
    Map<Address, String> owned = new HashMap<>();
    before.owned().forEach(it -> owned.put(it.address(), it.uid()));
    Address whole = Instructions.wholeOf(plan);
    for (ApplyResult.StepOutcome step : result.steps()) {
      if (step.result() instanceof StepResult.Done done) {
        if (plan.artifact() == null || !step.address().equals(whole)) {
          own(owned, step.address(), step.action(), done.uid());
        } else {
          plan.changes().forEach(it -> own(owned, it.address(), it.action(), it.address().text()));
        }
      }
    }
    return new Inventory(
        before.target(),
        owned.entrySet().stream()
            .map(it -> new Inventory.Owned(it.getKey(), it.getValue()))
            .toList());
  }

  private static void own(Map<Address, String> owned, Address address, Action action, String uid) {
    switch (action) {
      case CREATE, UPDATE, REPLACE, ADOPT -> owned.put(address, uid);
      case DELETE, FORGET -> owned.remove(address);
      case NOTHING -> {}
    }
  }

  /** Writes each step under the lease, and keeps the lease alive. */
  private final class Writing implements StepJournal {
    private final ChangeId change;
    private Lease lease;
    private final Map<Integer, StepKept> kept = new HashMap<>();

    /** What a step was announced as. */
    private record StepKept(Action action, Address address) {}

    Writing(ChangeId change, Lease lease) {
      this.change = change;
      this.lease = lease;
    }

    synchronized Lease renewed() {
      Duration lifetime = shared.settings.leaseLifetime();
      if (shared.tempo.now().isAfter(lease.expiresAt().minus(lifetime.dividedBy(2)))) {
        Lease renewed = shared.ports.leases().renew(lease, lifetime);
        lease = renewed == null ? lease : renewed;
      }
      return lease;
    }

    @Override
    public void started(int index, Action action, Address address) {
      kept.put(index, new StepKept(action, address));
      shared
          .record()
          .move(
              need(change),
              new Fact.StepStarted(index, action, digest(address)),
              new Payloads.StepStarting(address, action))
          .writeUnder(renewed());
    }

    @Override
    public void finished(int index, StepResult result) {
      StepKept step = kept.get(index);
      Recorded seen = need(change);
      if (step == null && seen.change() instanceof Change.Applying) {
        Payloads.StepStarting starting = startingOf(seen, index);
        step = new StepKept(starting.action(), starting.address());
      }
      if (step == null) {
        throw new IllegalStateException("step " + index + " of " + change + " never started");
      }
      shared
          .record()
          .move(
              seen,
              new Fact.StepFinished(index, end(result), code(result)),
              new Payloads.StepEnded(step.address(), step.action(), result))
          .writeUnder(renewed());
    }

    private Payloads.StepStarting startingOf(Recorded seen, int index) {
      for (Recorded.Mark mark : seen.marks()) {
        if (mark.fact() instanceof Fact.StepStarted started && started.index() == index) {
          Payloads.StepStarting payload =
              shared.story.payload(mark.index(), Payloads.StepStarting.class);
          if (payload != null) {
            return payload;
          }
        }
      }
      throw new IllegalStateException("step " + index + " of " + change + " never started");
    }
  }

  private static Digest digest(Address address) {
    return Digest.of(address.text().getBytes(StandardCharsets.UTF_8));
  }

  private static Fact.StepFinished.StepEnd end(StepResult result) {
    return switch (result) {
      case StepResult.Done _ -> Fact.StepFinished.StepEnd.DONE;
      case StepResult.Ran it ->
          it.problem() == null ? Fact.StepFinished.StepEnd.DONE : Fact.StepFinished.StepEnd.FAILED;
      case StepResult.Failed _ -> Fact.StepFinished.StepEnd.FAILED;
      case StepResult.Skipped _ -> Fact.StepFinished.StepEnd.SKIPPED;
      case StepResult.Stale _ -> Fact.StepFinished.StepEnd.STALE;
      case StepResult.Unknown _ -> Fact.StepFinished.StepEnd.UNKNOWN;
    };
  }

  private static @Nullable String code(StepResult result) {
    return switch (result) {
      case StepResult.Failed it -> it.problem().code();
      case StepResult.Ran it -> it.problem() == null ? null : it.problem().code();
      case StepResult.Done _, StepResult.Skipped _, StepResult.Stale _, StepResult.Unknown _ ->
          null;
    };
  }
}
