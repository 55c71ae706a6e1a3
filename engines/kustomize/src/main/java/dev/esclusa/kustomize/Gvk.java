package dev.esclusa.kustomize;

import java.util.List;

/** A filter by group, version and kind; an empty part lets all through (kyaml/resid Gvk). */
record Gvk(String group, String version, String kind) {
  static final Gvk ANY = new Gvk("", "", "");

  static final List<String> FIRST =
      List.of(
          "Namespace",
          "ResourceQuota",
          "StorageClass",
          "CustomResourceDefinition",
          "ServiceAccount",
          "PodSecurityPolicy",
          "Role",
          "ClusterRole",
          "RoleBinding",
          "ClusterRoleBinding",
          "ConfigMap",
          "Secret",
          "Endpoints",
          "Service",
          "LimitRange",
          "PriorityClass",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "Deployment",
          "StatefulSet",
          "CronJob",
          "PodDisruptionBudget");
  static final List<String> LAST =
      List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");

  boolean selects(ResId id) {
    return selects(id.group(), id.version(), id.kind());
  }

  boolean selects(String otherGroup, String otherVersion, String otherKind) {
    return (kind.isEmpty() || kind.equals(otherKind))
        && (group.isEmpty() || group.equals(otherGroup))
        && (version.isEmpty() || version.equals(otherVersion));
  }

  boolean selects(Gvk other) {
    return selects(other.group, other.version, other.kind);
  }

  /** The order in which tables of fields are walked. */
  static int compare(Gvk one, Gvk two) {
    int byRank = Integer.compare(rank(one.kind), rank(two.kind));
    return byRank != 0 ? byRank : one.sortText().compareTo(two.sortText());
  }

  private static int rank(String kind) {
    int first = FIRST.indexOf(kind);
    return first >= 0 ? first - FIRST.size() : LAST.indexOf(kind) + 1;
  }

  private String sortText() {
    return or(group, "~G") + "_" + or(version, "~V") + "_" + or(kind, "~K");
  }

  private static String or(String text, String absent) {
    return text.isEmpty() ? absent : text;
  }
}
