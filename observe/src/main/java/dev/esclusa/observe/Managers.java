package dev.esclusa.observe;

import dev.esclusa.model.Ownership;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What field managers are by the names they give themselves. A name proves nothing; it tells a
 * habit from an accident.
 */
final class Managers {
  private static final Set<String> CONTROLLERS =
      Set.of(
          "kube-controller-manager",
          "kube-scheduler",
          "kube-apiserver",
          "kubelet",
          "cloud-controller-manager",
          "horizontal-pod-autoscaler",
          "vpa-updater",
          "vpa-recommender",
          "cluster-autoscaler",
          "karpenter",
          "rollouts-controller",
          "flagger",
          "cainjector");

  private static final List<String> PEOPLES_TOOLS =
      List.of(
          "kubectl",
          "console",
          "k9s",
          "lens",
          "openlens",
          "freelens",
          "node-fetch",
          "rancher",
          "headlamp",
          "octant",
          "dashboard",
          "oc",
          "mozilla",
          "before-first-apply",
          "postman",
          "curl");

  private Managers() {}

  static boolean isOurs(String manager) {
    return manager.equals(Ownership.FIELD_MANAGER);
  }

  /** Known ones, and those whose name says so. */
  static boolean isController(String manager) {
    String name = manager.toLowerCase(Locale.ROOT);
    return CONTROLLERS.contains(name)
        || name.endsWith("-controller")
        || name.endsWith("-operator")
        || name.endsWith("-controller-manager")
        || name.endsWith("-autoscaler")
        || name.endsWith("-admission-controller");
  }

  /** A tool in a person's hand: {@code kubectl-edit}, {@code k9s}, a browser. */
  static boolean isPersonsTool(String manager) {
    String name = manager.toLowerCase(Locale.ROOT);
    return PEOPLES_TOOLS.stream()
        .anyMatch(
            tool ->
                name.equals(tool)
                    || name.startsWith(tool + "-")
                    || name.startsWith(tool + "/")
                    || name.startsWith(tool + "."));
  }
}
