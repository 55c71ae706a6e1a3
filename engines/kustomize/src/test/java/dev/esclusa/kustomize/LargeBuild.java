package dev.esclusa.kustomize;

import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One build of 503 objects and 8.7 MB, as large platforms have them: definitions of custom kinds
 * with long descriptions, and an application for each. Says how many objects came out, how large
 * they are as YAML, and how full the heap has been.
 */
final class LargeBuild {
  private static final int APPLICATIONS = 100;
  private static final int FIELDS = 274;

  private LargeBuild() {}

  public static void main(String[] none) {
    Rendering rendering = build();
    long bytes = 0;
    for (Value value : rendering.values()) {
      bytes += Yaml.write(value).length();
    }
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      peak += pool.getType() == MemoryType.HEAP ? pool.getPeakUsage().getUsed() : 0;
    }
    System.out.println(rendering.objects().size() + " objects");
    System.out.println(bytes + " bytes");
    System.out.println(peak + " bytes of heap");
  }

  static Rendering build() {
    return Sources.kustomizer().build(new InMemorySourceTree(files()), "all", Options.DEFAULT);
  }

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    StringBuilder all = new StringBuilder("resources:\n- space.yaml\n");
    for (int i = 0; i < APPLICATIONS; i++) {
      String folder = "apps/" + i + "/";
      put(
          files,
          folder + "kustomization.yaml",
          "resources: [definition.yaml, all.yaml]\n" + MAPS.replace("NAME", "app-" + i));
      put(files, folder + "definition.yaml", definition(i));
      put(files, folder + "all.yaml", OBJECTS.replace("NAME", "app-" + i));
      put(files, folder + "settings.env", "LEVEL=info\nNUMBER=" + i + "\n");
      all.append("- ../").append(folder).append('\n');
    }
    put(files, "all/kustomization.yaml", all + OVERLAY);
    put(files, "all/space.yaml", SPACE);
    return files;
  }

  private static void put(Map<String, byte[]> files, String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String definition(int number) {
    StringBuilder text = new StringBuilder(DEFINITION.replace("NUMBER", "" + number));
    for (int i = 0; i < FIELDS; i++) {
      text.append("                field").append(i).append(":\n");
      text.append("                  type: string\n                  description: |\n");
      for (int line = 0; line < 3; line++) {
        text.append("                    What field ").append(i).append(" of kind ").append(number);
        text.append(" says about a part of the platform, line ").append(line).append('\n');
      }
    }
    return text.toString();
  }

  private static final String MAPS =
      "configMapGenerator: [{name: NAME, envs: [settings.env]}]\n"
          + "nameSuffix: -x\nlabels: [{pairs: {part: of-platform}, includeSelectors: true}]\n";

  private static final String SPACE =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: any}
      ---
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: all}
      ---
      apiVersion: v1
      kind: LimitRange
      metadata: {name: all}
      """;

  private static final String OVERLAY =
      """
      namespace: platform
      namePrefix: eu-
      commonAnnotations: {owner: platform}
      labels: [{pairs: {tier: prod}, includeSelectors: true}]
      images: [{name: web, newTag: "7"}]
      patches:
      - target: {kind: Deployment}
        patch: |-
          [{"op": "add", "path": "/spec/replicas", "value": 3}]
      replacements:
      - source: {kind: Namespace, fieldPath: metadata.name}
        targets: [{select: {kind: Service}, fieldPaths: [metadata.annotations.place],
          options: {create: true}}]
      """;

  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: thingsNUMBER.platform.example}
      spec:
        group: platform.example
        scope: Namespaced
        names: {kind: ThingNUMBER, plural: thingsNUMBER}
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
      """;

  private static final String OBJECTS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: NAME}
      spec:
        selector: {matchLabels: {app: NAME}}
        template:
          metadata: {labels: {app: NAME}}
          spec:
            serviceAccountName: NAME
            containers:
            - name: web
              image: web:1
              envFrom: [{configMapRef: {name: NAME}}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: NAME}
      spec: {selector: {app: NAME}, ports: [{port: 80}]}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: NAME}
      """;
}
