package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A CronJob holds the template of a job, which must be one that can run. */
final class CronJobRule implements KindRule {
  private static final List<String> COUNTS =
      List.of("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit");

  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    List<Refusal.Cause> faults = new ArrayList<>();
    Mapping spec = Meta.spec(next);
    if (Meta.textOr(spec, "", "schedule").isEmpty())
      faults.add(Refusal.Cause.required("spec.schedule", ""));
    NumberRules.notNegative(spec, "spec", COUNTS, faults);
    JobRule.specFaults(
        Meta.mappingAt(spec, "jobTemplate", "spec"), "spec.jobTemplate.spec", faults);
    return faults;
  }
}
