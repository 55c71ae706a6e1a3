package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.TargetUid;
import dev.esclusa.terraform.LockDetails;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of stacks that configure a backend of their own, as their engines read them: which
 * backend it is and how it is reached, only the engine knows.
 */
final class ForeignStates {
  private static final Logger LOG = LoggerFactory.getLogger(ForeignStates.class);

  private final Runner runner;
  private final Map<TargetUid, StackInput> asked = new ConcurrentHashMap<>();

  ForeignStates(Runner runner) {
    this.runner = runner;
  }

  /**
   * One state.
   *
   * @param mark lineage and serial
   * @param addresses of everything in it
   */
  record Seen(String mark, Set<String> addresses) {}

  /** How it is asked for is in its sources; who looks later has them not. */
  void remember(StackInput stack) {
    if (stack.ownBackend()) {
      asked.put(stack.target().uid(), stack);
    }
  }

  /** Empty where nobody asked since the start of the server. */
  Optional<StackInput> sources(TargetUid uid) {
    return Optional.ofNullable(asked.get(uid));
  }

  /**
   * Asks the backend.
   *
   * @throws ProblemException where it does not answer, or with something that is no state
   */
  Seen look(RunStateJob job) throws InterruptedException {
    byte[] bytes = runner.pull(job);
    if (bytes.length == 0) {
      return new Seen(SavedPlanFile.StateMark.NONE, Set.of());
    }
    try {
      Value state = Json.read("state", bytes, PlanDocument.LIMITS);
      return new Seen(SavedPlanFile.StateMark.of(state), StateObjects.of(state));
    } catch (TreeException e) {
      throw new ProblemException(RunnerProblem.foreignState(job.stack().name(), e.getMessage()), e);
    }
  }

  /** The mark alone, for who has something to tell whether the backend answers or not. */
  String mark(RunStateJob job) throws InterruptedException {
    try {
      return look(job).mark();
    } catch (ProblemException e) {
      LOG.warn("the state of {} could not be looked at: {}", job.stack().name(), e.problem());
      return "not known: its backend did not answer";
    }
  }

  /** What is known of a lock. */
  sealed interface Lock {
    /** Nobody holds it. */
    record Free() implements Lock {}

    /** Somebody does. */
    record Held(LockDetails details) implements Lock {}

    /** It could not be asked for, as by who may only read. */
    record Unknown(Problem problem) implements Lock {}
  }

  /**
   * Who holds the lock, by the engine's own words: a plan that believes the state asks for the lock
   * and is refused.
   */
  Lock lock(RunPlanJob asking) throws InterruptedException {
    return switch (runner.plan(asking)) {
      case RunPlanned.Made _ -> new Lock.Free();
      case RunPlanned.Failed it ->
          it.report().errors().stream()
              .flatMap(error -> LockDetails.of(error).stream())
              .filter(details -> !details.id().isEmpty())
              .findFirst()
              .<Lock>map(Lock.Held::new)
              .orElseGet(() -> new Lock.Unknown(it.problem()));
    };
  }
}
