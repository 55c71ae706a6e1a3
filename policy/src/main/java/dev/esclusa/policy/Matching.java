package dev.esclusa.policy;

import dev.esclusa.model.Action;
import dev.esclusa.model.ApprovalRule;
import dev.esclusa.model.Glob;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Risk;
import dev.esclusa.model.Target;
import java.util.List;

/** Which approval rules speak of a plan. */
final class Matching {
  private Matching() {}

  static boolean matches(ApprovalRule rule, Plan plan, Target target) {
    return anyOf(rule.environments(), target.environment())
        && (rule.authorities().isEmpty() || rule.authorities().contains(target.authority().text()))
        && anyOf(rule.targets(), target.name().text())
        && covers(rule, plan.risk().level())
        && (!rule.destructiveOnly() || destructive(plan))
        && touches(rule.addresses(), plan);
  }

  private static boolean anyOf(List<String> patterns, String text) {
    return patterns.isEmpty() || Glob.matchesAny(patterns, text);
  }

  private static boolean covers(ApprovalRule rule, Risk.Level level) {
    return level.atLeast(rule.minRisk()) && rule.maxRisk().atLeast(level);
  }

  /** The changes are believed before the summary: only they are under the plan's hash. */
  private static boolean destructive(Plan plan) {
    return plan.risk().destructive()
        || plan.changes().stream().anyMatch(change -> change.action().destroys());
  }

  private static boolean touches(List<String> patterns, Plan plan) {
    return patterns.isEmpty()
        || plan.changes().stream()
            .filter(change -> change.action() != Action.NOTHING)
            .anyMatch(change -> Glob.matchesAny(patterns, change.address().text()));
  }
}
