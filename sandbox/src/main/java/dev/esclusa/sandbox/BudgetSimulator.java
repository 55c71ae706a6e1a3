package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;

/** Counts the pods that a disruption budget covers. */
final class BudgetSimulator implements Simulator {
  private final Cluster cluster;

  BudgetSimulator(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void act(Key key, Mapping budget) {
    LabelSelector selector = LabelSelector.of(Meta.mappingAt(budget, "spec", "selector"));
    List<Mapping> covered =
        cluster.list("", "pods", key.namespace()).stream().filter(selector::selects).toList();
    long healthy = Pods.ready(covered);
    long needed =
        Meta.longOr(
            budget,
            covered.size() - Meta.longOr(budget, 0, "spec", "maxUnavailable"),
            "spec",
            "minAvailable");
    cluster.setStatus(
        key,
        ReplicaSetSimulator.MANAGER,
        status ->
            Value.mapping(
                "currentHealthy", healthy,
                "desiredHealthy", needed,
                "disruptionsAllowed", Math.max(0, healthy - needed),
                "expectedPods", covered.size(),
                "observedGeneration", Meta.longOr(budget, 1, "metadata", "generation")));
  }
}
