package dev.esclusa.kube;

import java.util.List;

/** One kind in one version, as discovery describes it. */
public record KubeKind(
    String group,
    String version,
    String kind,
    String plural,
    String singular,
    boolean namespaced,
    List<String> shortNames,
    List<String> categories,
    List<String> verbs,
    List<String> subresources) {
  public KubeKind {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    verbs = List.copyOf(verbs);
    subresources = List.copyOf(subresources);
  }

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  public GroupKind groupKind() {
    return new GroupKind(group, kind);
  }

  /** Whether {@code status} is written through a subresource of its own. */
  public boolean statusApart() {
    return subresources.contains("status");
  }

  /** {@code DeploymentList}. */
  public String listKind() {
    return kind + "List";
  }
}
