package dev.esclusa.sandbox;

import dev.esclusa.sandbox.Preparation.Part;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;

/** Empties a namespace that is being deleted, then lets it go. */
final class NamespaceDrain {
  private static final String NAME = "kube-controller-manager";

  private final Cluster cluster;

  NamespaceDrain(Cluster cluster) {
    this.cluster = cluster;
  }

  void consider(Key key) {
    String namespace = key.isOf("", "namespaces") ? key.name() : key.namespace();
    if (namespace.isEmpty()) return;
    Key place = Namespaces.key(namespace);
    Mapping found = cluster.get(place);
    if (found == null || !Meta.isBeingDeleted(found)) return;
    for (Key content : cluster.keysIn(namespace))
      cluster.delete(content, Deletes.Propagation.BACKGROUND);
    List<Key> left = cluster.keysIn(namespace);
    if (left.isEmpty()) {
      cluster.change(place, Part.SPEC, NAME, live -> live.with("spec", Meta.EMPTY));
    } else {
      cluster.setStatus(place, NAME, status -> waiting(status, left));
    }
  }

  private Mapping waiting(Mapping status, List<Key> left) {
    String message =
        "Some content in the namespace has finalizers remaining: "
            + left.size()
            + " resource instances";
    Value conditions =
        Conditions.with(
            status,
            "NamespaceFinalizersRemaining",
            "True",
            "SomeFinalizersRemain",
            message,
            cluster.identity());
    return status.with("conditions", conditions);
  }
}
