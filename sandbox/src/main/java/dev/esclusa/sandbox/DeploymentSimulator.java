package dev.esclusa.sandbox;

import dev.esclusa.sandbox.Preparation.Part;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rolls a Deployment out: one ReplicaSet for each template, the newest grown first, the others
 * shrunk when it is ready.
 */
final class DeploymentSimulator implements Simulator {
  private static final String MANAGER = ReplicaSetSimulator.MANAGER;
  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String HASH = "pod-template-hash";

  private final Cluster cluster;
  private final Simulation simulation;

  DeploymentSimulator(Cluster cluster, Simulation simulation) {
    this.cluster = cluster;
    this.simulation = simulation;
  }

  @Override
  public void act(Key key, Mapping deployment) {
    if (Meta.isBeingDeleted(deployment)) return;
    String hash = Pods.templateHash(Meta.mappingAt(deployment, "spec", "template"));
    List<Mapping> sets = cluster.controlled(deployment, "apps", "replicasets");
    if (Value.TRUE.equals(deployment.at("spec", "paused"))) {
      report(key, deployment, sets, hash);
      return;
    }
    roll(deployment, sets, hash);
    List<Mapping> after = cluster.controlled(deployment, "apps", "replicasets");
    annotate(key, after, hash);
    report(key, deployment, after, hash);
    forgetOld(deployment, after, hash);
  }

  private void roll(Mapping deployment, List<Mapping> sets, String hash) {
    long wanted = wanted(deployment);
    Mapping newest = find(sets, hash);
    long revision = sets.stream().mapToLong(DeploymentSimulator::revision).max().orElse(0);
    if (newest == null) {
      cluster.create(set(deployment, hash, revision + 1), MANAGER);
      return;
    }
    boolean again = revision(newest) < revision; // rolled back to: it becomes the newest again
    Mapping current = newest;
    cluster.change(
        key(newest),
        Part.MAIN,
        MANAGER,
        live -> {
          Mapping grown = live.with(Pointer.of("spec", "replicas"), Value.of(wanted)).asMapping();
          Mapping marked =
              withAnnotation(
                  grown, Behaviour.ANNOTATION, Meta.annotation(deployment, Behaviour.ANNOTATION));
          return again ? withAnnotation(marked, REVISION, Long.toString(revision + 1)) : marked;
        });
    if (Meta.longOr(current, 0, "status", "availableReplicas") < wanted) return;
    for (Mapping old : sets) {
      if (old == newest || Meta.longOr(old, 0, "spec", "replicas") == 0) continue;
      cluster.change(
          key(old),
          Part.MAIN,
          MANAGER,
          live -> live.with(Pointer.of("spec", "replicas"), Value.of(0)).asMapping());
    }
  }

  private Mapping set(Mapping deployment, String hash, long revision) {
    Mapping template = Meta.mappingAt(deployment, "spec", "template");
    Mapping labels = Meta.mappingAt(template, "metadata", "labels").with(HASH, Value.of(hash));
    Mapping selector = Meta.mappingAt(deployment, "spec", "selector");
    Mapping matched = Meta.mappingAt(selector, "matchLabels").with(HASH, Value.of(hash));
    Mapping annotations =
        Meta.mappingAt(deployment, "metadata", "annotations")
            .without("kubectl.kubernetes.io/last-applied-configuration")
            .with(REVISION, Value.of(Long.toString(revision)));
    Mapping metadata =
        Value.mapping(
            "name",
            Meta.name(deployment) + "-" + hash,
            "namespace",
            Meta.namespace(deployment),
            "labels",
            labels,
            "annotations",
            annotations,
            "ownerReferences",
            Cluster.ownedBy(deployment));
    Mapping spec =
        Value.mapping(
            "replicas", wanted(deployment),
            "selector", selector.with("matchLabels", matched),
            "template", Meta.with(template, "labels", labels));
    return Value.mapping(
        "apiVersion", "apps/v1", "kind", "ReplicaSet", "metadata", metadata, "spec", spec);
  }

  private void annotate(Key key, List<Mapping> sets, String hash) {
    Mapping newest = find(sets, hash);
    if (newest == null) return;
    String revision = Long.toString(revision(newest));
    cluster.change(key, Part.MAIN, MANAGER, live -> withAnnotation(live, REVISION, revision));
  }

  private void report(Key key, Mapping deployment, List<Mapping> sets, String hash) {
    cluster.setStatus(key, MANAGER, status -> status(deployment, status, sets, hash));
    Behaviour behaviour = simulation.behaviourOf(deployment);
    Mapping now = cluster.get(key);
    if (behaviour == Behaviour.NEVER_READY && now != null && !isExpired(now)) {
      simulation.again(key, deadline(deployment).plusSeconds(1));
    }
  }

