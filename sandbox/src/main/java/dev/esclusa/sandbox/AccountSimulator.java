package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;

/** Every namespace has the service account {@code default}. */
final class AccountSimulator implements Simulator {
  private final Cluster cluster;

  AccountSimulator(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void act(Key key, Mapping namespace) {
    if (Meta.isBeingDeleted(namespace)) return;
    Mapping metadata = Value.mapping("name", "default", "namespace", Meta.name(namespace));
    cluster.create(
        Value.mapping("apiVersion", "v1", "kind", "ServiceAccount", "metadata", metadata),
        ReplicaSetSimulator.MANAGER);
  }
}
