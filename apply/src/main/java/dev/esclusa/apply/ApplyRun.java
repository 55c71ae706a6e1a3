package dev.esclusa.apply;

import dev.esclusa.apply.Foresight.Sight;
import dev.esclusa.apply.Foresight.Why;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.ApplyResult.Outcome;
import dev.esclusa.model.ApplyResult.StepOutcome;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.StepResult.Done;
import dev.esclusa.model.StepResult.Failed;
import dev.esclusa.model.StepResult.Ran;
import dev.esclusa.model.StepResult.Skipped;
import dev.esclusa.model.StepResult.Stale;
import dev.esclusa.model.StepResult.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One apply as a state machine without clock, threads or I/O: it says what it wants done next, and
 * is told how that went. Not for two threads.
 */
public final class ApplyRun {
  /** How often one step is tried, and how often it is looked at again, before it is given up. */
  private static final int MAX_ATTEMPTS = 5;

  private final List<Step> steps;
  private final Progress progress;
  private final Map<Integer, StepResult> results = new TreeMap<>();
  private final HealthGates gates;

  private int at;
  private boolean announced;
  private boolean proven;
  private int attemptCount;
  private @Nullable NextStep next;
  private @Nullable String stopped;
  private @Nullable String cancelled;

  public ApplyRun(List<Step> steps, Progress progress) {
    this.steps = new ArrayList<>(steps);
    this.progress = progress;
    this.gates = new HealthGates();
    results.putAll(progress.finished());
    results.forEach((index, result) -> noteEnd(this.steps.get(index), result));
    advance();
  }

  /** The same until it is answered; empty when the apply has ended. */
  public Optional<NextStep> next() {
    return Optional.ofNullable(next);
  }

  /** {@link NextStep.Announce} or {@link NextStep.Conclude} is durable. */
  public void written() {
    switch (next) {
      case NextStep.Announce(Step step) -> {
        announced = true;
        next = new NextStep.Perform(step);
      }
      case NextStep.Conclude(Step step, StepResult result) -> end(step, result);
      case null, default -> throw notAsked("something to write");
    }
  }

  /**
   * How {@link NextStep.Perform}, {@link NextStep.ReadBack} or {@link NextStep.AwaitHealth} went.
   */
  public void done(StepResult result) {
    switch (next) {
      case NextStep.Perform(Step step) -> performed(step, result);
      case NextStep.ReadBack(Step step) -> readBack(step, result);
      case NextStep.AwaitHealth gate -> waited(gate, result);
      case null, default -> throw notAsked("something to do");
    }
  }

  /** What {@link NextStep.LookAgain} saw. */
  public void looked(Sight sight) {
    if (!(next instanceof NextStep.LookAgain(Step step, Why _))) {
      throw notAsked("a second look");
    }
    switch (sight) {
      case Sight.Same(Instruction instruction) -> {
        proven = true;
        steps.set(at, step.with(instruction));
        next =
            announced ? new NextStep.Perform(steps.get(at)) : new NextStep.Announce(steps.get(at));
      }
      case Sight.Moved(String because) -> conclude(step, new Stale(because));
      case Sight.Unreachable(Problem problem) -> conclude(step, new Failed(problem));
    }
  }

  /** Takes effect before the next step that nobody announced yet; what has begun is finished. */
  public void cancel(String reason) {
    cancelled = reason;
    if (next != null && !announced) {
      advance();
    }
  }

  /** Whether somebody has to find out what a step did. */
  public boolean inDoubt() {
    return results.values().stream().anyMatch(Unknown.class::isInstance);
  }

  /**
   * @throws IllegalStateException while {@link #next} asks for something
   */
  public ApplyResult result() {
    if (next != null) {
      throw new IllegalStateException("the apply has not ended, it asks for " + next);
    }
    List<StepOutcome> ends = new ArrayList<>();
    for (Step step : steps) {
      StepResult end = results.get(step.index());
      if (end instanceof Ran ran) {
        ends.addAll(ran.parts());
      } else if (end != null) {
        ends.add(new StepOutcome(step.address(), step.action(), end));
      }
    }
    return new ApplyResult(ends, outcome());
  }

  private Outcome outcome() {
    if (stopped == null) {
      return Outcome.SUCCEEDED;
    }
    if (stopped.equals(cancelled)) {
      return Outcome.CANCELLED;
    }
    boolean touched =
        results.values().stream()
            .anyMatch(it -> it instanceof Done || it instanceof Unknown || touched(it));
    return touched ? Outcome.PARTIAL : Outcome.FAILED;
  }

  private static boolean touched(StepResult result) {
    return result instanceof Ran ran
        && ran.parts().stream().anyMatch(it -> !(it.result() instanceof Skipped));
  }

  // --- from step to step ---

