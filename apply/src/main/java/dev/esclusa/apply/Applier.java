package dev.esclusa.apply;

import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Health;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.tempo.Tempo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out an {@link ApplyRun}: writes ahead, acts, looks, waits.
 *
 * @param lease the right to write, as it stands now; asked before every effect
 * @param cancellation why it shall stop before the next step; empty while it shall go on
 */
public record Applier(
    StepJournal journal,
    Actuator actuator,
    Readiness readiness,
    Foresight foresight,
    Tempo tempo,
    Supplier<Lease> lease,
    Supplier<Optional<String>> cancellation) {
  private static final Duration HEALTH_INTERVAL = Duration.ofMillis(500);

  /**
   * Runs until nothing is left to do.
   *
   * @throws dev.esclusa.model.ProblemException {@code APL-0005} when the lease has run out: the
   *     apply is then in doubt, and its next holder goes on
   */
  public ApplyResult run(ApplyInput input) throws InterruptedException {
    ApplyRun run = new ApplyRun(input.steps(), input.progress());
    while (run.next().isPresent()) {
      cancellation.get().ifPresent(run::cancel);
      NextStep next = run.next().orElse(null);
      if (next != null) {
        take(input, run, next);
      }
    }
    return run.result();
  }

  private void take(ApplyInput input, ApplyRun run, NextStep next) throws InterruptedException {
    switch (next) {
      case NextStep.Announce(Step step) -> {
        valid(input);
        journal.started(step.index(), step.action(), step.address());
        run.written();
      }
      case NextStep.Perform(Step step) ->
          run.done(
              actuator.perform(
                  input.target(), input.ownership(), step.instruction(), valid(input)));
      case NextStep.ReadBack(Step step) ->
          run.done(actuator.readBack(input.target(), input.ownership(), step.instruction()));
      case NextStep.LookAgain(Step step, Foresight.Why why) ->
          run.looked(foresight.look(step, why));
      case NextStep.AwaitHealth gate -> run.done(await(input, gate));
      case NextStep.Conclude(Step step, StepResult result) -> {
        journal.finished(step.index(), result);
        run.written();
      }
    }
  }

  private Lease valid(ApplyInput input) {
    Lease now = lease.get();
    if (!tempo.now().isBefore(now.expiresAt())) {
      throw Problem.environment(
              "APL-0005",
              "the lease of "
                  + now.holder()
                  + " on target "
                  + input.target().name()
                  + " ran out at "
                  + now.expiresAt()
                  + "; nobody may write under it.",
              "Nothing to do: the next holder reads back what was done and goes on.")
          .asException();
    }
    return now;
  }

  private StepResult await(ApplyInput input, NextStep.AwaitHealth gate)
      throws InterruptedException {
    Instant deadline = tempo.now().plus(input.healthTimeout());
    while (true) {
      StepResult verdict = verdict(input, gate.addresses());
      if (verdict != null) {
        return verdict;
      }
      if (!tempo.now().isBefore(deadline)) {
        return new StepResult.Failed(overdue(input, gate));
      }
      if (cancellation.get().orElse(null) instanceof String reason) {
        return new StepResult.Skipped(reason);
      }
      tempo.pause(HEALTH_INTERVAL);
    }
  }

  /** Nothing while it may still become healthy. */
  private @Nullable StepResult verdict(ApplyInput input, List<Address> addresses) {
    boolean ready = true;
    for (Address address : addresses) {
      Health health = readiness.of(input.target(), address);
      if (health == Health.DEGRADED) {
        return new StepResult.Failed(degraded(address));
      }
      ready &= health == Health.HEALTHY || health == Health.SUSPENDED;
    }
    return ready ? new StepResult.Done("", "healthy") : null;
  }

  private static Problem degraded(Address address) {
    return Problem.environment(
        "APL-0006",
        address.text() + " is degraded; wanted is healthy before the apply goes on.",
        "Look at the object's events, mend what they say in Git, and plan again.");
  }

  private static Problem overdue(ApplyInput input, NextStep.AwaitHealth gate) {
    return Problem.environment(
        "APL-0007",
        gate.addresses().size()
            + " objects, first "
            + gate.addresses().getFirst().text()
            + ", were not healthy after "
            + input.healthTimeout()
            + " ("
            + gate.before()
            + ").",
        "Look at the objects' events; raise the environment's healthTimeout where they need"
            + " longer.");
  }
}
