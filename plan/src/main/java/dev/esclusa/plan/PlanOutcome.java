package dev.esclusa.plan;

import dev.esclusa.model.Plan;
import dev.esclusa.model.Problem;
import java.util.List;

/** What planning came to: a plan, or why there can be none. */
public sealed interface PlanOutcome {
  record Ready(Plan plan) implements PlanOutcome {}

  /**
   * @param problems all that were found, not only the first
   */
  record Refused(List<Problem> problems) implements PlanOutcome {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
