package dev.esclusa.kustomize;

/**
 * What names an object: group, version, kind, name and namespace (kyaml/resid). Of a kind that is
 * certainly cluster-scoped the namespace does not count.
 */
record ResId(
    String group,
    String version,
    String kind,
    String name,
    String namespace,
    boolean clusterScoped) {
  static final String NO_NAMESPACE = "_non_namespaceable_";
  private static final String DEFAULT = "default";

  String effectiveNamespace() {
    if (clusterScoped) {
      return NO_NAMESPACE;
    }
    return namespace.isEmpty() ? DEFAULT : namespace;
  }

  boolean sameNamespace(ResId other) {
    return effectiveNamespace().equals(other.effectiveNamespace());
  }

  boolean sameKindAndName(ResId other) {
    return name.equals(other.name)
        && kind.equals(other.kind)
        && group.equals(other.group)
        && version.equals(other.version);
  }

  boolean same(ResId other) {
    return sameKindAndName(other) && sameNamespace(other);
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  static String version(String apiVersion) {
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }

  /** {@code Deployment prod/web}; the namespace where it is written. */
  @Override
  public String toString() {
    return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
  }
}
