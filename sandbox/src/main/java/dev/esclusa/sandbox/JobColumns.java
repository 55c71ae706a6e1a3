package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The columns of jobs. */
final class JobColumns {
  private final Ages ages;

  JobColumns(Ages ages) {
    this.ages = ages;
  }

  Column status() {
    return Column.text(
        "Status",
        job -> {
          if (has(job, "Complete")) return "Complete";
          if (has(job, "Failed")) return "Failed";
          if (Meta.isBeingDeleted(job)) return "Terminating";
          for (String condition : List.of("FailureTarget", "SuccessCriteriaMet"))
            if (has(job, condition)) return condition;
          return has(job, "Suspended") ? "Suspended" : "Running";
        });
  }

  Column completions() {
    return Column.text(
        "Completions",
        job -> {
          long succeeded = Meta.longOr(job, 0, "status", "succeeded");
          long wanted = Meta.longOr(job, -1, "spec", "completions");
          long parallel = Meta.longOr(job, 0, "spec", "parallelism");
          if (wanted >= 0) return succeeded + "/" + wanted;
          return succeeded + (parallel > 1 ? "/1 of " + parallel : "/1");
        });
  }

  Column duration() {
    return Column.text(
        "Duration",
        job -> {
          String start = job.text("status", "startTime");
          String end = job.text("status", "completionTime");
          if (start == null) return "";
          return end == null
              ? ages.since(start)
              : Ages.human(Duration.between(Instant.parse(start), Instant.parse(end)));
        });
  }

  private static boolean has(Mapping job, String type) {
    return Meta.mappingsAt(job, "status", "conditions").stream()
        .anyMatch(
            condition ->
                type.equals(condition.text("type")) && "True".equals(condition.text("status")));
  }
}
