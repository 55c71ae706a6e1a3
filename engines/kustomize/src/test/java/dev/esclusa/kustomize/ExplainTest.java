package dev.esclusa.kustomize;

import static dev.esclusa.kustomize.Sources.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Pointer;
import org.junit.jupiter.api.Test;

/** Every field of a rendered object knows the place that gave it its value. */
final class ExplainTest {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: crm
      spec:
        replicas: 1
        template:
          spec:
            containers:
            - name: web
              image: crm:1
      """;
  private static final String OVERLAY =
      """
      resources:
      - ../../base
      namePrefix: prod-
      replicas:
      - name: crm
        count: 5
      images:
      - name: crm
        newTag: "2"
      patches:
      - path: sidecar.yaml
      """;
  private static final String SIDECAR =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: crm
      spec:
        paused: true
        template:
          spec:
            containers:
            - name: proxy
              image: proxy:7
      """;

  private final RenderedObject object =
      Sources.kustomizer()
          .build(
              tree(
                  "base/kustomization.yaml", "resources: [deploy.yaml]",
                  "base/deploy.yaml", DEPLOYMENT,
                  "overlays/prod/kustomization.yaml", OVERLAY,
                  "overlays/prod/sidecar.yaml", SIDECAR),
              "overlays/prod",
              Options.DEFAULT)
          .objects()
          .get(0);

  private String origin(String pointer) {
    return object.origin(Pointer.parse(pointer)).toString();
  }

  @Test
  void aFieldOfAKustomizationIsNamed() {
    assertThat(origin("/spec/replicas"))
        .isEqualTo("overlays/prod/kustomization.yaml:5:3 (replicas)");
    assertThat(origin("/metadata/name"))
        .isEqualTo("overlays/prod/kustomization.yaml:3:13 (namePrefix)");
  }

  @Test
  void whatAPatchBroughtStandsInThePatch() {
    assertThat(origin("/spec/paused")).isEqualTo("overlays/prod/sidecar.yaml:6:11 (patches)");
    assertThat(origin("/spec/template/spec/containers/0/image"))
        .isEqualTo("overlays/prod/sidecar.yaml:11:16 (patches)");
  }

  @Test
  void anItemIsFollowedThoughItMoved() {
    assertThat(origin("/spec/template/spec/containers/1/image"))
        .isEqualTo("overlays/prod/kustomization.yaml:8:3 (images)");
    assertThat(origin("/spec/template/spec/containers/1/name"))
        .isEqualTo("base/deploy.yaml:10:15 (resources)");
  }

  @Test
  void whatNobodyTouchedStandsInItsFile() {
    assertThat(origin("/kind")).isEqualTo("base/deploy.yaml:2:7 (resources)");
  }
}
