package dev.esclusa.kube;

import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order in which objects are applied: wave, kind, namespace, name. The kinds are ordered as
 * Argo CD orders them (gitops-engine sync_tasks.go), but Namespaces and CustomResourceDefinitions
 * always come first; waves are Argo CD's {@code sync-wave} annotation, else Helm's {@code
 * hook-weight}. Pruning goes through the same order backwards.
 */
public final class ApplyOrder {
  static final String WAVE = "argocd.argoproj.io/sync-wave";
  static final String HOOK_WEIGHT = "helm.sh/hook-weight";
  private static final GroupKind NAMESPACE = new GroupKind("", "Namespace");
  private static final GroupKind DEFINITION =
      new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition");

  private static final List<String> KINDS =
      List.of(
          "Namespace",
          "CustomResourceDefinition",
          "NetworkPolicy",
          "ResourceQuota",
          "LimitRange",
          "PodSecurityPolicy",
          "PodDisruptionBudget",
          "ServiceAccount",
          "Secret",
          "SecretList",
          "ConfigMap",
          "StorageClass",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "ClusterRole",
          "ClusterRoleList",
          "ClusterRoleBinding",
          "ClusterRoleBindingList",
          "Role",
          "RoleList",
          "RoleBinding",
          "RoleBindingList",
          "Service",
          "DaemonSet",
          "Pod",
          "ReplicationController",
          "ReplicaSet",
          "Deployment",
          "HorizontalPodAutoscaler",
          "StatefulSet",
          "Job",
          "CronJob",
          "IngressClass",
          "Ingress",
          "APIService");

  private ApplyOrder() {}

  /** Where an object stands; a smaller place is applied earlier. */
  public record Place(int wave, int rank, String groupKind, String namespace, String name)
      implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingInt(Place::wave)
            .thenComparingInt(Place::rank)
            .thenComparing(Place::groupKind)
            .thenComparing(Place::namespace)
            .thenComparing(Place::name);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** In apply order; a Namespace or CRD joins the wave of its first user where its own is later. */
  public static List<Value> sort(Collection<? extends Value> objects) {
    Map<String, Integer> firstUse = firstUses(objects);
    record Placed(Place place, Value object) {}

    return objects.stream()
        .map(object -> new Placed(place(KubeObject.of(object), firstUse), (Value) object))
        .sorted(Comparator.comparing(Placed::place))
        .map(Placed::object)
        .toList();
  }

  /** In prune order: what would be applied last goes first. */
  public static List<Value> sortForPrune(Collection<? extends Value> objects) {
    return sort(objects).reversed();
  }

  /** Where an object stands by itself, without regard to who uses it. */
  public static Place place(Value object) {
    return place(KubeObject.of(object), Map.of());
  }

  /** Zero unless an annotation holds a whole number. */
  public static int wave(Value object) {
    KubeObject read = KubeObject.of(object);
    Integer wave = number(read.annotation(WAVE));
    Integer weight = wave != null ? wave : number(read.annotation(HOOK_WEIGHT));
    return weight == null ? 0 : weight;
  }

  /** Unknown kinds come last, among themselves by name. */
  public static int rank(GroupKind groupKind) {
    int known = KINDS.indexOf(groupKind.kind());
    return known < 0 ? KINDS.size() : known;
  }

  private static Place place(KubeObject object, Map<String, Integer> firstUse) {
    int own = wave(object.value());
    String offer = offer(object);
    int wave = offer == null ? own : Math.min(own, firstUse.getOrDefault(offer, own));
    GroupKind groupKind = object.groupKind();
    return new Place(
        wave, rank(groupKind), groupKind.toString(), object.namespace(), object.name());
  }

  private static Map<String, Integer> firstUses(Collection<? extends Value> objects) {
    Map<String, Integer> first = new HashMap<>();
    for (Value value : objects) {
      KubeObject object = KubeObject.of(value);
      for (String need : needs(object)) {
        first.merge(need, wave(value), Math::min);
      }
    }
    return first;
  }

  private static List<String> needs(KubeObject object) {
    List<String> needs = new ArrayList<>();
    needs.add("kind " + object.groupKind());
    if (!object.namespace().isEmpty()) {
      needs.add("namespace " + object.namespace());
    }
    return needs;
  }

  private static @Nullable String offer(KubeObject object) {
    if (object.groupKind().equals(NAMESPACE)) {
      return "namespace " + object.name();
    }
    if (object.groupKind().equals(DEFINITION)) {
      String kind = object.textOr("", "spec", "names", "kind");
      return kind.isEmpty()
          ? null
          : "kind " + new GroupKind(object.textOr("", "spec", "group"), kind);
    }
    return null;
  }

  private static @Nullable Integer number(@Nullable String text) {
    if (text == null || !text.matches("[+-]?\\d{1,9}")) {
      return null;
    }
    return Integer.parseInt(text);
  }
}
