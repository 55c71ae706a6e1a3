package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Numbers out of their range are refused; the texts are those of kube-apiserver 1.34, with which
 * {@link RealServerTest} compares them.
 */
class NumbersTest {
  private static final String SERVICES = Yard.CRM + "/services";
  private static final String PORT_RANGE = "must be between 1 and 65535, inclusive";
  private static final String CONTAINER = "spec.template.spec.containers[0].";

  private static Yard yard;

  @BeforeAll
  static void start() {
    yard = new Yard();
  }

  @AfterAll
  static void stop() {
    yard.close();
  }

  private static String deployment(String ofContainer, String ofSpec) {
    return """
    {"metadata":{"name":"bad"},"spec":{"selector":{"matchLabels":{"app":"x"}}%s,
     "template":{"metadata":{"labels":{"app":"x"}},
      "spec":{"containers":[{"name":"m","image":"i"%s}]}}}}
    """
        .formatted(ofSpec, ofContainer);
  }

  private static String service(String type, String port) {
    return "{\"metadata\":{\"name\":\"bad\"},\"spec\":{\"type\":\"%s\",\"ports\":[{%s}]}}"
        .formatted(type, port);
  }

  private static Arguments ofContainer(String json, String field, String message) {
    return Arguments.of(Yard.DEPLOYMENTS, deployment("," + json, ""), CONTAINER + field, message);
  }

  private static Arguments ofDeployment(String json, String field, String message) {
    return Arguments.of(Yard.DEPLOYMENTS, deployment("", "," + json), "spec." + field, message);
  }

  private static Arguments ofService(String type, String json, String field, String message) {
    return Arguments.of(SERVICES, service(type, json), "spec.ports[0]." + field, message);
  }

  private static Arguments ofJob(String field) {
    String body =
        """
        {"metadata":{"name":"bad"},"spec":{"%s":-1,"template":{"spec":{"restartPolicy":"Never",
         "containers":[{"name":"m","image":"i"}]}}}}
        """
            .formatted(field);
    return Arguments.of("/apis/batch/v1/namespaces/crm/jobs", body, "spec." + field, negative(-1));
  }

  private static String outside(long port) {
    return "Invalid value: " + port + ": " + PORT_RANGE;
  }

  private static String negative(long number) {
    return "Invalid value: " + number + ": must be greater than or equal to 0";
  }

