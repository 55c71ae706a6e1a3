package dev.esclusa.kube;

/**
 * An API group and a kind without a version: {@code Deployment.apps}; the core group is empty:
 * {@code Pod}.
 */
public record GroupKind(String group, String kind) implements Comparable<GroupKind> {
  public GroupKind {
    if (kind.isEmpty()) {
      throw KubeException.unreadable("a kind is empty", "name the kind, for example Deployment");
    }
  }

  /** Of an {@code apiVersion} such as {@code apps/v1} or {@code v1}, and a kind. */
  public static GroupKind of(String apiVersion, String kind) {
    return new GroupKind(groupOf(apiVersion), kind);
  }

  /** Reads {@code Deployment.apps} or {@code Pod}. */
  public static GroupKind parse(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new GroupKind("", text)
        : new GroupKind(text.substring(dot + 1), text.substring(0, dot));
  }

  static String groupOf(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  static String versionOf(String apiVersion) {
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }

  @Override
  public int compareTo(GroupKind other) {
    int byGroup = group.compareTo(other.group);
    return byGroup != 0 ? byGroup : kind.compareTo(other.kind);
  }

  @Override
  public String toString() {
    return group.isEmpty() ? kind : kind + "." + group;
  }
}