  private void advance() {
    announced = false;
    proven = false;
    attemptCount = 0;
    next = null;
    while (at < steps.size() && next == null) {
      Step step = steps.get(at);
      if (results.containsKey(at)) {
        at++;
      } else if (progress.started().contains(at)) {
        announced = true;
        next = new NextStep.ReadBack(step); // whatever happened since, it may have had its effect
      } else {
        begin(step);
      }
    }
  }

  private void begin(Step step) {
    if (stopped == null && cancelled != null) {
      stopped = cancelled;
    }
    NextStep.AwaitHealth gate = stopped == null ? gates.before(step) : null;
    if (stopped != null) {
      results.put(at++, new Skipped(stopped));
    } else if (gate != null) {
      next = gate;
    } else if (step.stale() != null) {
      end(step, new Stale(step.stale()));
    } else {
      Why why = whyLook(step);
      next = why == null ? new NextStep.Announce(step) : new NextStep.LookAgain(step, why);
    }
  }

  private @Nullable Why whyLook(Step step) {
    if (proven) {
      return null;
    }
    if (step.uncertain()) {
      return Why.UNPREDICTED;
    }
    return progress.resumes() ? Why.RESUMED : null;
  }

  private void performed(Step step, StepResult result) {
    attemptCount++;
    boolean again = attemptCount < MAX_ATTEMPTS;
    switch (result) {
      case Unknown _ -> next = new NextStep.ReadBack(step);
      case Stale _ when again && repeatable(step) -> next = new NextStep.LookAgain(step, Why.STALE);
      case Done _, Ran _, Failed _, Skipped _, Stale _ -> conclude(step, result);
    }
  }

  private void readBack(Step step, StepResult result) {
    switch (result) {
      case Done _, Ran _, Stale _, Unknown _ -> conclude(step, result);
      case Failed(Problem problem) -> conclude(step, new Unknown(problem.cause()));
      case Skipped(String because) -> {
        if (cancelled != null) {
          conclude(step, new Skipped(cancelled));
        } else if (!repeatable(step)) {
          conclude(step, new Failed(neverTwice(step, because)));
        } else if (attemptCount >= MAX_ATTEMPTS) {
          conclude(step, new Failed(noAnswer(step)));
        } else if (whyLook(step) instanceof Why why) {
          next = new NextStep.LookAgain(step, why);
        } else {
          next = new NextStep.Perform(step);
        }
      }
    }
  }

  /** A saved plan is run once; whether it may run again is for people to say. */
  private static boolean repeatable(Step step) {
    return !(step.instruction() instanceof Instruction.RunArtifact);
  }

  private void waited(NextStep.AwaitHealth gate, StepResult result) {
    switch (result) {
      case Done _, Ran _ -> {
        gates.passed(gate);
        advance();
      }
      case Failed(Problem problem) -> stop("waiting for health failed: " + problem.cause());
      case Skipped(String because) -> {
        cancelled = because;
        stop(because);
      }
      case Stale(String because) -> stop("waiting for health failed: " + because);
      case Unknown it -> stop("health is unknown: " + it.cause());
    }
  }

  private void stop(String because) {
    if (stopped == null) {
      stopped = because;
    }
    advance();
  }

  /** A step that was never announced has no end to write down. */
  private void conclude(Step step, StepResult result) {
    if (announced) {
      next = new NextStep.Conclude(step, result);
    } else {
      end(step, result);
    }
  }

  private void end(Step step, StepResult result) {
    results.put(at++, result);
    noteEnd(step, result);
    if (next != null) {
      advance();
    }
  }

  private void noteEnd(Step step, StepResult result) {
    String cause =
        switch (result) {
          case Done _ -> {
            gates.done(step);
            yield null;
          }
          case Ran it -> it.problem() == null ? null : it.problem().cause();
          case Skipped _ -> null;
          case Failed(Problem problem) -> problem.code() + ", " + problem.cause();
          case Stale(String because) -> because;
          case Unknown it -> "its end is unknown, " + it.cause();
        };
    if (cause != null && stopped == null) {
      stopped = "step " + step.index() + " (" + step.address().text() + ") failed: " + cause;
    }
  }

  private IllegalStateException notAsked(String what) {
    return new IllegalStateException("the apply did not ask for " + what + " but for " + next);
  }

  private static Problem neverTwice(Step step, String because) {
    return Problem.environment(
        "APL-0003",
        "the saved plan for "
            + step.address().text()
            + " was begun and has no effect: "
            + because
            + ". A saved plan is never run twice.",
        "Look at the authority's state, then plan again.");
  }

  private static Problem noAnswer(Step step) {
    return Problem.environment(
        "APL-0004",
        "the reply for "
            + step.address().text()
            + " was lost "
            + MAX_ATTEMPTS
            + " times, and nothing was done.",
        "Look whether the authority is reachable, then plan again.");
  }
}