  static Stream<Arguments> refused() {
    String notInRange =
        "Invalid value: 80: provided port is not in the valid range. The range of valid ports is"
            + " 30000-32767";
    String forbidden = "Forbidden: may not be used when `type` is 'ClusterIP'";
    return Stream.of(
        ofContainer(
            "\"ports\":[{\"containerPort\":99999}]", "ports[0].containerPort", outside(99999)),
        ofContainer("\"ports\":[{\"containerPort\":-1}]", "ports[0].containerPort", outside(-1)),
        ofContainer("\"ports\":[{\"name\":\"a\"}]", "ports[0].containerPort", "Required value"),
        ofContainer(
            "\"ports\":[{\"containerPort\":80,\"hostPort\":65536}]",
            "ports[0].hostPort",
            outside(65536)),
        ofContainer(
            "\"readinessProbe\":{\"httpGet\":{\"port\":70000}}",
            "readinessProbe.httpGet.port",
            outside(70000)),
        ofContainer(
            "\"livenessProbe\":{\"tcpSocket\":{\"port\":0}}",
            "livenessProbe.tcpSocket.port",
            outside(0)),
        ofContainer(
            "\"startupProbe\":{\"grpc\":{\"port\":65536}}",
            "startupProbe.grpc.port",
            outside(65536)),
        ofContainer(
            "\"lifecycle\":{\"preStop\":{\"httpGet\":{\"port\":65536}}}",
            "lifecycle.preStop.httpGet.port",
            outside(65536)),
        ofContainer(
            "\"readinessProbe\":{\"exec\":{\"command\":[\"a\"]},\"periodSeconds\":-5}",
            "readinessProbe.periodSeconds",
            negative(-5)),
        ofDeployment("\"replicas\":-2", "replicas", negative(-2)),
        ofDeployment("\"minReadySeconds\":-1", "minReadySeconds", negative(-1)),
        ofJob("parallelism"),
        ofJob("completions"),
        ofService("ClusterIP", "\"port\":80,\"targetPort\":70000", "targetPort", outside(70000)),
        ofService("ClusterIP", "\"port\":80,\"nodePort\":30080", "nodePort", forbidden),
        ofService("NodePort", "\"port\":80,\"nodePort\":80", "nodePort", notInRange));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aNumberOutOfItsRangeIsRefusedWithItsPlace(
      String path, String body, String field, String message) {
    Api.Reply reply = yard.api.post(path, body);
    assertThat(reply.code()).as(reply.text()).isEqualTo(422);
    assertThat(reply.at("reason")).isEqualTo("Invalid");
    assertThat(reply.at("message")).endsWith("\"bad\" is invalid: " + field + ": " + message);
    assertThat(Meta.mappingsAt(reply.body(), "details", "causes"))
        .singleElement()
        .satisfies(it -> assertThat(it.text("field")).isEqualTo(field))
        .satisfies(it -> assertThat(it.text("message")).isEqualTo(message));
  }

  @Test
  void bothPortsOfAServiceAreNamedWhenOneFollowsTheOther() {
    Api.Reply reply = yard.api.post(SERVICES, service("ClusterIP", "\"port\":70000"));
    assertThat(reply.at("message"))
        .isEqualTo(
            "Service \"bad\" is invalid: [spec.ports[0].port: %s, spec.ports[0].targetPort: %s]"
                .formatted(outside(70000), outside(70000)));
  }

  @Test
  void theFirstAndTheLastPortAreTaken() {
    String ports = ",\"ports\":[{\"containerPort\":1},{\"containerPort\":65535,\"hostPort\":0}]";
    String path = Yard.DEPLOYMENTS + "?dryRun=All";
    assertThat(yard.api.post(path, deployment(ports, ",\"replicas\":0")).code()).isEqualTo(201);
  }

  @Test
  void anUpdateIsRefusedAsACreationIs() {
    yard.api.post(Yard.DEPLOYMENTS, Yard.deployment("numbers", 1));
    String patch =
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"main\",\"ports\":[{\"containerPort\":99999}]}]}}}}";
    Api.Reply reply = yard.api.patch(Yard.DEPLOYMENTS + "/numbers", Api.STRATEGIC, patch);
    assertThat(reply.code()).isEqualTo(422);
    assertThat(reply.at("message")).contains("containerPort: " + outside(99999));
  }

  @Test
  void aNodePortIsHandedOutOnceAndADryRunAsksNoRange() {
    String wanted = "\"port\":80,\"nodePort\":30777";
    String first = service("NodePort", wanted).replace("\"bad\"", "\"first\"");
    assertThat(yard.api.post(SERVICES, first).code()).isEqualTo(201);
    for (String query : List.of("", "?dryRun=All")) {
      assertThat(yard.api.post(SERVICES + query, service("NodePort", wanted)).at("message"))
          .endsWith("nodePort: Invalid value: 30777: provided port is already allocated");
    }
    String outside = service("NodePort", "\"port\":80,\"nodePort\":80");
    assertThat(yard.api.post(SERVICES + "?dryRun=All", outside).code()).isEqualTo(201);
  }

  @Test
  void aNodePortGoesWithTheTypeThatNeededIt() {
    String made = service("NodePort", "\"port\":80").replace("\"bad\"", "\"moving\"");
    yard.api.post(SERVICES, made);
    Api.Reply reply =
        yard.api.patch(SERVICES + "/moving", Api.MERGE, "{\"spec\":{\"type\":\"ClusterIP\"}}");
    assertThat(reply.code()).as(reply.text()).isEqualTo(200);
    assertThat(Meta.spec(reply.body()).toString())
        .contains("clusterIP")
        .doesNotContain("nodePort", "externalTrafficPolicy");
  }
}
