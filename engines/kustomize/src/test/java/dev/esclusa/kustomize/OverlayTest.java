package dev.esclusa.kustomize;

import static dev.esclusa.kustomize.Sources.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is laid over a folder from outside of it does what an overlay above it would. */
final class OverlayTest {
  private static final Position PLACE = new Position("esclusa/prod.yaml", 12, 5);

  private static final String APP =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: crm, namespace: here}
      spec:
        replicas: 1
        selector: {matchLabels: {app: crm}}
        template:
          metadata: {labels: {app: crm}}
          spec:
            containers:
            - name: web
              image: crm:1
              envFrom: [{configMapRef: {name: settings}}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: crm, namespace: here}
      spec: {selector: {app: crm}}
      """;

  private static SourceTree files(String overlay) {
    return tree(
        "base/kustomization.yaml",
        "resources: [app.yaml]\nnamePrefix: x-\n"
            + "configMapGenerator: [{name: settings, namespace: here, literals: [a=b]}]\n",
        "base/app.yaml",
        APP,
        "base/paused.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: crm, namespace: here}\n"
            + "spec: {paused: true}\n",
        "over/kustomization.yaml",
        "resources: [../base]\n" + overlay);
  }

  private static Overlay overlay(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Value root = Yaml.read("o", bytes, ScalarProfile.KUBECTL, Limits.DEFAULT).getFirst().root();
    return new Overlay(root.asMapping(), PLACE);
  }

  private static Rendering laidOver(String text, Options options) {
    Overlay overlay = text.isEmpty() ? Overlay.NONE : overlay(text);
    return Sources.kustomizer().build(files(""), "base", overlay, options);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "namePrefix: prod-",
        "nameSuffix: -eu",
        "namespace: elsewhere",
        "replicas: [{name: crm, count: 5}]",
        "images: [{name: crm, newName: registry.example/crm, newTag: '2'}]",
        "commonLabels: {tier: front}",
        "labels: [{pairs: {tier: front}, includeTemplates: true}]",
        "commonAnnotations: {owner: crm}",
        "patches:\n- target: {kind: Deployment}\n  patch: '- {op: remove, path: /spec/replicas}'\n",
        "patches:\n- patch: |\n    apiVersion: v1\n    kind: Service\n"
            + "    metadata: {name: crm, namespace: here}\n    spec: {type: LoadBalancer}\n",
        "namespace: b\nnamePrefix: p-\nnameSuffix: -s\nimages: [{name: crm, newTag: '3'}]\n"
            + "replicas: [{name: crm, count: 7}]\ncommonLabels: {a: b}\n",
      })
  void itDoesWhatAnOverlayWould(String text) {
    for (Behaviour behaviour : Behaviour.values()) {
      Options options = Options.DEFAULT.with(behaviour);
      Rendering wanted = Sources.kustomizer().build(files(text), "over", options);
      assertThat(laidOver(text, options).values()).isEqualTo(wanted.values());
    }
    assertThat(laidOver(text, Options.DEFAULT).values())
        .isNotEqualTo(laidOver("", Options.DEFAULT).values());
  }

  @Test
  void aPatchOfAFileStartsAtTheFolder() {
    Rendering rendering = laidOver("patches: [{path: paused.yaml}]", Options.DEFAULT);
    assertThat(rendering.values().getFirst().at("spec", "paused")).isEqualTo(Value.TRUE);
    assertThat(rendering.readSet().entries()).containsKey("base/paused.yaml");
  }

  @Test
  void aFieldTellsWhereItWasLaidOver() {
    RenderedObject object =
        laidOver("replicas: [{name: crm, count: 5}]", Options.DEFAULT).objects().getFirst();
    assertThat(object.origin(Pointer.of("spec", "replicas")))
        .hasToString("esclusa/prod.yaml:12:5 (replicas)");
    assertThat(object.origin(Pointer.of("metadata", "name")).step()).isEqualTo("namePrefix");
  }

  @Test
  void whatIsWrongInItIsToldAtItsPlace() {
    refused("resources: [more.yaml]", KustomizeException.Code.KUSTOMIZATION);
    refused("namePrefixes: x", KustomizeException.Code.KUSTOMIZATION);
    refused("replicas: [{name: crm, number: 5}]", KustomizeException.Code.KUSTOMIZATION);
    refused("replicas: [{name: other, count: 5}]", KustomizeException.Code.SELECTION);
    refused("patches: [{patch: 'no patch'}]", KustomizeException.Code.PATCH);
    refused("patches: [{path: ../over/kustomization.yaml}]", KustomizeException.Code.OUTSIDE);
    refused("patches: [{path: none.yaml}]", KustomizeException.Code.MISSING);
  }

  private static void refused(String text, KustomizeException.Code code) {
    assertThatThrownBy(() -> laidOver(text, Options.DEFAULT))
        .isInstanceOfSatisfying(
            KustomizeException.class,
            it -> {
              assertThat(it.code()).isEqualTo(code);
              assertThat(it.position()).isNotNull();
              assertThat(it.position().file()).isEqualTo(PLACE.file());
            });
  }

  @Test
  void aVersionIsChosenByItsText() {
    assertThat(Options.of(null)).isEqualTo(Options.DEFAULT);
    assertThat(Options.of("5.6")).isEqualTo(Options.DEFAULT);
    assertThat(Options.of("5.8").behaviour()).isEqualTo(Behaviour.V5_8);
    assertThatThrownBy(() -> Options.of("4.0")).isInstanceOf(IllegalArgumentException.class);
  }
}
