package dev.esclusa.sandbox;

import dev.esclusa.sandbox.Preparation.Part;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;

/** Binds every claim to a volume made for it, and takes both away together. */
final class ClaimSimulator implements Simulator {
  private static final String MANAGER = ReplicaSetSimulator.MANAGER;

  private final Cluster cluster;

  ClaimSimulator(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void act(Key key, Mapping claim) {
    String volume = Meta.textOr(claim, "pvc-" + Meta.uid(claim), "spec", "volumeName");
    Key place = Key.cluster("", "persistentvolumes", volume);
    if (Meta.isBeingDeleted(claim)) {
      cluster.removeFinalizer(key, ClaimRule.PROTECTION, MANAGER);
      Mapping found = cluster.get(place);
      boolean ours = found != null && Meta.uid(claim).equals(found.text("spec", "claimRef", "uid"));
      if (ours) cluster.delete(place, Deletes.Propagation.BACKGROUND);
      return;
    }
    if (!"Pending".equals(claim.text("status", "phase"))) return;
    if (cluster.get(place) == null) cluster.create(volume(claim, volume), MANAGER);
    cluster.setStatus(place, MANAGER, status -> status.with("phase", Value.of("Bound")));
    cluster.change(
        key,
        Part.MAIN,
        MANAGER,
        live -> live.with("spec", Meta.spec(live).with("volumeName", Value.of(volume))));
    cluster.setStatus(key, MANAGER, status -> bound(claim));
  }

  private static Mapping bound(Mapping claim) {
    Mapping status =
        Value.mapping(
            "phase", "Bound", "capacity", Meta.mappingAt(claim, "spec", "resources", "requests"));
    return Meta.carried("accessModes", Meta.spec(claim), status);
  }

  private static Mapping volume(Mapping claim, String name) {
    Mapping reference =
        Value.mapping(
            "apiVersion", "v1",
            "kind", "PersistentVolumeClaim",
            "namespace", Meta.namespace(claim),
            "name", Meta.name(claim),
            "uid", Meta.uid(claim));
    Mapping spec =
        Value.mapping(
            "capacity",
            Meta.mappingAt(claim, "spec", "resources", "requests"),
            "claimRef",
            reference,
            "hostPath",
            Value.mapping("path", "/var/lib/sandbox/" + name),
            "persistentVolumeReclaimPolicy",
            "Delete");
    spec = Meta.carried("accessModes", Meta.spec(claim), spec);
    if (claim.at("spec", "storageClassName") != null)
      spec = Meta.carried("storageClassName", Meta.spec(claim), spec);
    return Value.mapping(
        "apiVersion",
        "v1",
        "kind",
        "PersistentVolume",
        "metadata",
        Value.mapping("name", name),
        "spec",
        spec);
  }
}
