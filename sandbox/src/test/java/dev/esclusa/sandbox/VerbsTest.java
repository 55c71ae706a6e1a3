package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VerbsTest {
  private static Yard yard;

  @BeforeAll
  static void start() {
    yard = new Yard();
  }

  @AfterAll
  static void stop() {
    yard.close();
  }

  @Test
  void theVersionIsThatOfTheApiItFollows() {
    assertThat(yard.api.get("/version").at("minor")).isEqualTo("34");
  }

  @Test
  void legacyDiscoveryNamesTheResources() {
    assertThat(yard.api.get("/api").text()).contains("v1");
    assertThat(yard.api.get("/apis").text())
        .contains("apps/v1", "batch/v1", "apiextensions.k8s.io/v1");
    assertThat(yard.api.get("/apis/apps/v1").text())
        .contains("\"deployments/scale\"", "\"deploy\"");
    assertThat(yard.api.get("/apis/nobody.example/v1").code()).isEqualTo(404);
  }

  @Test
  void aggregatedDiscoveryIsGivenToThoseWhoAcceptIt() {
    String accept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
    Api.Reply reply = yard.api.get("/apis", "Accept", accept);
    assertThat(reply.at("kind")).isEqualTo("APIGroupDiscoveryList");
    assertThat(reply.text()).contains("\"resource\":\"deployments\"");
  }

  @Test
  void openApiSaysThatFieldValidationIsTheServers() {
    assertThat(yard.api.get("/openapi/v3").text()).contains("apis/apps/v1");
    assertThat(yard.api.get("/openapi/v3/apis/apps/v1").text())
        .contains("fieldValidation", "\"kind\":\"Deployment\"");
    assertThat(yard.api.get("/openapi/v2").code()).isEqualTo(501);
  }

  @Test
  void anObjectIsMadeReadReplacedAndDeleted() {
    Api.Reply made = yard.api.post(Yard.MAPS, Yard.map("verbs", ""));
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.at("metadata", "uid")).hasSize(36);
    Mapping changed = made.body().with("data", Value.mapping("a", "2"));
    assertThat(yard.api.put(Yard.MAPS + "/verbs", changed).code()).isEqualTo(200);
    assertThat(yard.api.get(Yard.MAPS + "/verbs").at("data", "a")).isEqualTo("2");
    Api.Reply deleted = yard.api.delete(Yard.MAPS + "/verbs");
    assertThat(deleted.at("status")).isEqualTo("Success");
    assertThat(yard.api.get(Yard.MAPS + "/verbs").code()).isEqualTo(404);
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    yard.api.post(Yard.MAPS, Yard.map("taken", ""));
    Api.Reply again = yard.api.post(Yard.MAPS, Yard.map("taken", ""));
    assertThat(again.code()).isEqualTo(409);
    assertThat(again.at("reason")).isEqualTo("AlreadyExists");
    assertThat(again.at("message")).isEqualTo("configmaps \"taken\" already exists");
  }

  @Test
  void aReplacementOfAnOlderStateIsAConflict() {
    Mapping first = yard.api.post(Yard.MAPS, Yard.map("stale", "")).body();
    yard.api.put(Yard.MAPS + "/stale", first.with("data", Value.mapping("a", "2")));
    Api.Reply second =
        yard.api.put(Yard.MAPS + "/stale", first.with("data", Value.mapping("a", "3")));
    assertThat(second.code()).isEqualTo(409);
    assertThat(second.at("reason")).isEqualTo("Conflict");
  }

  @Test
  void aWriteThatChangesNothingKeepsTheResourceVersion() {
    Mapping first = yard.api.post(Yard.MAPS, Yard.map("same", "")).body();
    Api.Reply again = yard.api.put(Yard.MAPS + "/same", first);
    assertThat(again.at("metadata", "resourceVersion")).isEqualTo(Meta.resourceVersion(first));
  }

  @Test
  void aDryRunAnswersLikeTheWriteAndKeepsNothing() {
    long before = yard.sandbox.revision();
    Api.Reply made = yard.api.post(Yard.DEPLOYMENTS + "?dryRun=All", Yard.deployment("dry", 1));
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.at("spec", "strategy", "type")).isEqualTo("RollingUpdate");
    assertThat(yard.api.get(Yard.DEPLOYMENTS + "/dry").code()).isEqualTo(404);
    yard.api.post(Yard.MAPS, Yard.map("dry", ""));
    yard.api.patch(Yard.MAPS + "/dry?dryRun=All", Api.MERGE, "{\"data\":{\"a\":\"2\"}}");
    yard.api.apply(Yard.MAPS + "/dry?dryRun=All&force=true", "me", Yard.applied("dry", "a: \"3\""));
    yard.api.delete(Yard.MAPS + "/dry?dryRun=All");
    assertThat(yard.api.get(Yard.MAPS + "/dry").at("data", "a")).isEqualTo("1");
    assertThat(yard.sandbox.revision()).isGreaterThanOrEqualTo(before + 1);
    assertThat(yard.api.post(Yard.MAPS + "?dryRun=Some", Yard.map("x", "")).code()).isEqualTo(422);
  }

  @Test
  void aMissingNamespaceIsNamed() {
    Api.Reply reply = yard.api.post("/api/v1/namespaces/nowhere/configmaps", Yard.map("x", ""));
    assertThat(reply.code()).isEqualTo(404);
    assertThat(reply.at("message")).isEqualTo("namespaces \"nowhere\" not found");
  }

  @Test
  void aGeneratedNameBeginsAsAsked() {
    String body = "{\"metadata\":{\"generateName\":\"job-\"}}";
    assertThat(yard.api.post(Yard.MAPS, body).at("metadata", "name")).matches("job-[a-z0-9]{5}");
  }

  @Test
  void generationCountsChangesOfTheSpecOnly() {
    yard.api.post(Yard.DEPLOYMENTS, Yard.deployment("gen", 1));
    String path = Yard.DEPLOYMENTS + "/gen";
    assertThat(yard.api.get(path).number("metadata", "generation")).isEqualTo(1);
    yard.api.patch(path, Api.MERGE, "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");
    assertThat(yard.api.get(path).number("metadata", "generation")).isEqualTo(1);
    yard.api.patch(path, Api.MERGE, "{\"spec\":{\"replicas\":2}}");
    assertThat(yard.api.get(path).number("metadata", "generation")).isEqualTo(2);
  }

  @Test
  void statusIsWrittenThroughItsOwnDoor() {
    yard.api.post(
        Yard.CRM + "/persistentvolumeclaims",
        """
        {"metadata":{"name":"disk"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}
        """);
    String path = Yard.CRM + "/persistentvolumeclaims/disk";
    yard.await(() -> "Bound".equals(yard.api.get(path).at("status", "phase")));
    yard.api.patch(path, Api.MERGE, "{\"status\":{\"phase\":\"Lost\"}}");
    assertThat(yard.api.get(path).at("status", "phase")).isEqualTo("Bound");
    yard.api.patch(
        path + "/status",
        Api.MERGE,
        "{\"status\":{\"phase\":\"Lost\"},\"metadata\":{\"labels\":{\"no\":\"way\"}}}");
    assertThat(yard.api.get(path).at("status", "phase")).isEqualTo("Lost");
    assertThat(yard.api.get(path).at("metadata", "labels", "no")).isEmpty();
  }

  @Test
  void scaleIsASmallObjectOfItsOwn() {
    yard.api.post(Yard.DEPLOYMENTS, Yard.deployment("scaled", 1));
    String path = Yard.DEPLOYMENTS + "/scaled/scale";
    assertThat(yard.api.get(path).at("kind")).isEqualTo("Scale");
    Api.Reply reply = yard.api.patch(path, Api.MERGE, "{\"spec\":{\"replicas\":3}}");
    assertThat(reply.number("spec", "replicas")).isEqualTo(3);
    assertThat(yard.api.get(Yard.DEPLOYMENTS + "/scaled").number("spec", "replicas")).isEqualTo(3);
    Mapping stale =
        reply
            .body()
            .with(
                "metadata",
                reply.body().get("metadata").asMapping().with("resourceVersion", Value.of("1")));
    assertThat(yard.api.put(path, stale).code()).isEqualTo(409);
  }

  @Test
  void plainTextOfASecretIsFoldedIntoItsData() {
    Api.Reply made =
        yard.api.post(
            Yard.CRM + "/secrets", "{\"metadata\":{\"name\":\"s\"},\"stringData\":{\"k\":\"v\"}}");
    assertThat(made.at("data", "k")).isEqualTo("dg==");
    assertThat(made.text()).doesNotContain("stringData");
    assertThat(made.at("type")).isEqualTo("Opaque");
  }

  @Test
  void unknownFieldsAreRefusedWarnedOfOrDropped() {
    String body = "{\"metadata\":{\"name\":\"odd\"},\"dota\":{\"a\":\"b\"}}";
    Api.Reply strict = yard.api.post(Yard.MAPS + "?fieldValidation=Strict", body);
    assertThat(strict.code()).isEqualTo(400);
    assertThat(strict.at("message")).contains("strict decoding error: unknown field \"dota\"");
    Api.Reply warned = yard.api.post(Yard.MAPS + "?fieldValidation=Warn&dryRun=All", body);
    assertThat(warned.warnings()).singleElement().asString().contains("unknown field");
    Api.Reply ignored = yard.api.post(Yard.MAPS + "?fieldValidation=Ignore", body);
    assertThat(ignored.warnings()).isEmpty();
    assertThat(ignored.text()).doesNotContain("dota");
  }

  @Test
  void aWrongTypeIsRefused() {
    Api.Reply reply =
        yard.api.post(
            Yard.DEPLOYMENTS,
            Yard.deployment("typed", 1).replace("\"replicas\":1", "\"replicas\":\"x\""));
    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.at("message")).contains("spec.replicas");
  }

  @Test
  void aFieldThatNeverChangesIsRefusedWhenItDoes() {
    yard.api.post(Yard.DEPLOYMENTS, Yard.deployment("fixed", 1));
    Api.Reply reply =
        yard.api.patch(
            Yard.DEPLOYMENTS + "/fixed",
            Api.MERGE,
            "{\"spec\":{\"selector\":{\"matchLabels\":{\"x\":\"y\"}}}}");
    assertThat(reply.code()).isEqualTo(422);
    assertThat(reply.at("message")).contains("field is immutable");
  }

  @Test
  void whatIsNotOfferedIsNamed() {
    yard.api.post(Yard.DEPLOYMENTS, Yard.deployment("gap", 1));
    yard.await(() -> !yard.sandbox.objects("v1", "Pod", "crm").isEmpty());
    String pod = Meta.name(yard.sandbox.objects("v1", "Pod", "crm").getFirst().asMapping());
    for (String path : new String[] {"/log", "/exec?command=ls"}) {
      Api.Reply reply = yard.api.get(Yard.CRM + "/pods/" + pod + path);
      assertThat(reply.code()).isEqualTo(501);
      assertThat(reply.at("message")).contains("does not offer");
    }
    assertThat(yard.api.post(Yard.CRM + "/pods/" + pod + "/eviction", "{}").code()).isEqualTo(501);
  }

  @Test
  void protobufOfKubectlIsRead() {
    byte[] body =
        java.util.Base64.getDecoder()
            .decode("azhzAAoPCgJ2MRIJTmFtZXNwYWNlEhIKDAoKcHJvdG9idWYtMRIAGgAaACIA");
    Api.Reply reply =
        yard.api.raw("POST", "/api/v1/namespaces", "application/vnd.kubernetes.protobuf", body);
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    assertThat(reply.at("metadata", "name")).isEqualTo("protobuf-1");
    byte[] other =
        "k8s\0\n\r\n\002v1\022\007Unknown".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(
            yard.api
                .raw("POST", "/api/v1/namespaces", "application/vnd.kubernetes.protobuf", other)
                .code())
        .isEqualTo(501);
  }

  @Test
  void aBodyOfAnUnknownTypeIsRefused() {
    assertThat(yard.api.raw("POST", Yard.MAPS, "text/html", "<p>".getBytes()).code())
        .isEqualTo(415);
    assertThat(yard.api.raw("POST", Yard.MAPS, "application/json", "{".getBytes()).code())
        .isEqualTo(400);
    byte[] large = new byte[HttpFace.MAX_BODY_BYTES + 1];
    assertThat(yard.api.raw("POST", Yard.MAPS, "application/json", large).code()).isEqualTo(413);
  }
}
