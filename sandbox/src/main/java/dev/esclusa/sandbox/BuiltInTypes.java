package dev.esclusa.sandbox;

import dev.esclusa.kube.GroupKind;
import dev.esclusa.kube.KindCatalog;
import dev.esclusa.kube.KubeKind;
import java.util.List;
import java.util.Set;

/** The resources that every Kubernetes has and the sandbox serves. */
final class BuiltInTypes {
  /** Whole groups that only a cluster with nodes, networks or aggregated servers has a use for. */
  private static final Set<String> LEFT_OUT_GROUPS =
      Set.of(
          "apiregistration.k8s.io",
          "certificates.k8s.io",
          "events.k8s.io",
          "flowcontrol.apiserver.k8s.io",
          "node.k8s.io",
          "resource.k8s.io");

  private static final Set<String> LEFT_OUT_KINDS =
      Set.of("Binding", "ComponentStatus", "IPAddress", "ServiceCIDR");

  private BuiltInTypes() {}

  static List<ResourceType> served() {
    return KindCatalog.BUILT_IN.kinds().stream()
        .filter(BuiltInTypes::isServed)
        .map(BuiltInTypes::type)
        .toList();
  }

  /** One version of each kind: the sandbox does not convert between built-in versions. */
  private static boolean isServed(KubeKind kind) {
    return !LEFT_OUT_GROUPS.contains(kind.group())
        && !LEFT_OUT_KINDS.contains(kind.kind())
        && !kind.apiVersion().equals("autoscaling/v1");
  }

  private static ResourceType type(KubeKind kind) {
    return new ResourceType(
        kind.group(),
        kind.version(),
        kind.plural(),
        kind.singular(),
        kind.kind(),
        kind.namespaced() ? ResourceType.Scope.NAMESPACED : ResourceType.Scope.CLUSTER,
        kind.shortNames(),
        kind.categories(),
        Set.copyOf(kind.subresources()),
        kind.verbs());
  }

  static GroupKind groupKind(ResourceType type) {
    return new GroupKind(type.group(), type.kind());
  }
}
