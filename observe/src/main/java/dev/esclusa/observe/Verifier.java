package dev.esclusa.observe;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Health;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Verification;
import dev.esclusa.model.Verification.DriftAfter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the world is what the plan said, and well. */
public final class Verifier {
  private Verifier() {}

  /** What a look came to. */
  public sealed interface Verdict {
    record Settled(Verification verification) implements Verdict {}

    /**
     * @param on what is not healthy yet
     */
    record StillWaiting(List<String> on) implements Verdict {
      public StillWaiting {
        on = List.copyOf(on);
      }
    }
  }

  public static Verdict verify(VerifyQuestion question) {
    boolean patient =
        !question.overtaken()
            && question.now().isBefore(question.deadline())
            && question.result().outcome() == ApplyResult.Outcome.SUCCEEDED;
    if (patient && mayStillBecomeWell(question.assessment().health())) {
      return new Verdict.StillWaiting(question.assessment().reasons());
    }
    return new Verdict.Settled(verification(question));
  }

  private static boolean mayStillBecomeWell(Health health) {
    return switch (health) {
      case HEALTHY, SUSPENDED, DEGRADED -> false;
      case PROGRESSING, MISSING, UNKNOWN -> true;
    };
  }

  private static Verification verification(VerifyQuestion question) {
    List<ResourceChange> left =
        question.after().changes().stream().filter(it -> it.action() != Action.NOTHING).toList();
    Set<Address> notDone = notDone(question.result());
    List<String> reasons = new ArrayList<>(question.assessment().reasons());
    for (ResourceChange one : left) {
      boolean expected = notDone.contains(one.address());
      reasons.add(
          one.address().text() + (expected ? " was not applied" : " is not what the plan said"));
    }
    return new Verification(
        question.assessment().health(),
        question.assessment().evaluator(),
        drift(left, notDone),
        reasons,
        question.overtaken(),
        question.now());
  }

  private static Set<Address> notDone(ApplyResult result) {
    return result.steps().stream()
        .filter(it -> !(it.result() instanceof StepResult.Done))
        .map(ApplyResult.StepOutcome::address)
        .collect(Collectors.toSet());
  }

  private static DriftAfter drift(List<ResourceChange> left, Set<Address> notDone) {
    if (left.isEmpty()) {
      return DriftAfter.NONE;
    }
    return left.stream().allMatch(it -> notDone.contains(it.address()))
        ? DriftAfter.EXPECTED
        : DriftAfter.UNEXPECTED;
  }
}
