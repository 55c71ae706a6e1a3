package dev.esclusa.sandbox;

import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Value.Mapping;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays the controllers, the scheduler and the nodes, so that workloads become ready, or fail as
 * told.
 */
final class Simulation {
  private static final int SLOW_FACTOR = 10;

  private final Cluster cluster;
  private final Tempo tempo;
  private final PodSimulator pods;
  private final Map<String, Simulator> simulators;

  /** When each pod is due, by uid; only touched by one act at a time. */
  private final Map<String, Instant> dueByUid = new HashMap<>();

  private volatile Settings settings;
  private Consumer<Runnable> acting = Runnable::run;

  Simulation(Cluster cluster, Tempo tempo, Duration readyDelay) {
    this.cluster = cluster;
    this.tempo = tempo;
    this.settings = new Settings(readyDelay, Behaviour.READY);
    this.pods = new PodSimulator(cluster, this);
    Pods workers = new Pods(cluster);
    this.simulators =
        Map.of(
            "pods", pods,
            "deployments.apps", new DeploymentSimulator(cluster, this),
            "replicasets.apps", new ReplicaSetSimulator(cluster, workers),
            "statefulsets.apps", new StatefulSetSimulator(cluster, workers),
            "daemonsets.apps", new DaemonSetSimulator(cluster, workers),
            "jobs.batch", new JobSimulator(cluster, workers, this),
            "persistentvolumeclaims", new ClaimSimulator(cluster),
            "services", new ServiceSimulator(cluster),
            "poddisruptionbudgets.policy", new BudgetSimulator(cluster),
            "namespaces", new AccountSimulator(cluster));
  }

  /** How workloads behave that do not say otherwise, and how long their pods take. */
  record Settings(Duration readyDelay, Behaviour behaviour) {}

  Settings settings() {
    return settings;
  }

  /** Holds from now on; pods that were held back are looked at again. */
  void set(Settings settings) {
    this.settings = settings;
    for (Mapping pod : cluster.list("", "pods", "")) {
      Key key = new Key("", "pods", Meta.namespace(pod), Meta.name(pod));
      acting.accept(() -> consider(key));
    }
  }

  /** From now on timers act through {@code acting}, one after the other. */
  void start(Consumer<Runnable> acting) {
    this.acting = acting;
  }

  /** Looks at an object, and at those who control it. */
  void consider(Key key) {
    Mapping object = cluster.get(key);
    if (object == null) return;
    Simulator simulator = simulators.get(name(key));
    if (simulator != null) {
      simulator.act(key, object);
      for (Mapping pod : cluster.controlled(object, "", "pods"))
        if (!Pods.isReady(pod)) pods.act(Pods.key(pod), pod);
    }
    for (Mapping owner : Meta.owners(object)) {
      Key controller = cluster.keyOf(Meta.textOr(owner, "", "uid"));
      if (controller != null && simulators.containsKey(name(controller))) consider(controller);
    }
  }

  /** How long until a pod seen now for the first time is due; zero or less when it is. */
  Duration untilDue(Mapping pod, Behaviour behaviour) {
    Duration delay = settings.readyDelay();
    Duration wait = behaviour == Behaviour.SLOW ? delay.multipliedBy(SLOW_FACTOR) : delay;
    Instant due = dueByUid.computeIfAbsent(Meta.uid(pod), first -> tempo.now().plus(wait));
    return Duration.between(tempo.now(), due);
  }

  void forget(Mapping pod) {
    dueByUid.remove(Meta.uid(pod));
  }

  /** Considers an object again after a while. */
  void again(Key key, Duration delay) {
    tempo.after(delay, () -> acting.accept(() -> consider(key)));
  }

  /** What an object says, or one of those who control it, or the setting. */
  Behaviour behaviourOf(Mapping object) {
    Mapping here = object;
    for (int depth = 0; depth < 4; depth++) {
      if (Meta.annotation(here, Behaviour.ANNOTATION) != null)
        return Behaviour.of(here, settings.behaviour());
      Mapping controller = controllerOf(here);
      if (controller == null) break;
      here = controller;
    }
    return Behaviour.of(here, settings.behaviour());
  }

  private @Nullable Mapping controllerOf(Mapping object) {
    for (Mapping owner : Meta.owners(object)) {
      Key key = cluster.keyOf(Meta.textOr(owner, "", "uid"));
      if (key != null) return cluster.get(key);
    }
    return null;
  }

  private static String name(Key key) {
    return key.group().isEmpty() ? key.plural() : key.plural() + "." + key.group();
  }
}
