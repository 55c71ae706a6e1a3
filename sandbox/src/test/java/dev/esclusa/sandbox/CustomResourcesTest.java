package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CustomResourcesTest {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String WIDGETS = "/apis/example.com/v1/namespaces/crm/widgets";
  private static final String DEFINITION =
      """
      {"metadata":{"name":"widgets.example.com"},
       "spec":{"group":"example.com","scope":"Namespaced",
        "names":{"plural":"widgets","kind":"Widget","shortNames":["wd"]},
        "versions":[{"name":"v1","served":true,"storage":true,
          "subresources":{"status":{},"scale":{"specReplicasPath":".spec.size","statusReplicasPath":".status.size"}},
          "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"}],
          "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{
            "spec":{"type":"object","required":["color"],"properties":{
              "size":{"type":"integer","default":3,"minimum":1},
              "color":{"type":"string","enum":["red","blue"]},
              "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
            "status":{"type":"object","properties":{"size":{"type":"integer"}}}}}}}]}}
      """;

  private Yard yard;

  @BeforeEach
  void start() {
    yard = new Yard();
    assertThat(yard.api.post(DEFINITIONS, DEFINITION).code()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    yard.close();
  }

  private static String widget(String name, String spec) {
    return "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"%s\"},\"spec\":%s}"
        .formatted(name, spec);
  }

  @Test
  void aDefinitionIsEstablishedAndServedAtOnce() {
    Api.Reply definition = yard.api.get(DEFINITIONS + "/widgets.example.com");
    assertThat(definition.text()).contains("\"type\":\"Established\",\"status\":\"True\"");
    assertThat(yard.api.get("/apis/example.com/v1").text())
        .contains("\"name\":\"widgets\"", "widgets/status", "\"wd\"");
    assertThat(yard.api.get("/openapi/v3/apis/example.com/v1").text())
        .contains("\"kind\":\"Widget\"");
  }

  @Test
  void defaultsAreFilledInAndUnknownFieldsPruned() {
    Api.Reply made =
        yard.api.post(WIDGETS, widget("w", "{\"color\":\"red\",\"free\":{\"x\":1},\"odd\":1}"));
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.number("spec", "size")).isEqualTo(3);
    assertThat(made.body().at("spec", "odd")).isNull();
    assertThat(made.body().at("spec", "free", "x")).hasToString("1");
    assertThat(made.number("metadata", "generation")).isEqualTo(1);
  }

  @Test
  void whatTheSchemaForbidsIsRefused() {
    Api.Reply missing = yard.api.post(WIDGETS, widget("w", "{}"));
    assertThat(missing.code()).isEqualTo(422);
    assertThat(missing.at("message")).contains("spec.color: Required value");
    Api.Reply several = yard.api.post(WIDGETS, widget("w", "{\"color\":\"green\",\"size\":0}"));
    assertThat(several.at("message"))
        .contains("Unsupported value: \"green\"", "should be greater than or equal to 1");
    assertThat(yard.api.post(WIDGETS, widget("w", "{\"color\":\"red\",\"size\":\"x\"}")).code())
        .isEqualTo(422);
  }

  @Test
  void statusAndScaleAreApart() {
    yard.api.post(WIDGETS, widget("w", "{\"color\":\"red\"}"));
    yard.api.patch(WIDGETS + "/w", Api.MERGE, "{\"status\":{\"size\":2}}");
    assertThat(yard.api.get(WIDGETS + "/w").body().at("status")).isNull();
    yard.api.patch(WIDGETS + "/w/status", Api.MERGE, "{\"status\":{\"size\":2}}");
    assertThat(yard.api.get(WIDGETS + "/w").number("metadata", "generation")).isEqualTo(1);
    Api.Reply scaled =
        yard.api.patch(WIDGETS + "/w/scale", Api.MERGE, "{\"spec\":{\"replicas\":5}}");
    assertThat(scaled.number("status", "replicas")).isEqualTo(2);
    assertThat(yard.api.get(WIDGETS + "/w").number("spec", "size")).isEqualTo(5);
    assertThat(yard.api.get(WIDGETS + "/w").number("metadata", "generation")).isEqualTo(2);
  }

  @Test
  void applyAndTablesKnowTheDefinition() {
    String applied = widget("applied", "{\"color\":\"blue\",\"size\":4}");
    assertThat(yard.api.apply(WIDGETS + "/applied", "me", applied).code()).isEqualTo(201);
    Api.Reply table =
        yard.api.get(WIDGETS, "Accept", "application/json;as=Table;g=meta.k8s.io;v=v1");
    assertThat(table.text()).contains("\"name\":\"Size\"", "\"cells\":[\"applied\",4]");
    assertThat(yard.api.patch(WIDGETS + "/applied", Api.STRATEGIC, "{}").code()).isEqualTo(415);
  }

  @Test
  void anotherVersionShowsTheSameObjects() {
    String second =
        "{\"name\":\"v2\",\"served\":true,\"storage\":false,\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\","
            + "\"x-kubernetes-preserve-unknown-fields\":true}}}";
    yard.api.post(WIDGETS, widget("both", "{\"color\":\"red\"}"));
    String patch = "[{\"op\":\"add\",\"path\":\"/spec/versions/-\",\"value\":" + second + "}]";
    assertThat(yard.api.patch(DEFINITIONS + "/widgets.example.com", Api.JSON_PATCH, patch).code())
        .isEqualTo(200);
    Api.Reply other = yard.api.get(WIDGETS.replace("/v1/", "/v2/") + "/both");
    assertThat(other.at("apiVersion")).isEqualTo("example.com/v2");
  }

  @Test
  void theObjectsGoWithTheirDefinition() {
    yard.api.post(WIDGETS, widget("w", "{\"color\":\"red\"}"));
    assertThat(yard.api.delete(DEFINITIONS + "/widgets.example.com").code()).isEqualTo(200);
    yard.await(() -> yard.api.get(WIDGETS).code() == 404);
    yard.api.post(DEFINITIONS, DEFINITION);
    assertThat(yard.api.get(WIDGETS).items()).isEmpty();
  }
}
