package dev.esclusa.adapters.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RefusedFieldTest {
  private static Value deployment(String spec) {
    return Json.read(
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"x\"},\"spec\":"
            + spec
            + "}");
  }

  private static Value container(String fields) {
    return deployment(
        "{\"template\":{\"spec\":{\"containers\":[{\"name\":\"app\"," + fields + "}]}}}");
  }

  private static Reply says(int code, String message) {
    return reply(Value.mapping("kind", "Status", "code", code, "message", message), code);
  }

  private static Reply reply(Value status, int code) {
    return new Reply(code, "application/json", Json.text(status).getBytes(StandardCharsets.UTF_8));
  }

  private static final String UNTYPED =
      "failed to create typed patch object (default/x; apps/v1, Kind=Deployment): ";

  @Test
  void aWrongTypeIsNamedWithWhatWasSeenAndWanted() {
    RefusedField field =
        RefusedField.in(
            says(500, UNTYPED + ".spec.replicas: expected numeric (int or float), got string"),
            deployment("{\"replicas\":\"many\"}"));
    assertThat(field.pointer()).hasToString("/spec/replicas");
    assertThat(field.path()).isEqualTo("spec.replicas");
    assertThat(field.seen()).isEqualTo("\"many\"");
    assertThat(field.wanted()).isEqualTo("a whole number");
  }

  @Test
  void anItemIsFoundByItsKeyOrItsIndex() {
    Value body = container("\"imagee\":\"nginx\"");
    for (String item : new String[] {"[name=\"app\"]", "[0]"}) {
      RefusedField field =
          RefusedField.in(
              says(
                  500,
                  UNTYPED
                      + ".spec.template.spec.containers"
                      + item
                      + ".imagee: field not declared in schema"),
              body);
      assertThat(field.pointer()).hasToString("/spec/template/spec/containers/0/imagee");
      assertThat(field.wanted()).isEqualTo("a field that the kind declares");
    }
  }

  @Test
  void theFirstCauseOfAnInvalidObjectIsTaken() {
    Value status =
        Json.read(
            """
            {"kind":"Status","code":422,"reason":"Invalid","message":"it is invalid","details":{"causes":[
              {"reason":"FieldValueInvalid","message":"Invalid value: 99999","field":"spec.template.spec.containers[0].ports[0].containerPort"}]}}
            """);
    RefusedField field =
        RefusedField.in(reply(status, 422), container("\"ports\":[{\"containerPort\":99999}]"));
    assertThat(field.path()).isEqualTo("spec.template.spec.containers[0].ports[0].containerPort");
    assertThat(field.seen()).isEqualTo("99999");
  }

  @Test
  void whereTheServerNamesNoFieldTheKindsSchemaDoes() {
    RefusedField field =
        RefusedField.in(
            says(
                500,
                "failed to convert new object (default/x) to proper version: quantities must"
                    + " match"),
            container("\"resources\":{\"limits\":{\"cpu\":\"lots\"}}"));
    assertThat(field.path()).isEqualTo("spec.template.spec.containers[0].resources.limits.cpu");
    assertThat(field.wanted()).isEqualTo("a quantity");
  }

  @Test
  void whatLooksLikeASecretIsNotShown() {
    RefusedField field =
        RefusedField.in(
            says(500, UNTYPED + ".spec.template.spec.containers[0].env[0].value: expected string"),
            container("\"env\":[{\"name\":\"DB_PASSWORD\",\"value\":\"hunter2\"}]"));
    assertThat(field.path()).endsWith("env[0].value");
    assertThat(field.seen()).isEmpty();
  }

  @Test
  void aRefusalThatNamesNothingIsAboutTheWholeObject() {
    RefusedField field =
        RefusedField.in(
            says(400, "no"),
            Json.read("{\"apiVersion\":\"a.dev/v1\",\"kind\":\"Widget\",\"size\":1}"));
    assertThat(field.path()).isEmpty();
    assertThat(field.pointer().isRoot()).isTrue();
  }
}
