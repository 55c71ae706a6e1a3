package dev.esclusa.sandbox;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes pods of templates, and counts what became of them. */
final class Pods {
  private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";

  private final Cluster cluster;

  Pods(Cluster cluster) {
    this.cluster = cluster;
  }

  List<Mapping> of(Mapping owner) {
    return cluster.controlled(owner, "", "pods").stream()
        .filter(pod -> !Meta.isBeingDeleted(pod))
        .toList();
  }

  /** A pod of the owner's template; with an empty name one is generated. */
  @Nullable Mapping create(Mapping owner, String name, Mapping labels, String manager) {
    Mapping template = Meta.mappingAt(owner, "spec", "template");
    Mapping all = Meta.mappingAt(template, "metadata", "labels");
    for (var label : labels.entries().entrySet()) all = all.with(label.getKey(), label.getValue());
    Mapping metadata =
        Value.mapping(
            name.isEmpty() ? "generateName" : "name",
            name.isEmpty() ? Meta.name(owner) + "-" : name,
            "namespace",
            Meta.namespace(owner),
            "labels",
            all,
            "ownerReferences",
            Cluster.ownedBy(owner));
    metadata = Meta.carried("annotations", Meta.of(template), metadata);
    Mapping pod =
        Value.mapping(
            "apiVersion", "v1", "kind", "Pod", "metadata", metadata, "spec", Meta.spec(template));
    return cluster.create(pod, manager);
  }

  static Key key(Mapping pod) {
    return new Key("", "pods", Meta.namespace(pod), Meta.name(pod));
  }

  static long ready(List<Mapping> pods) {
    return pods.stream().filter(Pods::isReady).count();
  }

  static boolean isReady(Mapping pod) {
    return Conditions.isTrue(Meta.status(pod), "Ready");
  }

  static List<Mapping> inPhase(List<Mapping> pods, String phase) {
    return pods.stream().filter(pod -> phase.equals(pod.text("status", "phase"))).toList();
  }

  /** The mark of a template, alike for alike templates: {@code 7c9df8b6b4}. */
  static String templateHash(Mapping template) {
    byte[] digest = Digest.of(Canonical.bytes(template)).bytes();
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < 10; at++) text.append(SAFE.charAt((digest[at] & 0xff) % SAFE.length()));
    return text.toString();
  }
}
