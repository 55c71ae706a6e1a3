package dev.esclusa.acceptance;

import dev.esclusa.tree.Value;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Stand-ins for the controllers of a cluster that has none: each workload is said to be as ready as
 * its spec asks, as soon as it is seen, and one that is deleted in the foreground goes, since
 * nothing depends on it.
 */
final class Controllers implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Value FOREGROUND = Value.of("foregroundDeletion");

  private final ClusterCaller caller;
  private final Thread thread;
  private volatile boolean ended;

  Controllers(ClusterCaller caller, boolean wanted) {
    this.caller = caller;
    thread = Thread.ofVirtual().unstarted(this::run);
    if (wanted) {
      thread.start();
    }
  }

  private void run() {
    while (!ended) {
      try {
        for (String kind : List.of("deployments", "statefulsets")) {
          for (Value one : caller.list("/apis/apps/v1/" + kind)) {
            if (one.text("metadata", "deletionTimestamp") == null) {
              settle(kind, one);
            } else {
              letGo(kind, one);
            }
          }
        }
        for (Value one : caller.list("/apis/policy/v1/poddisruptionbudgets")) {
          settle(one);
        }
      } catch (IOException e) {
        LockSupport.parkNanos(PAUSE.toNanos()); // it starts, or it ends: look again
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private void letGo(String kind, Value workload) throws IOException {
    Value finalizers = workload.at("metadata", "finalizers");
    if (finalizers instanceof Value.Sequence(List<Value> all) && all.contains(FOREGROUND)) {
      List<Value> others = all.stream().filter(it -> !it.equals(FOREGROUND)).toList();
      caller.leave(path("apps/v1", kind, workload), new Value.Sequence(others));
    }
  }

  private void settle(String kind, Value workload) throws IOException {
    long generation = workload.at("metadata", "generation").asLong();
    if (seen(workload) == generation) {
      return;
    }
    long replicas = workload.at("spec", "replicas").asLong();
    Value.Mapping status =
        Value.mapping(
            "observedGeneration",
            generation,
            "replicas",
            replicas,
            "updatedReplicas",
            replicas,
            "readyReplicas",
            replicas,
            "availableReplicas",
            replicas);
    if (kind.equals("deployments")) {
      status =
          status.with(
              "conditions",
              new Value.Sequence(
                  List.of(
                      condition("Available", "MinimumReplicasAvailable"),
                      condition("Progressing", "NewReplicaSetAvailable"))));
    } else {
      status =
          status
              .with("currentRevision", Value.of("r1"))
              .with("updateRevision", Value.of("r1"))
              .with("currentReplicas", Value.of(replicas));
    }
    caller.say(path("apps/v1", kind, workload) + "/status", status);
  }

  private void settle(Value budget) throws IOException {
    long generation = budget.at("metadata", "generation").asLong();
    if (seen(budget) != generation) {
      caller.say(
          path("policy/v1", "poddisruptionbudgets", budget) + "/status",
          Value.mapping(
              "observedGeneration",
              generation,
              "currentHealthy",
              1,
              "desiredHealthy",
              1,
              "disruptionsAllowed",
              1,
              "expectedPods",
              1));
    }
  }

  private static long seen(Value object) {
    Value seen = object.at("status", "observedGeneration");
    return seen == null ? -1 : seen.asLong();
  }

  private static Value condition(String type, String reason) {
    return Value.mapping(
        "type",
        type,
        "status",
        "True",
        "reason",
        reason,
        "message",
        "played",
        "lastTransitionTime",
        "2020-01-01T00:00:00Z",
        "lastUpdateTime",
        "2020-01-01T00:00:00Z");
  }

  private static String path(String version, String kind, Value object) {
    return "/apis/"
        + version
        + "/namespaces/"
        + object.text("metadata", "namespace")
        + "/"
        + kind
        + "/"
        + object.text("metadata", "name");
  }

  @Override
  public void close() {
    ended = true;
    LockSupport.unpark(thread);
  }
}
