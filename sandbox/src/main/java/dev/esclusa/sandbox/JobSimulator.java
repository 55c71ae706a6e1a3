package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;

/** Runs a job's pods until enough of them have succeeded, or one has failed. */
final class JobSimulator implements Simulator {
  private static final String MANAGER = ReplicaSetSimulator.MANAGER;

  private final Cluster cluster;
  private final Pods pods;
  private final Simulation simulation;

  JobSimulator(Cluster cluster, Pods pods, Simulation simulation) {
    this.cluster = cluster;
    this.pods = pods;
    this.simulation = simulation;
  }

  @Override
  public void act(Key key, Mapping job) {
    if (Meta.isBeingDeleted(job) || isOver(job)) return;
    List<Mapping> made = pods.of(job);
    if (Value.TRUE.equals(job.at("spec", "suspend"))) {
      suspend(key, made);
      return;
    }
    long wanted = Meta.longOr(job, 1, "spec", "completions");
    long parallel = Meta.longOr(job, 1, "spec", "parallelism");
    long succeeded = Pods.inPhase(made, "Succeeded").size();
    long failed = Pods.inPhase(made, "Failed").size();
    long active = made.size() - succeeded - failed;
    while (failed == 0 && active < parallel && active + succeeded < wanted) {
      if (pods.create(job, "", Meta.EMPTY, MANAGER) == null) break;
      active++;
    }
    long running = active;
    cluster.setStatus(
        key, MANAGER, status -> counted(job, status, running, succeeded, failed, wanted));
  }

  private void suspend(Key key, List<Mapping> made) {
    for (Mapping pod : made) cluster.delete(Pods.key(pod), Deletes.Propagation.BACKGROUND);
    cluster.setStatus(
        key,
        MANAGER,
        status ->
            status
                .without("startTime")
                .without("active")
                .with(
                    "conditions",
                    Conditions.with(
                        status,
                        "Suspended",
                        "True",
                        "JobSuspended",
                        "Job suspended",
                        cluster.identity())));
  }

  private Mapping counted(
      Mapping job, Mapping before, long active, long succeeded, long failed, long wanted) {
    String now = cluster.identity().timestamp();
    Mapping status = before.has("startTime") ? before : before.with("startTime", Value.of(now));
    if (Conditions.isTrue(status, "Suspended")) {
      status =
          status.with(
              "conditions",
              Conditions.with(
                  status, "Suspended", "False", "JobResumed", "Job resumed", cluster.identity()));
    }
    status = active == 0 ? status.without("active") : status.with("active", Value.of(active));
    if (succeeded > 0) status = status.with("succeeded", Value.of(succeeded));
    if (failed > 0) status = status.with("failed", Value.of(failed));
    status =
        status
            .with("ready", Value.of(0))
            .with("terminating", Value.of(0))
            .with("uncountedTerminatedPods", Meta.EMPTY);
    if (succeeded >= wanted) return completed(status, now);
    return failed > 0 && simulation.behaviourOf(job) == Behaviour.FAIL ? failed(status) : status;
  }

  private Mapping completed(Mapping status, String now) {
    String why = "Reached expected number of succeeded pods";
    Mapping met =
        status.with(
            "conditions",
            Conditions.with(
                status,
                "SuccessCriteriaMet",
                "True",
                "CompletionsReached",
                why,
                cluster.identity()));
    return met.with("completionTime", Value.of(now))
        .with(
            "conditions",
            Conditions.with(
                met, "Complete", "True", "CompletionsReached", why, cluster.identity()));
  }

  private Mapping failed(Mapping status) {
    String why = "Job has reached the specified backoff limit";
    Mapping target =
        status.with(
            "conditions",
            Conditions.with(
                status, "FailureTarget", "True", "BackoffLimitExceeded", why, cluster.identity()));
    return target.with(
        "conditions",
        Conditions.with(target, "Failed", "True", "BackoffLimitExceeded", why, cluster.identity()));
  }

  private static boolean isOver(Mapping job) {
    Mapping status = Meta.status(job);
    return Conditions.isTrue(status, "Complete") || Conditions.isTrue(status, "Failed");
  }
}
