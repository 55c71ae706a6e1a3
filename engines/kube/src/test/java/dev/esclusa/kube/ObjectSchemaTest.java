package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.ListType;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.tree.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectSchemaTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "apps/v1 | Deployment | spec.template.spec.containers | MAP | name | name",
        "apps/v1 | Deployment | spec.template.spec.containers.ports | MAP | containerPort,protocol"
            + " | containerPort",
        "apps/v1 | Deployment | spec.template.spec.containers.env | MAP | name | name",
        "apps/v1 | Deployment | spec.template.spec.containers.volumeMounts | MAP | mountPath |"
            + " mountPath",
        "apps/v1 | Deployment | spec.template.spec.containers.args | ATOMIC | '' | -",
        "apps/v1 | Deployment | spec.template.spec.volumes | MAP | name | name",
        "apps/v1 | Deployment | spec.template.spec.tolerations | ATOMIC | '' | -",
        "apps/v1 | Deployment | spec.template.spec.imagePullSecrets | MAP | name | name",
        "apps/v1 | Deployment | spec.template.spec.hostAliases | MAP | ip | ip",
        "apps/v1 | Deployment | spec.template.spec.topologySpreadConstraints | MAP |"
            + " topologyKey,whenUnsatisfiable | topologyKey",
        "apps/v1 | Deployment | status.conditions | MAP | type | type",
        "apps/v1 | Deployment | metadata.finalizers | SET | '' | ''",
        "apps/v1 | Deployment | metadata.ownerReferences | MAP | uid | uid",
        "v1 | Service | spec.ports | MAP | port,protocol | port",
        "v1 | ServiceAccount | secrets | MAP | name | name",
        "networking.k8s.io/v1 | Ingress | spec.rules | ATOMIC | '' | -",
        "rbac.authorization.k8s.io/v1 | ClusterRole | rules | ATOMIC | '' | -",
        "policy/v1 | PodDisruptionBudget | status.conditions | MAP | type | type",
        "autoscaling/v2 | HorizontalPodAutoscaler | spec.metrics | ATOMIC | '' | -",
        "batch/v1 | CronJob | spec.jobTemplate.spec.template.spec.containers | MAP | name | name",
      })
  void listsMergeAsTheApiSays(
      String apiVersion, String kind, String path, ListType type, String keys, String mergeKey) {
    Schema here = ObjectSchema.builtIn(apiVersion, kind).orElseThrow().root();
    Schema.Field field = null;
    for (String name : path.split("\\.")) {
      Struct struct = (Struct) (here instanceof ListOf list ? list.items().resolved() : here);
      field = struct.fields().get(name);
      here = field.schema().resolved();
    }
    ListOf list = (ListOf) here;
    assertThat(list.type()).isEqualTo(type);
    assertThat(String.join(",", list.keys())).isEqualTo(keys);
    assertThat(field.patch().merge() ? field.patch().mergeKey() : "-").isEqualTo(mergeKey);
  }

  @Test
  void aCustomSchemaGivesItsListTypes() {
    ObjectSchema schema =
        ObjectSchema.custom(
            Json.read(
                """
                {"type":"object","properties":{"spec":{"type":"object","properties":{
                  "routes":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["host"],
                    "items":{"type":"object","properties":{"host":{"type":"string"},"port":{"type":"integer","default":80}}}},
                  "size":{"x-kubernetes-int-or-string":true},
                  "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}
                """),
            true);
    Struct spec = (Struct) schema.root().under("spec");
    assertThat(spec.under("routes"))
        .isInstanceOfSatisfying(
            ListOf.class, list -> assertThat(list.keys()).containsExactly("host"));
    assertThat(spec.under("typo")).isNull();
    assertThat(((Struct) spec.under("free")).under("anything")).isEqualTo(Schema.ANY);
    assertThat(((Struct) schema.root().under("metadata").resolved()).under("labels")).isNotNull();
  }
}
