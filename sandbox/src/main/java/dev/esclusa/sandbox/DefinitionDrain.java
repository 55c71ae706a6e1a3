package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.util.List;

/** Deletes the objects of a CustomResourceDefinition that is being deleted, then lets it go. */
final class DefinitionDrain {
  static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

  private final Cluster cluster;

  DefinitionDrain(Cluster cluster) {
    this.cluster = cluster;
  }

  void consider(Key key) {
    Key place =
        key.isOf(Registry.CRD_GROUP, Registry.CRD_PLURAL)
            ? key
            : Key.cluster(
                Registry.CRD_GROUP, Registry.CRD_PLURAL, key.plural() + "." + key.group());
    Mapping definition = cluster.get(place);
    if (definition == null || !Meta.isBeingDeleted(definition)) return;
    String group = Meta.textOr(definition, "", "spec", "group");
    String plural = Meta.textOr(definition, "", "spec", "names", "plural");
    for (Mapping object : cluster.list(group, plural, "")) {
      cluster.delete(
          new Key(group, plural, Meta.namespace(object), Meta.name(object)),
          Deletes.Propagation.BACKGROUND);
    }
    if (List.copyOf(cluster.list(group, plural, "")).isEmpty()) {
      cluster.removeFinalizer(place, FINALIZER, "kube-apiserver");
    }
  }
}
