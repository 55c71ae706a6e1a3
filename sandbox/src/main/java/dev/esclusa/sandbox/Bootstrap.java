package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;

/**
 * What a fresh cluster has: its namespaces, the service of its API, and one node that takes every
 * pod.
 */
final class Bootstrap {
  static final String NODE = "sandbox";

  private static final String SERVER = "kube-apiserver";

  private Bootstrap() {}

  static void furnish(Cluster cluster) {
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      cluster.create(object("v1", "Namespace", Value.mapping("name", name)), SERVER);
    }
    cluster.create(apiService(), SERVER);
  }

  static void addNode(Cluster cluster) {
    if (cluster.create(node(), "kubelet") != null) {
      cluster.setStatus(
          Key.cluster("", "nodes", NODE), "kubelet", status -> nodeStatus(cluster.identity()));
    }
  }

  private static Mapping apiService() {
    Mapping metadata =
        Value.mapping(
            "name", "kubernetes",
            "namespace", "default",
            "labels", Value.mapping("component", "apiserver", "provider", "kubernetes"));
    Mapping port =
        Value.mapping("name", "https", "port", 443, "protocol", "TCP", "targetPort", 6443);
    return object("v1", "Service", metadata)
        .with(
            "spec",
            Value.mapping("clusterIP", "10.96.0.1", "ports", List.of(port), "type", "ClusterIP"));
  }

  private static Mapping node() {
    Mapping labels = Value.mapping("kubernetes.io/hostname", NODE, "kubernetes.io/os", "linux");
    return object("v1", "Node", Value.mapping("name", NODE, "labels", labels));
  }

  private static Mapping nodeStatus(Identity identity) {
    Mapping room = Value.mapping("cpu", "64", "memory", "256Gi", "pods", "10000");
    Value ready =
        Conditions.with(
            Meta.EMPTY,
            "Ready",
            "True",
            "KubeletReady",
            "the sandbox runs nothing, and that well",
            identity);
    return Value.mapping(
        "capacity", room,
        "allocatable", room,
        "conditions", ready,
        "nodeInfo", Value.mapping("kubeletVersion", "v1.34.4", "osImage", "Esclusa sandbox"));
  }

  private static Mapping object(String apiVersion, String kind, Mapping metadata) {
    return Value.mapping("apiVersion", apiVersion, "kind", kind, "metadata", metadata);
  }
}
