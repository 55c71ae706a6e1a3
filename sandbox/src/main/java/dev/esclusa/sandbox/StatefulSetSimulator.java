package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the numbered pods of a StatefulSet and their claims: up one after the other, replaced from
 * the last to the first.
 */
final class StatefulSetSimulator implements Simulator {
  private static final String MANAGER = ReplicaSetSimulator.MANAGER;
  private static final String HASH = "controller-revision-hash";

  private final Cluster cluster;
  private final Pods pods;

  StatefulSetSimulator(Cluster cluster, Pods pods) {
    this.cluster = cluster;
    this.pods = pods;
  }

  @Override
  public void act(Key key, Mapping set) {
    if (Meta.isBeingDeleted(set)) return;
    String revision =
        Meta.name(set) + "-" + Pods.templateHash(Meta.mappingAt(set, "spec", "template"));
    long wanted = Meta.longOr(set, 1, "spec", "replicas");
    boolean oneByOne = !"Parallel".equals(set.text("spec", "podManagementPolicy"));
    fill(set, revision, wanted, oneByOne);
    List<Mapping> living = inOrder(set);
    for (Mapping pod : living) if (ordinal(pod) >= wanted) remove(pod);
    replace(set, living, revision, wanted);
    List<Mapping> left = inOrder(set);
    cluster.setStatus(key, MANAGER, status -> counted(set, status, left, revision, wanted));
  }

  /** The next pod waits for the one before it, unless they may come up together. */
  private void fill(Mapping set, String revision, long wanted, boolean oneByOne) {
    for (long ordinal = 0; ordinal < wanted; ordinal++) {
      Mapping pod = find(inOrder(set), ordinal);
      if (pod == null) {
        claims(set, ordinal);
        pod =
            pods.create(
                set, Meta.name(set) + "-" + ordinal, labels(set, ordinal, revision), MANAGER);
      }
      if (pod == null || oneByOne && !Pods.isReady(pod)) return;
    }
  }

  private void replace(Mapping set, List<Mapping> living, String revision, long wanted) {
    if ("OnDelete".equals(set.text("spec", "updateStrategy", "type"))) return;
    boolean allReady = living.size() >= wanted && Pods.ready(living) == living.size();
    List<Mapping> old = living.stream().filter(pod -> !isOf(pod, revision)).toList();
    if (old.isEmpty()) return;
    Mapping last = old.getLast();
    if (allReady || !Pods.isReady(last)) remove(last);
  }

  private void claims(Mapping set, long ordinal) {
    for (Mapping template : Meta.mappingsAt(set, "spec", "volumeClaimTemplates")) {
      String name = Meta.name(template) + "-" + Meta.name(set) + "-" + ordinal;
      Mapping metadata =
          Value.mapping(
              "name", name,
              "namespace", Meta.namespace(set),
              "labels", Meta.mappingAt(set, "spec", "selector", "matchLabels"));
      cluster.create(
          Value.mapping(
              "apiVersion",
              "v1",
              "kind",
              "PersistentVolumeClaim",
              "metadata",
              metadata,
              "spec",
              Meta.spec(template)),
          MANAGER);
    }
  }

  private static Mapping labels(Mapping set, long ordinal, String revision) {
    return Value.mapping(
        HASH,
        revision,
        "statefulset.kubernetes.io/pod-name",
        Meta.name(set) + "-" + ordinal,
        "apps.kubernetes.io/pod-index",
        Long.toString(ordinal));
  }

  private static Mapping counted(
      Mapping set, Mapping before, List<Mapping> living, String revision, long wanted) {
    long updated = living.stream().filter(pod -> isOf(pod, revision)).count();
    long ready = Pods.ready(living);
    boolean complete = updated == wanted && ready == wanted && living.size() == wanted;
    String current = complete ? revision : Meta.textOr(before, revision, "currentRevision");
    long onCurrent = living.stream().filter(pod -> isOf(pod, current)).count();
    Mapping status =
        Value.mapping(
            "observedGeneration",
            Meta.longOr(set, 1, "metadata", "generation"),
            "replicas",
            living.size(),
            "availableReplicas",
            ready,
            "collisionCount",
            0,
            "currentRevision",
            current,
            "updateRevision",
            revision);
    if (ready > 0) status = status.with("readyReplicas", Value.of(ready));
    if (onCurrent > 0) status = status.with("currentReplicas", Value.of(onCurrent));
    return updated > 0 ? status.with("updatedReplicas", Value.of(updated)) : status;
  }

  private List<Mapping> inOrder(Mapping set) {
    List<Mapping> living = new ArrayList<>(pods.of(set));
    living.sort(Comparator.comparingLong(StatefulSetSimulator::ordinal));
    return living;
  }

  private void remove(Mapping pod) {
    cluster.delete(Pods.key(pod), Deletes.Propagation.BACKGROUND);
  }

  private static @Nullable Mapping find(List<Mapping> living, long ordinal) {
    for (Mapping pod : living) if (ordinal(pod) == ordinal) return pod;
    return null;
  }

  private static boolean isOf(Mapping pod, String revision) {
    return revision.equals(pod.text("metadata", "labels", HASH));
  }

  private static long ordinal(Mapping pod) {
    String name = Meta.name(pod);
    return Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
  }
}
