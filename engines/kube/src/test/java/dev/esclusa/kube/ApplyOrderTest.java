package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApplyOrderTest {
  @Test
  void kindsGoInArgoOrderBehindNamespacesAndDefinitions() {
    assertThat(
            names(
                ApplyOrder.sort(
                    List.of(
                        object("example.org/v1", "Widget", "w", null),
                        object("apps/v1", "Deployment", "b", null),
                        object("apps/v1", "Deployment", "a", null),
                        object("v1", "Service", "s", null),
                        object("v1", "ConfigMap", "c", null),
                        object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "crd", null),
                        object("v1", "Namespace", "n", null)))))
        .containsExactly("n", "crd", "c", "s", "a", "b", "w");
  }

  @Test
  void aSmallerWaveGoesFirstWhateverTheKind() {
    Value early = object("apps/v1", "Deployment", "early", "-1");
    Value late = object("v1", "ConfigMap", "late", "2");
    Value plain = object("v1", "Secret", "plain", "no number");
    assertThat(names(ApplyOrder.sort(List.of(late, plain, early))))
        .containsExactly("early", "plain", "late");
    assertThat(names(ApplyOrder.sortForPrune(List.of(late, plain, early))))
        .containsExactly("late", "plain", "early");
  }

  @Test
  void aNamespaceJoinsTheWaveOfItsFirstUser() {
    Value user =
        Value.mapping(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            Value.mapping(
                "name",
                "user",
                "namespace",
                "shop",
                "annotations",
                Value.mapping(ApplyOrder.WAVE, "-5")));
    Value other = object("v1", "ConfigMap", "other", "-4");
    Value namespace = object("v1", "Namespace", "shop", null);
    assertThat(names(ApplyOrder.sort(List.of(other, namespace, user))))
        .containsExactly("shop", "user", "other");
  }

  @Test
  void dataHoldersAndNamespacesAreGuarded() {
    assertThat(Guarded.deletion(object("v1", "Namespace", "n", null)))
        .isEqualTo(Guarded.Deletion.CONFIRM);
    assertThat(Guarded.deletion(object("apps/v1", "StatefulSet", "n", null)))
        .isEqualTo(Guarded.Deletion.CONFIRM);
    assertThat(Guarded.deletion(object("v1", "ConfigMap", "n", null)))
        .isEqualTo(Guarded.Deletion.FREE);
  }

  @Test
  void theAnnotationDecidesAboutPruning() {
    assertThat(Guarded.deletion(options("v1", "ConfigMap", "Validate=false, Prune=confirm")))
        .isEqualTo(Guarded.Deletion.CONFIRM);
    assertThat(Guarded.deletion(options("v1", "Namespace", "Prune=false")))
        .isEqualTo(Guarded.Deletion.NEVER);
  }

  private static Value options(String apiVersion, String kind, String options) {
    return Value.mapping(
        "apiVersion",
        apiVersion,
        "kind",
        kind,
        "metadata",
        Value.mapping("name", "x", "annotations", Value.mapping(Guarded.OPTIONS, options)));
  }

  private static Value object(String apiVersion, String kind, String name, String wave) {
    Value.Mapping metadata = Value.mapping("name", name);
    return Value.mapping(
        "apiVersion",
        apiVersion,
        "kind",
        kind,
        "metadata",
        wave == null
            ? metadata
            : metadata.with("annotations", Value.mapping(ApplyOrder.WAVE, wave)));
  }

  private static List<String> names(List<Value> objects) {
    return objects.stream().map(object -> object.text("metadata", "name")).toList();
  }
}
