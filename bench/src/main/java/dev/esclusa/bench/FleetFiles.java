package dev.esclusa.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An estate of many small targets in dev, four objects each: two ConfigMaps, a Service and a
 * ServiceAccount. A file an object, a folder a target; what they say needs nobody's approval.
 */
final class FleetFiles {
  static final int OBJECTS = 4;
  static final int NAMESPACES = 10;

  private FleetFiles() {}

  static String namespace(int target) {
    return "fleet-" + target % NAMESPACES;
  }

  static String path(int target, String file) {
    return "apps/app-" + target + "/" + file + ".yaml";
  }

  static Path write(Path folder, int targets) throws IOException {
    put(folder, "esclusa/fleet.yaml", FIXED + FREE);
    put(folder, "esclusa/allowed_signers", "");
    StringBuilder applications = new StringBuilder();
    for (int i = 0; i < targets; i++) {
      applications.append(application(i));
      put(folder, path(i, "settings"), settings(i, 1));
      put(
          folder,
          path(i, "features"),
          object(i, "v1", "ConfigMap", "features", "data: {search: \"on\"}"));
      put(folder, path(i, "service"), object(i, "v1", "Service", "web", SERVICE.formatted(i)));
      put(folder, path(i, "account"), object(i, "v1", "ServiceAccount", "runs", ""));
    }
    put(folder, "esclusa/applications.yaml", applications.toString());
    return folder;
  }

  /** The ConfigMap that benchmarks edit. */
  static String settings(int target, int revision) {
    return object(target, "v1", "ConfigMap", "settings", "data: {revision: \"" + revision + "\"}");
  }

  private static String object(int target, String version, String kind, String name, String rest) {
    return """
    apiVersion: %s
    kind: %s
    metadata:
      name: app-%d-%s
    %s
    """
        .formatted(version, kind, target, name, rest);
  }

  private static String application(int i) {
    return """
    ---
    apiVersion: esclusa.dev/v1
    kind: Application
    metadata:
      name: app-%d
      uid: app-%d-dev
    spec:
      project: fleet
      environment: dev
      owner: developer
      riskTier: standard
      source:
        path: apps/app-%d
      destination:
        cluster: sandbox
        namespace: %s
    """
        .formatted(i, i, i, namespace(i));
  }

  static void put(Path folder, String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, text);
  }

  private static final String SERVICE =
      "spec: {selector: {app: app-%d}, ports: [{name: http, port: 80, targetPort: 8080}]}";

  private static final String FIXED =
      """
      apiVersion: esclusa.dev/v1
      kind: Cluster
      metadata:
        name: sandbox
      spec:
        kubeconfig: sandbox.kubeconfig
      ---
      apiVersion: esclusa.dev/v1
      kind: Environment
      metadata:
        name: dev
      spec:
        onDrift: restore
        unknownPrincipals: allow
        healthTimeout: 2m
      ---
      apiVersion: esclusa.dev/v1
      kind: Project
      metadata:
        name: fleet
      spec:
        owner: platform
        readers: [developer]
        destinations:
          - cluster: sandbox
            namespace: fleet-*
        kinds: [ConfigMap, Service, ServiceAccount]
      """;

  /** Who there is, and that every change in dev flows without an approval. */
  static final String FREE =
      """
      ---
      apiVersion: esclusa.dev/v1
      kind: Project
      metadata:
        name: configuration
      spec:
        owner: platform
        readers: [developer]
      ---
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata:
        name: developer
      spec:
        members: [developer@crm.example]
      ---
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata:
        name: platform
      spec:
        members: [platform@crm.example]
      ---
      apiVersion: esclusa.dev/v1
      kind: ApprovalRule
      metadata:
        name: dev-flows
      spec:
        environments: [dev]
        risk:
          to: high
        require: []
      """;
}