  private Mapping status(Mapping deployment, Mapping before, List<Mapping> sets, String hash) {
    long wanted = wanted(deployment);
    long total = sum(sets, "replicas");
    long available = sum(sets, "availableReplicas");
    Mapping newest = find(sets, hash);
    long updated = newest == null ? 0 : Meta.longOr(newest, 0, "status", "replicas");
    Mapping status =
        Value.mapping("observedGeneration", Meta.longOr(deployment, 1, "metadata", "generation"));
    status = counted(status, "replicas", total);
    status = counted(status, "updatedReplicas", updated);
    status = counted(status, "readyReplicas", sum(sets, "readyReplicas"));
    status = counted(status, "availableReplicas", available);
    status =
        counted(status, "unavailableReplicas", Math.max(0, Math.max(wanted, total) - available));
    Mapping carried = Meta.carried("conditions", before, status);
    boolean complete = updated == wanted && total == wanted && available == wanted;
    carried = carried.with("conditions", availability(carried, wanted, available));
    return carried.with("conditions", progress(deployment, carried, newest, complete));
  }

  private Value availability(Mapping status, long wanted, long available) {
    boolean enough = available >= wanted - wanted / 4;
    return Conditions.dated(
        status,
        "Available",
        enough ? "True" : "False",
        enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
        enough
            ? "Deployment has minimum availability."
            : "Deployment does not have minimum availability.",
        cluster.identity());
  }

  private Value progress(
      Mapping deployment, Mapping status, @Nullable Mapping newest, boolean complete) {
    String set = "ReplicaSet \"" + (newest == null ? "" : Meta.name(newest)) + "\"";
    if (complete) {
      return Conditions.dated(
          status,
          "Progressing",
          "True",
          "NewReplicaSetAvailable",
          set + " has successfully progressed.",
          cluster.identity());
    }
    if (failed(deployment, newest)) {
      return Conditions.dated(
          status,
          "Progressing",
          "False",
          "ProgressDeadlineExceeded",
          set + " has timed out progressing.",
          cluster.identity());
    }
    return Conditions.dated(
        status,
        "Progressing",
        "True",
        "ReplicaSetUpdated",
        set + " is progressing.",
        cluster.identity());
  }

  /** A workload told to fail does not wait for its deadline once its pods crash. */
  private boolean failed(Mapping deployment, @Nullable Mapping newest) {
    if (newest == null) return false;
    Behaviour behaviour = simulation.behaviourOf(deployment);
    boolean crashing =
        cluster.controlled(newest, "", "pods").stream()
            .anyMatch(pod -> pod.at("status", "containerStatuses") != null);
    if (behaviour == Behaviour.FAIL) return crashing;
    Instant made = Instant.parse(Meta.textOr(newest, "", "metadata", "creationTimestamp"));
    return made.plus(deadline(deployment)).isBefore(cluster.identity().now());
  }

  private static boolean isExpired(Mapping deployment) {
    return Meta.mappingsAt(deployment, "status", "conditions").stream()
        .anyMatch(condition -> "ProgressDeadlineExceeded".equals(condition.text("reason")));
  }

  private static Duration deadline(Mapping deployment) {
    return Duration.ofSeconds(Meta.longOr(deployment, 600, "spec", "progressDeadlineSeconds"));
  }

  /** Keeps as many old ReplicaSets as the history may have. */
  private void forgetOld(Mapping deployment, List<Mapping> sets, String hash) {
    long limit = Meta.longOr(deployment, 10, "spec", "revisionHistoryLimit");
    List<Mapping> old = new ArrayList<>(sets);
    old.removeIf(
        set ->
            hash.equals(set.text("metadata", "labels", HASH))
                || Meta.longOr(set, 0, "status", "replicas") > 0);
    old.sort(Comparator.comparingLong(DeploymentSimulator::revision));
    for (int at = 0; at < old.size() - limit; at++)
      cluster.delete(key(old.get(at)), Deletes.Propagation.BACKGROUND);
  }

  private static Mapping withAnnotation(Mapping object, String name, @Nullable String value) {
    Mapping annotations = Meta.mappingAt(object, "metadata", "annotations");
    Mapping changed =
        value == null ? annotations.without(name) : annotations.with(name, Value.of(value));
    return changed.equals(annotations) ? object : Meta.with(object, "annotations", changed);
  }

  private static @Nullable Mapping find(List<Mapping> sets, String hash) {
    for (Mapping set : sets) if (hash.equals(set.text("metadata", "labels", HASH))) return set;
    return null;
  }

  private static long revision(Mapping set) {
    String revision = Meta.annotation(set, REVISION);
    return revision == null ? 0 : Long.parseLong(revision);
  }

  private static long wanted(Mapping deployment) {
    return Meta.longOr(deployment, 1, "spec", "replicas");
  }

  private static long sum(List<Mapping> sets, String field) {
    return sets.stream().mapToLong(set -> Meta.longOr(set, 0, "status", field)).sum();
  }

  /** Zeros are left out, as Go's omitempty does. */
  private static Mapping counted(Mapping status, String field, long count) {
    return count == 0 ? status : status.with(field, Value.of(count));
  }

  private static Key key(Mapping set) {
    return new Key("apps", "replicasets", Meta.namespace(set), Meta.name(set));
  }
}
