package dev.esclusa.kustomize;

import java.util.Set;

/** Cluster-scoped kinds that upstream knows beyond the 1.21 document. */
final class NewerScopes {
  private static final Set<String> CLUSTER =
      Set.of(
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionPolicyBinding",
          "MutatingAdmissionPolicy",
          "MutatingAdmissionPolicyBinding");

  private NewerScopes() {}

  static boolean cluster(ResId id) {
    return id.group().equals("admissionregistration.k8s.io") && CLUSTER.contains(id.kind());
  }
}
