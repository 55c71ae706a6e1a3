package dev.esclusa.sandbox;

import dev.esclusa.sandbox.Preparation.Part;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays scheduler and kubelet: a pod is placed at once, and runs, completes or crashes when it is
 * due.
 */
final class PodSimulator implements Simulator {
  private static final String KUBELET = "kubelet";

  private final Cluster cluster;
  private final Simulation simulation;

  PodSimulator(Cluster cluster, Simulation simulation) {
    this.cluster = cluster;
    this.simulation = simulation;
  }

  @Override
  public void act(Key key, Mapping pod) {
    if (Meta.isBeingDeleted(pod)) {
      simulation.forget(pod);
      return;
    }
    if (List.of("Succeeded", "Failed").contains(Meta.textOr(pod, "", "status", "phase"))) return;
    if (!Meta.itemsAt(pod, "spec", "schedulingGates").isEmpty()) return;
    Behaviour behaviour = simulation.behaviourOf(pod);
    if (pod.text("spec", "nodeName") == null) place(key);
    Duration wait = simulation.untilDue(pod, behaviour);
    if (wait.isPositive()) simulation.again(key, wait);
    else cluster.setStatus(key, KUBELET, status -> status(pod, status, behaviour));
  }

  private void place(Key key) {
    cluster.change(
        key,
        Part.SPEC,
        "kube-scheduler",
        live -> live.with("spec", Meta.spec(live).with("nodeName", Value.of(Bootstrap.NODE))));
    cluster.setStatus(key, KUBELET, status -> started(status));
  }

  private Mapping started(Mapping status) {
    Value conditions = Conditions.with(status, "PodScheduled", "True", "", "", cluster.identity());
    return status
        .with("conditions", conditions)
        .with("hostIP", Value.of("127.0.0.1"))
        .with("startTime", Value.of(cluster.identity().timestamp()));
  }

  private Mapping status(Mapping pod, Mapping status, Behaviour behaviour) {
    boolean once = !"Always".equals(pod.text("spec", "restartPolicy"));
    return switch (behaviour) {
      case READY, SLOW -> once ? ended(pod, status, "Succeeded") : running(pod, status);
      case NEVER_READY ->
          unready(
              pod,
              status,
              Value.mapping("running", Value.mapping("startedAt", cluster.identity().timestamp())),
              0);
      case FAIL -> once ? ended(pod, status, "Failed") : unready(pod, status, crashing(), 3);
    };
  }

  private Mapping running(Mapping pod, Mapping status) {
    Mapping state =
        Value.mapping("running", Value.mapping("startedAt", cluster.identity().timestamp()));
    Mapping running = status.with("phase", Value.of("Running"));
    for (String type : List.of("Initialized", "Ready", "ContainersReady")) {
      running =
          running.with(
              "conditions", Conditions.with(running, type, "True", "", "", cluster.identity()));
    }
    return addressed(pod, running)
        .with("containerStatuses", containers(pod, status, state, true, 0));
  }

  private Mapping unready(Mapping pod, Mapping status, Mapping state, int restarts) {
    Mapping unready = status.with("phase", Value.of("Running"));
    for (String type : List.of("Ready", "ContainersReady")) {
      unready =
          unready.with(
              "conditions",
              Conditions.with(
                  unready,
                  type,
                  "False",
                  "ContainersNotReady",
                  "containers with unready status",
                  cluster.identity()));
    }
    return addressed(pod, unready)
        .with("containerStatuses", containers(pod, status, state, false, restarts));
  }

  private Mapping ended(Mapping pod, Mapping status, String phase) {
    boolean well = phase.equals("Succeeded");
    Mapping terminated =
        Value.mapping(
            "exitCode", well ? 0 : 1,
            "reason", well ? "Completed" : "Error",
            "finishedAt", cluster.identity().timestamp());
    Mapping ended = status.with("phase", Value.of(phase));
    ended =
        ended.with(
            "conditions",
            Conditions.with(
                ended,
                "Ready",
                "False",
                well ? "PodCompleted" : "PodFailed",
                "",
                cluster.identity()));
    return ended.with(
        "containerStatuses",
        containers(pod, status, Value.mapping("terminated", terminated), false, 0));
  }

  private static Mapping crashing() {
    return Value.mapping(
        "waiting",
        Value.mapping(
            "reason", "CrashLoopBackOff", "message", "the sandbox was told to let it fail"));
  }

  private static Mapping addressed(Mapping pod, Mapping status) {
    int hash = Meta.uid(pod).hashCode();
    String address = "10.244.%d.%d".formatted(hash >>> 8 & 255, hash & 255);
    return status
        .with("podIP", Value.of(address))
        .with("podIPs", Value.sequence(Value.mapping("ip", address)));
  }

  /** A container that stays in its state keeps the time it came into it. */
  private static Value containers(
      Mapping pod, Mapping status, Mapping state, boolean ready, int restarts) {
    List<Mapping> before = Meta.mappingsAt(status, "containerStatuses");
    List<Mapping> containers = new ArrayList<>();
    for (Mapping container : Meta.mappingsAt(pod, "spec", "containers")) {
      Mapping kept = state;
      for (Mapping old : before) {
        boolean same = Meta.textOr(old, "", "name").equals(Meta.textOr(container, "", "name"));
        if (same && Meta.mappingAt(old, "state").keys().equals(state.keys()))
          kept = Meta.mappingAt(old, "state");
      }
      containers.add(
          Value.mapping(
              "name",
              Meta.textOr(container, "", "name"),
              "image",
              Meta.textOr(container, "", "image"),
              "imageID",
              "",
              "ready",
              ready,
              "started",
              state.has("running"),
              "restartCount",
              restarts,
              "lastState",
              Meta.EMPTY,
              "state",
              kept));
    }
    return Value.of(containers);
  }
}
