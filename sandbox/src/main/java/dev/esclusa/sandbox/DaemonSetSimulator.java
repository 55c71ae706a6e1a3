package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;

/** Keeps the one pod of a DaemonSet on the one node there is. */
final class DaemonSetSimulator implements Simulator {
  private static final String MANAGER = ReplicaSetSimulator.MANAGER;
  private static final String HASH = "controller-revision-hash";

  private final Cluster cluster;
  private final Pods pods;

  DaemonSetSimulator(Cluster cluster, Pods pods) {
    this.cluster = cluster;
    this.pods = pods;
  }

  @Override
  public void act(Key key, Mapping set) {
    if (Meta.isBeingDeleted(set)) return;
    String hash = Pods.templateHash(Meta.mappingAt(set, "spec", "template"));
    boolean replacing = !"OnDelete".equals(set.text("spec", "updateStrategy", "type"));
    for (Mapping pod : pods.of(set)) {
      if (replacing && !isOf(pod, hash))
        cluster.delete(Pods.key(pod), Deletes.Propagation.BACKGROUND);
    }
    if (pods.of(set).isEmpty()) pods.create(set, "", Value.mapping(HASH, hash), MANAGER);
    List<Mapping> living = pods.of(set);
    cluster.setStatus(key, MANAGER, status -> counted(set, living, hash));
  }

  private static Mapping counted(Mapping set, List<Mapping> living, String hash) {
    long ready = Pods.ready(living);
    long updated = living.stream().filter(pod -> isOf(pod, hash)).count();
    Mapping status =
        Value.mapping(
            "currentNumberScheduled",
            living.size(),
            "desiredNumberScheduled",
            1,
            "numberMisscheduled",
            0,
            "numberReady",
            ready,
            "observedGeneration",
            Meta.longOr(set, 1, "metadata", "generation"));
    if (updated > 0) status = status.with("updatedNumberScheduled", Value.of(updated));
    return ready > 0
        ? status.with("numberAvailable", Value.of(ready))
        : status.with("numberUnavailable", Value.of(1));
  }

  private static boolean isOf(Mapping pod, String hash) {
    return hash.equals(pod.text("metadata", "labels", HASH));
  }
}
