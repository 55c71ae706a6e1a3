package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private final Yard yard =
      new Yard(SandboxOptions.inMemory().withReadyDelay(Duration.ofMillis(20)));

  @AfterEach
  void stop() {
    yard.close();
  }

  private Mapping deployment(String name) {
    return yard.object("apps/v1", "Deployment", "crm", name);
  }

  private boolean rolledOut(String name) {
    Mapping deployment = deployment(name);
    long wanted = Meta.longOr(deployment, 1, "spec", "replicas");
    return Meta.longOr(deployment, 0, "status", "observedGeneration")
            == Meta.longOr(deployment, -1, "metadata", "generation")
        && Meta.longOr(deployment, 0, "status", "updatedReplicas") == wanted
        && Meta.longOr(deployment, 0, "status", "availableReplicas") == wanted
        && Meta.longOr(deployment, 0, "status", "replicas") == wanted;
  }

  private static String reason(Mapping object, String type) {
    return Meta.mappingsAt(object, "status", "conditions").stream()
        .filter(condition -> type.equals(condition.text("type")))
        .map(condition -> condition.text("status") + " " + condition.text("reason"))
        .findFirst()
        .orElse("");
  }

  @Test
  void aDeploymentRollsOutAndRollsOver() {
    yard.api.post(Yard.DEPLOYMENTS, Yard.deployment("web", 2));
    yard.await(() -> rolledOut("web"));
    assertThat(reason(deployment("web"), "Available")).isEqualTo("True MinimumReplicasAvailable");
    assertThat(reason(deployment("web"), "Progressing")).isEqualTo("True NewReplicaSetAvailable");
    assertThat(yard.sandbox.objects("v1", "Pod", "crm")).hasSize(2);
    String patch =
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"nginx:1.28\"}]}}}}";
    yard.api.patch(Yard.DEPLOYMENTS + "/web", Api.STRATEGIC, patch);
    yard.await(() -> rolledOut("web") && yard.sandbox.objects("v1", "Pod", "crm").size() == 2);
    assertThat(yard.sandbox.objects("apps/v1", "ReplicaSet", "crm")).hasSize(2);
    assertThat(Meta.annotation(deployment("web"), "deployment.kubernetes.io/revision"))
        .isEqualTo("2");
    yard.api.patch(Yard.DEPLOYMENTS + "/web", Api.MERGE, "{\"spec\":{\"replicas\":0}}");
    yard.await(() -> yard.sandbox.objects("v1", "Pod", "crm").isEmpty());
  }

  @Test
  void whatIsIdleWritesNothing() {
    yard.api.post(Yard.DEPLOYMENTS, Yard.deployment("idle", 2));
    yard.await(() -> rolledOut("idle"));
    long settled = yard.sandbox.revision();
    yard.api.patch(
        Yard.DEPLOYMENTS + "/idle", Api.MERGE, "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");
    assertThat(yard.sandbox.revision()).isLessThan(settled + 20);
  }

  @Test
  void aWorkloadFailsAsTold() {
    String failing =
        Yard.deployment("bad", 1)
            .replaceFirst(
                "\"labels\"",
                "\"annotations\":{\"sandbox.esclusa.dev/behaviour\":\"fail\"},\"labels\"");
    yard.api.post(Yard.DEPLOYMENTS, failing);
    yard.await(
        () -> reason(deployment("bad"), "Progressing").equals("False ProgressDeadlineExceeded"));
    Mapping pod = yard.sandbox.objects("v1", "Pod", "crm").getFirst().asMapping();
    assertThat(pod.toString()).contains("CrashLoopBackOff");
    yard.api.patch(
        Yard.DEPLOYMENTS + "/bad",
        Api.MERGE,
        "{\"metadata\":{\"annotations\":{\"sandbox.esclusa.dev/behaviour\":\"ready\"}}}");
    yard.await(() -> rolledOut("bad"));
  }

  @Test
  void theSimulationIsSetForAll() {
    assertThat(
            yard.api.post("/sandbox/simulation", "{\"behaviour\":\"never-ready\"}").at("behaviour"))
        .isEqualTo("never-ready");
    yard.api.post(Yard.DEPLOYMENTS, Yard.deployment("stuck", 1));
    yard.await(
        () -> reason(deployment("stuck"), "Progressing").startsWith("True ReplicaSetUpdated"));
    assertThat(reason(deployment("stuck"), "Available"))
        .isEqualTo("False MinimumReplicasUnavailable");
    yard.api.post("/sandbox/simulation", "{\"behaviour\":\"ready\",\"readyDelay\":\"PT0.01S\"}");
    yard.await(() -> rolledOut("stuck"));
    assertThat(yard.api.post("/sandbox/simulation", "{\"behaviour\":\"odd\"}").code())
        .isEqualTo(400);
  }

  @Test
  void aStatefulSetComesUpInOrderWithItsClaims() {
    yard.api.post(
        "/apis/apps/v1/namespaces/crm/statefulsets",
        """
        {"metadata":{"name":"db"},"spec":{"serviceName":"db","replicas":2,"selector":{"matchLabels":{"app":"db"}},
         "template":{"metadata":{"labels":{"app":"db"}},"spec":{"containers":[{"name":"db","image":"postgres:17"}]}},
         "volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],
          "resources":{"requests":{"storage":"1Gi"}}}}]}}
        """);
    yard.await(
        () ->
            Meta.longOr(
                    yard.object("apps/v1", "StatefulSet", "crm", "db"),
                    0,
                    "status",
                    "readyReplicas")
                == 2);
    assertThat(yard.sandbox.objects("v1", "Pod", "crm"))
        .extracting(pod -> Meta.name(pod.asMapping()))
        .containsExactly("db-0", "db-1");
    yard.await(() -> yard.exists("v1", "PersistentVolumeClaim", "crm", "data-db-1"));
    String patch =
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"db\",\"image\":\"postgres:18\"}]}}}}";
    yard.api.patch("/apis/apps/v1/namespaces/crm/statefulsets/db", Api.STRATEGIC, patch);
    yard.await(
        () -> {
          Mapping set = yard.object("apps/v1", "StatefulSet", "crm", "db");
          String update = set.text("status", "updateRevision");
          return update != null
              && update.equals(set.text("status", "currentRevision"))
              && Meta.longOr(set, 0, "status", "updatedReplicas") == 2
              && Meta.longOr(set, 0, "status", "observedGeneration") == 2;
        });
  }

  @Test
  void aJobCompletesOrFails() {
    String job =
        """
        {"metadata":{"name":"%s"},"spec":{"template":{"metadata":{"annotations":{"sandbox.esclusa.dev/behaviour":"%s"}},
         "spec":{"restartPolicy":"Never","containers":[{"name":"m","image":"busybox:1"}]}}}}
        """;
    String jobs = "/apis/batch/v1/namespaces/crm/jobs";
    assertThat(yard.api.post(jobs, job.formatted("good", "ready")).code()).isEqualTo(201);
    yard.api.post(jobs, job.formatted("bad", "fail"));
    yard.await(
        () -> reason(yard.object("batch/v1", "Job", "crm", "good"), "Complete").startsWith("True"));
    yard.await(
        () ->
            reason(yard.object("batch/v1", "Job", "crm", "bad"), "Failed")
                .equals("True BackoffLimitExceeded"));
  }

  @Test
  void daemonsClaimsAndBalancersBecomeReady() {
    yard.api.post(
        "/apis/apps/v1/namespaces/crm/daemonsets",
        """
        {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"app":"d"}},"template":{"metadata":{"labels":{"app":"d"}},
         "spec":{"containers":[{"name":"m","image":"busybox:1"}]}}}}
        """);
    yard.api.post(
        Yard.CRM + "/services",
        """
        {"metadata":{"name":"lb"},"spec":{"type":"LoadBalancer","selector":{"app":"d"},"ports":[{"port":80}]}}
        """);
    yard.await(
        () ->
            Meta.longOr(
                    yard.object("apps/v1", "DaemonSet", "crm", "d"), 0, "status", "numberAvailable")
                == 1);
    yard.await(
        () ->
            !Meta.itemsAt(
                    yard.object("v1", "Service", "crm", "lb"), "status", "loadBalancer", "ingress")
                .isEmpty());
    List<Value> services = yard.sandbox.objects("v1", "Service", "crm");
    assertThat(services.getFirst().text("spec", "clusterIP")).startsWith("10.96.");
  }

  @Test
  void controllersWriteUnderTheirOwnNames() {
    yard.api.post(Yard.DEPLOYMENTS, Yard.deployment("named", 1));
    yard.await(() -> rolledOut("named"));
    assertThat(Meta.mappingsAt(deployment("named"), "metadata", "managedFields"))
        .anySatisfy(
            entry -> {
              assertThat(entry.text("manager")).isEqualTo("kube-controller-manager");
              assertThat(entry.text("subresource")).isEqualTo("status");
            });
  }
}
