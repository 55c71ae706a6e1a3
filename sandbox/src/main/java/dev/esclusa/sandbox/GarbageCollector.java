package dev.esclusa.sandbox;

import dev.esclusa.sandbox.Preparation.Part;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;

/**
 * Deletes what has lost its owners, and does the foreground and orphan propagation (Kubernetes
 * docs, "Garbage collection").
 */
final class GarbageCollector {
  private static final String NAME = "kube-controller-manager";

  private final Cluster cluster;

  GarbageCollector(Cluster cluster) {
    this.cluster = cluster;
  }

  /** A removal may orphan what the object owned, and free the owners that waited for it. */
  void react(Event event) {
    Mapping before = event.before();
    if (event.after() != null || before == null) return;
    for (Key dependent : cluster.dependentsOf(Meta.uid(before))) collect(dependent);
    for (Mapping owner : Meta.owners(before)) {
      Key key = cluster.keyOf(Meta.textOr(owner, "", "uid"));
      if (key != null) consider(key);
    }
  }

  void consider(Key key) {
    Mapping object = cluster.get(key);
    if (object == null) return;
    if (Meta.isBeingDeleted(object)) propagate(key, object);
    else collect(key);
  }

  private void propagate(Key key, Mapping object) {
    List<String> finalizers = Meta.finalizers(object);
    List<Key> dependents = cluster.dependentsOf(Meta.uid(object));
    if (finalizers.contains(Deletes.ORPHAN)) {
      for (Key dependent : dependents) disown(dependent, Meta.uid(object));
      cluster.removeFinalizer(key, Deletes.ORPHAN, NAME);
    } else if (finalizers.contains(Deletes.FOREGROUND)) {
      for (Key dependent : dependents) cluster.delete(dependent, Deletes.Propagation.FOREGROUND);
      if (cluster.dependentsOf(Meta.uid(object)).isEmpty())
        cluster.removeFinalizer(key, Deletes.FOREGROUND, NAME);
    }
  }

  /** Deleted when no owner is left; freed of owners that are gone when others are left. */
  private void collect(Key key) {
    Mapping object = cluster.get(key);
    if (object == null || Meta.isBeingDeleted(object)) return;
    List<String> owners =
        Meta.owners(object).stream().map(owner -> Meta.textOr(owner, "", "uid")).toList();
    List<String> gone = owners.stream().filter(uid -> cluster.keyOf(uid) == null).toList();
    if (gone.isEmpty()) return;
    if (gone.size() == owners.size()) cluster.delete(key, Deletes.Propagation.BACKGROUND);
    else for (String uid : gone) disown(key, uid);
  }

  private void disown(Key key, String owner) {
    cluster.change(
        key,
        Part.MAIN,
        NAME,
        live -> {
          List<Mapping> left =
              Meta.owners(live).stream()
                  .filter(reference -> !owner.equals(reference.text("uid")))
                  .toList();
          return Meta.withList(live, "ownerReferences", left);
        });
  }
}
