package dev.esclusa.acceptance;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The estate of {@link World}: a free and a guarded environment, three applications, few people.
 */
final class WorldEstate {
  static final String PEOPLE = "esclusa/people.yaml";
  static final String PLACES = "esclusa/places.yaml";
  static final String RULES = "esclusa/rules.yaml";
  static final String SIGNERS = "esclusa/allowed_signers";

  private WorldEstate() {}

  static Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    files.put(PEOPLE, people("platform@crm.example, paula@crm.example"));
    files.put(PLACES, places("\"*\", CustomResourceDefinition.apiextensions.k8s.io"));
    files.put(RULES, RULES_TEXT);
    files.put(SIGNERS, SIGNERS_TEXT + PAULA);
    for (String target : List.of("core-dev", "core-prod", "data-prod")) {
      add(files, target);
    }
    return files;
  }

  static void add(Map<String, String> files, String target) {
    files.put("esclusa/" + target + ".yaml", application(target, target));
    files.put(manifest(target), configMap(target, "blue"));
  }

  static String manifest(String target) {
    return "apps/" + target + "/object.yaml";
  }

  static String configMap(String name, String colour) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: %s
    data:
      colour: %s
    """
        .formatted(name, colour);
  }

  static String application(String target, String uid) {
    return """
    apiVersion: esclusa.dev/v1
    kind: Application
    metadata:
      name: %1$s
      uid: %3$s
    spec:
      project: crm
      environment: %2$s
      owner: platform
      source:
        path: apps/%1$s
      destination:
        cluster: sandbox
        namespace: crm-%2$s
    """
        .formatted(target, environment(target), uid);
  }

  static String environment(String target) {
    return target.endsWith("prod") ? "prod" : "dev";
  }

  /** The teams; {@code platform} has these members, separated by commas. */
  static String people(String platform) {
    return PEOPLE_TEXT.formatted(platform);
  }

  /** The cluster, the projects and the environments; the project may have these kinds. */
  static String places(String kinds) {
    return PLACES_TEXT.formatted(kinds);
  }

  private static final String PEOPLE_TEXT =
      """
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata: {name: developer}
      spec: {members: [developer@crm.example]}
      ---
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata: {name: platform}
      spec: {members: [%s]}
      ---
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata: {name: data}
      spec: {members: [data@crm.example]}
      """;

  private static final String PLACES_TEXT =
      """
      apiVersion: esclusa.dev/v1
      kind: Cluster
      metadata: {name: sandbox}
      spec: {kubeconfig: sandbox.kubeconfig}
      ---
      apiVersion: esclusa.dev/v1
      kind: Project
      metadata: {name: crm}
      spec:
        owner: platform
        readers: [developer]
        destinations: [{cluster: sandbox, namespace: crm-*}]
        kinds: [%s]
      ---
      apiVersion: esclusa.dev/v1
      kind: Project
      metadata: {name: configuration}
      spec: {owner: platform}
      ---
      apiVersion: esclusa.dev/v1
      kind: Environment
      metadata: {name: dev}
      spec: {onDrift: restore, unknownPrincipals: allow, healthTimeout: 1m}
      ---
      apiVersion: esclusa.dev/v1
      kind: Environment
      metadata: {name: prod}
      spec: {onDrift: propose, unknownPrincipals: refuse, healthTimeout: 1m, approvalLifetime: 1h}
      """;

  static final String RULES_TEXT =
      """
      apiVersion: esclusa.dev/v1
      kind: ApprovalRule
      metadata: {name: dev}
      spec: {environments: [dev], require: []}
      ---
      apiVersion: esclusa.dev/v1
      kind: ApprovalRule
      metadata: {name: prod}
      spec: {environments: [prod], require: [{team: platform, count: 1}]}
      ---
      apiVersion: esclusa.dev/v1
      kind: ApprovalRule
      metadata: {name: configuration}
      spec: {authorities: [configuration], require: [{team: platform, count: 1}]}
      """;

  static final String SIGNERS_TEXT =
      """
      developer@crm.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHbK0K7vT1y0W9P0xS1m4G5n3wJv0m4iQ7c1o2Wb3XyA
      platform@crm.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHbK0K7vT1y0W9P0xS1m4G5n3wJv0m4iQ7c1o2Wb3XyB
      data@crm.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHbK0K7vT1y0W9P0xS1m4G5n3wJv0m4iQ7c1o2Wb3XyC
      """;

  private static final String PAULA =
      """
      paula@crm.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHbK0K7vT1y0W9P0xS1m4G5n3wJv0m4iQ7c1o2Wb3XyD
      """;
}
