package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps as many pods as a ReplicaSet asks for. */
final class ReplicaSetSimulator implements Simulator {
  static final String MANAGER = "kube-controller-manager";

  private final Cluster cluster;
  private final Pods pods;

  ReplicaSetSimulator(Cluster cluster, Pods pods) {
    this.cluster = cluster;
    this.pods = pods;
  }

  @Override
  public void act(Key key, Mapping set) {
    if (Meta.isBeingDeleted(set)) return;
    List<Mapping> living = new ArrayList<>(pods.of(set));
    long wanted = Meta.longOr(set, 1, "spec", "replicas");
    for (long missing = wanted - living.size(); missing > 0; missing--) {
      Mapping made = pods.create(set, "", Meta.EMPTY, MANAGER);
      if (made == null) break;
      living.add(made);
    }
    living.sort(Comparator.comparing(Pods::isReady).reversed());
    while (living.size() > wanted)
      cluster.delete(Pods.key(living.removeLast()), Deletes.Propagation.BACKGROUND);
    cluster.setStatus(key, MANAGER, status -> counted(set, living));
  }

  private static Mapping counted(Mapping set, List<Mapping> living) {
    long ready = Pods.ready(living);
    Mapping status = Value.mapping("replicas", living.size());
    if (!living.isEmpty()) status = status.with("fullyLabeledReplicas", Value.of(living.size()));
    if (ready > 0)
      status =
          status.with("readyReplicas", Value.of(ready)).with("availableReplicas", Value.of(ready));
    return status.with(
        "observedGeneration", Value.of(Meta.longOr(set, 1, "metadata", "generation")));
  }
}
