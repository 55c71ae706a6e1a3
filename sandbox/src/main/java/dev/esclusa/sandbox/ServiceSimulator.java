package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;

/** Gives every load balancer an address. */
final class ServiceSimulator implements Simulator {
  private static final Mapping ADDRESS = Value.mapping("ip", "127.0.0.1", "ipMode", "VIP");

  private final Cluster cluster;

  ServiceSimulator(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void act(Key key, Mapping service) {
    if (!"LoadBalancer".equals(service.text("spec", "type")) || Meta.isBeingDeleted(service))
      return;
    cluster.setStatus(
        key,
        "cloud-controller-manager",
        status -> status.with("loadBalancer", Value.mapping("ingress", Value.sequence(ADDRESS))));
  }
}
