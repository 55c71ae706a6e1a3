package dev.esclusa.plan;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Precondition;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.tree.Diff;
import dev.esclusa.tree.Difference;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether one object of an approved plan would still go the way the plan says, asked again shortly
 * before its step: for what could not be predicted earlier, after a refusal because of a moved
 * version, and after a crash.
 */
public final class SecondLook {
  private SecondLook() {}

  /**
   * Compares a stored plan with a new look at one object.
   *
   * @param again the plan's input with the desired state, prediction and inventory narrowed to that
   *     one address, and a fresh prediction
   * @return what is otherwise now, in words; empty when the step may go on
   */
  public static List<String> differences(Plan plan, Address address, PlanInput again) {
    return switch (Planner.plan(again)) {
      case PlanOutcome.Refused(List<Problem> problems) ->
          problems.stream().map(Problem::cause).toList();
      case PlanOutcome.Ready(Plan now) -> compare(plan, now, address, again);
    };
  }

  private static List<String> compare(Plan plan, Plan now, Address address, PlanInput again) {
    List<String> words = new ArrayList<>();
    ResourceChange was = changeOf(plan, address);
    words.addAll(Staleness.ofObject(address, was, changeOf(now, address)));
    if (!Objects.equals(uid(plan, address), uid(now, address))) {
      words.add(
          address.text()
              + " is another object now (uid "
              + uid(now, address)
              + ", was "
              + uid(plan, address)
              + ")");
    }
    if (was != null && was.action() == Action.CREATE && was.unpredictedBecause() != null) {
      words.addAll(beyondDefaulting(address, again));
    }
    return words;
  }

  /** An authority may add to what Git says; it may not change what Git says. */
  private static List<String> beyondDefaulting(Address address, PlanInput again) {
    List<String> words = new ArrayList<>();
    for (Predicted one : again.prediction().resources()) {
      Value desired = one.desired();
      Value predicted = one.predicted();
      if (!one.address().equals(address) || desired == null) {
        continue;
      }
      if (predicted == null) {
        words.add(address.text() + " still cannot be predicted: " + one.unpredictedBecause());
        continue;
      }
      for (Difference it :
          Diff.between(Words.asWritten(address, desired), Words.normalised(address, predicted))) {
        if (it.before() != null) {
          words.add(address.text() + " " + it.pointer() + " would not become what Git says");
        }
      }
    }
    return words;
  }

  private static @Nullable ResourceChange changeOf(Plan plan, Address address) {
    return plan.changes().stream()
        .filter(it -> it.address().equals(address))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String uid(Plan plan, Address address) {
    for (Precondition one : plan.preconditions()) {
      if (one instanceof Precondition.Exists exists && exists.address().equals(address)) {
        return exists.uid();
      }
    }
    return null;
  }
}
