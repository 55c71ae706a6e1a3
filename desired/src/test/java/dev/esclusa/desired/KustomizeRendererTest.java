package dev.esclusa.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KustomizeRendererTest extends RendererContract {
  private static final String SETTINGS =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n";

  @Override
  Renderer renderer() {
    return new KustomizeRenderer();
  }

  @Override
  Map<String, String> good() {
    return Map.of(
        "app/kustomization.yaml", "namePrefix: x-\nresources: [a.yaml]\n", "app/a.yaml", SETTINGS);
  }

  @Override
  Map<String, String> bad() {
    return Map.of("app/kustomization.yaml", "resources: [b.yaml]\n", "app/a.yaml", SETTINGS);
  }

  @Test
  void aFolderWithoutAKustomizationIsLeftToOthers() {
    InMemorySourceTree tree =
        new InMemorySourceTree(Map.of("app/a.yaml", SETTINGS.getBytes(StandardCharsets.UTF_8)));
    assertThat(renderer().claims(tree, "app", Value.mapping())).isFalse();
  }

  @Test
  void aFieldTellsTheLineThatSetIt() {
    InMemorySourceTree tree =
        new InMemorySourceTree(
            Map.of(
                "app/kustomization.yaml",
                "namePrefix: x-\nresources: [a.yaml]\n".getBytes(StandardCharsets.UTF_8),
                "app/a.yaml",
                SETTINGS.getBytes(StandardCharsets.UTF_8)));
    Rendering.Objects objects = (Rendering.Objects) renderer().render(tree, "app", REQUEST);
    assertThat(objects.documents().get(0).origin().of(Pointer.of("metadata", "name")))
        .hasToString("app/kustomization.yaml:1:13");
  }

  @Test
  void aKustomizationWithoutObjectsIsAProblem() {
    InMemorySourceTree tree =
        new InMemorySourceTree(
            Map.of("app/kustomization.yaml", "resources: []\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(renderer().render(tree, "app", REQUEST)).isInstanceOf(Rendering.Refused.class);
  }
}
