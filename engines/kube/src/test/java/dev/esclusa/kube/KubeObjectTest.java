package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import org.junit.jupiter.api.Test;

class KubeObjectTest {
  @Test
  void namesLabelsAndOwnersAreRead() {
    KubeObject object =
        KubeObject.of(
            Json.read(
                """
                {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web-1","namespace":"shop","uid":"u1",
                 "generation":3,"labels":{"app":"web"},"finalizers":["keep"],
                 "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"web","uid":"u0","controller":true}]}}
                """));
    assertThat(object.groupKind()).hasToString("ReplicaSet.apps");
    assertThat(object.version()).isEqualTo("v1");
    assertThat(object).hasToString("apps/v1 ReplicaSet shop/web-1");
    assertThat(object.labels()).containsEntry("app", "web");
    assertThat(object.finalizers()).containsExactly("keep");
    assertThat(object.generation()).isEqualTo(3);
    assertThat(object.ownerReferences())
        .containsExactly(
            new KubeObject.OwnerReference("apps/v1", "Deployment", "web", "u0", true, false));
    assertThat(object.deletionTimestamp()).isNull();
  }

  @Test
  void aMappingWithoutKindIsRefused() {
    assertThatThrownBy(() -> KubeObject.of(Value.mapping("apiVersion", "v1")))
        .isInstanceOf(KubeException.class)
        .hasMessageContaining("KUB-0001");
  }
}
