package dev.esclusa.kube;

import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The defaults that the API server computes type by type (kubernetes,
 * pkg/apis/GROUP/VERSION/defaults.go).
 */
final class TypeDefaults {
  private static final Set<String> PROBE_USERS =
      Set.of("livenessProbe", "readinessProbe", "startupProbe");

  private TypeDefaults() {}

  /** {@code stringData} is a way of writing {@code data}, never stored. */
  static Value.Mapping foldStringData(Value.Mapping object) {
    boolean secret = "Secret".equals(object.text("kind")) && "v1".equals(object.text("apiVersion"));
    if (!secret || !(object.get("stringData") instanceof Value.Mapping plain)) {
      return object;
    }
    Map<String, Value> data = new LinkedHashMap<>();
    if (object.get("data") instanceof Value.Mapping old) {
      data.putAll(old.entries());
    }
    plain
        .entries()
        .forEach(
            (key, value) -> {
              if (value instanceof Value.Text(String text)) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                data.put(key, Value.of(Base64.getEncoder().encodeToString(bytes)));
              }
            });
    return object.without("stringData").with("data", Value.mapping(data));
  }

  /** A value of a named type with what it lacks. */
  static Value.Mapping ofType(String type, Value.Mapping value) {
    Draft draft = new Draft(value);
    switch (type) {
      case "core.v1.PodSpec" -> podSpec(draft);
      case "core.v1.Container", "core.v1.EphemeralContainer" -> container(draft);
      case "core.v1.Probe" -> probe(draft);
      case "core.v1.HTTPGetAction" -> draft.put("path", "/").put("scheme", "HTTP");
      case "core.v1.Volume" -> volume(draft);
      case "core.v1.SecretVolumeSource",
          "core.v1.ConfigMapVolumeSource",
          "core.v1.DownwardAPIVolumeSource",
          "core.v1.ProjectedVolumeSource" ->
          draft.put("defaultMode", 420);
      case "core.v1.HostPathVolumeSource" -> draft.put("type", "");
      case "core.v1.ServiceAccountTokenProjection" -> draft.put("expirationSeconds", 3600);
      case "core.v1.ObjectFieldSelector" -> draft.put("apiVersion", "v1");
      case "core.v1.PersistentVolumeClaimSpec" -> draft.put("volumeMode", "Filesystem");
      case "core.v1.PersistentVolumeSpec" ->
          draft.put("persistentVolumeReclaimPolicy", "Retain").put("volumeMode", "Filesystem");
      case "networking.v1.NetworkPolicyPort" -> draft.put("protocol", "TCP");
      case "batch.v1.PodFailurePolicyOnPodConditionsPattern" -> draft.put("status", "True");
      case "rbac.v1.Subject" -> subject(draft);
      case "rbac.v1.RoleRef" -> draft.put("apiGroup", "rbac.authorization.k8s.io");
      case "admissionregistration.v1.ValidatingWebhook",
          "admissionregistration.v1.MutatingWebhook" ->
          webhook(draft, type.endsWith("MutatingWebhook"));
      case "admissionregistration.v1.RuleWithOperations" -> draft.put("scope", "*");
      case "admissionregistration.v1.ServiceReference" -> draft.put("port", 443);
      case "core.v1.PersistentVolumeClaim" ->
          // also for the claim templates of a StatefulSet
          draft.under("status").put("phase", "Pending");
      default -> {}
    }
    return draft.done();
  }

  /** An object with what its kind adds. */
  static Value.Mapping ofKind(Value.Mapping object) {
    Draft draft = new Draft(object);
    String name = object.text("apiVersion") + "/" + object.text("kind");
    switch (name) {
      case "apps/v1/Deployment" -> deployment(draft.under("spec"));
      case "apps/v1/DaemonSet" -> daemonSet(draft.under("spec"));
      case "apps/v1/StatefulSet" -> statefulSet(draft.under("spec"));
      case "apps/v1/ReplicaSet" -> draft.under("spec").put("replicas", 1);
      case "v1/ReplicationController" -> draft.under("spec").put("replicas", 1);
      case "batch/v1/Job" -> job(draft);
      case "batch/v1/CronJob" -> cronJob(draft.under("spec"));
      case "v1/Pod" -> pod(draft.under("spec"));
      case "v1/Service" -> service(draft.under("spec"));
      case "v1/Namespace" -> namespace(draft);
      case "v1/Secret" -> draft.put("type", "Opaque");
      case "v1/PersistentVolume" -> draft.under("status").put("phase", "Pending");
      case "autoscaling/v2/HorizontalPodAutoscaler" -> autoscaler(draft.under("spec"));
      case "autoscaling/v1/HorizontalPodAutoscaler" ->
          draft.under("spec").put("minReplicas", 1).put("targetCPUUtilizationPercentage", 80);
      case "networking.k8s.io/v1/NetworkPolicy" -> networkPolicy(draft.under("spec"));
      case "networking.k8s.io/v1/IngressClass" ->
          draft
              .under("spec")
              .ifThere("parameters", parameters -> parameters.put("scope", "Cluster"));
      case "storage.k8s.io/v1/StorageClass" ->
          draft.put("reclaimPolicy", "Delete").put("volumeBindingMode", "Immediate");
      case "apiextensions.k8s.io/v1/CustomResourceDefinition" -> definition(draft.under("spec"));
      default -> {}
    }
    return draft.done();
  }

  private static void podSpec(Draft spec) {
    spec.put("dnsPolicy", "ClusterFirst")
        .put("restartPolicy", "Always")
        .put("securityContext", Value.mapping())
        .put("terminationGracePeriodSeconds", 30)
        .put("schedulerName", "default-scheduler");
    // the old name of the field is kept in step (conversion.go)
    spec.copy("serviceAccountName", "serviceAccount").copy("serviceAccount", "serviceAccountName");
  }

  private static void container(Draft container) {
    container
        .put("imagePullPolicy", latest(container.text("image")) ? "Always" : "IfNotPresent")
        .put("terminationMessagePath", "/dev/termination-log")
        .put("terminationMessagePolicy", "File");
    PROBE_USERS.forEach(
        name ->
            container.ifThere(
                name, probe -> probe.ifThere("grpc", grpc -> grpc.put("service", ""))));
  }

  /**
   * Whether the image has the tag {@code latest}, which an image without tag and digest has too.
   */
  private static boolean latest(String image) {
    if (image.contains("@")) {
      return false;
    }
    String last = image.substring(image.lastIndexOf('/') + 1);
    int colon = last.indexOf(':');
    return colon < 0 || last.substring(colon + 1).equals("latest");
  }

  private static void probe(Draft probe) {
    probe
        .put("timeoutSeconds", 1)
        .put("periodSeconds", 10)
        .put("successThreshold", 1)
        .put("failureThreshold", 3);
  }

  private static void volume(Draft volume) {
    if (volume.keys().equals(Set.of("name")) || volume.keys().isEmpty()) {
      volume.put("emptyDir", Value.mapping());
    }
    volume.ifThere(
        "image",
        image ->
            image.put("pullPolicy", latest(image.text("reference")) ? "Always" : "IfNotPresent"));
  }

  private static void subject(Draft subject) {
    if (Set.of("User", "Group").contains(subject.text("kind"))) {
      subject.put("apiGroup", "rbac.authorization.k8s.io");
    }
  }

  private static void webhook(Draft webhook, boolean mutating) {
    webhook
        .put("failurePolicy", "Fail")
        .put("matchPolicy", "Equivalent")
        .put("namespaceSelector", Value.mapping())
        .put("objectSelector", Value.mapping())
        .put("timeoutSeconds", 10);
    if (mutating) {
      webhook.put("reinvocationPolicy", "Never");
    }
  }

  private static void deployment(Draft spec) {
    spec.put("replicas", 1).put("revisionHistoryLimit", 10).put("progressDeadlineSeconds", 600);
    rolling(spec.under("strategy"), "25%", "25%");
  }

  private static void rolling(Draft strategy, Object maxUnavailable, Object maxSurge) {
    strategy.put("type", "RollingUpdate");
    if (strategy.text("type").equals("RollingUpdate")) {
      strategy
          .under("rollingUpdate")
          .put("maxUnavailable", maxUnavailable)
          .put("maxSurge", maxSurge);
    }
  }

  private static void daemonSet(Draft spec) {
    spec.put("revisionHistoryLimit", 10);
    rolling(spec.under("updateStrategy"), 1, 0);
  }

  private static void statefulSet(Draft spec) {
    spec.put("podManagementPolicy", "OrderedReady")
        .put("replicas", 1)
        .put("revisionHistoryLimit", 10);
    Draft strategy = spec.under("updateStrategy");
    if (strategy.text("type").isEmpty()) {
      strategy.put("type", "RollingUpdate").under("rollingUpdate");
    }
    if (strategy.text("type").equals("RollingUpdate")) {
      strategy.ifThere("rollingUpdate", rolling -> rolling.put("partition", 0));
    }
    spec.under("persistentVolumeClaimRetentionPolicy")
        .put("whenDeleted", "Retain")
        .put("whenScaled", "Retain");
    spec.eachIn(
        "volumeClaimTemplates",
        claim -> claim.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim"));
  }

  private static void job(Draft job) {
    Draft spec = job.under("spec");
    if (!spec.has("completions") && !spec.has("parallelism")) {
      spec.put("completions", 1);
    }
    spec.put("parallelism", 1)
        .put("backoffLimit", spec.has("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6)
        .put("completionMode", "NonIndexed")
        .put("suspend", false)
        .put("manualSelector", false)
        .put(
            "podReplacementPolicy",
            spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    Value labels = job.at("spec", "template", "metadata", "labels");
    if (labels != null) {
      job.under("metadata").put("labels", labels);
    }
  }

  private static void cronJob(Draft spec) {
    spec.put("concurrencyPolicy", "Allow")
        .put("suspend", false)
        .put("successfulJobsHistoryLimit", 3)
        .put("failedJobsHistoryLimit", 1);
  }

  private static void pod(Draft spec) {
    spec.put("enableServiceLinks", true);
    boolean hostNetwork = Value.TRUE.equals(spec.at("hostNetwork"));
    for (String list : List.of("containers", "initContainers")) {
      spec.eachIn(
          list,
          container -> {
            requestsFromLimits(container);
            if (hostNetwork) {
              container.eachIn("ports", port -> port.copy("containerPort", "hostPort"));
            }
          });
    }
  }

  private static void requestsFromLimits(Draft container) {
    if (container.at("resources", "limits") instanceof Value.Mapping limits) {
      Draft requests = container.under("resources").under("requests");
      limits.entries().forEach(requests::put);
    }
  }

  private static void service(Draft spec) {
    spec.put("sessionAffinity", "None").put("type", "ClusterIP");
    String type = spec.text("type");
    if (spec.text("sessionAffinity").equals("ClientIP")) {
      spec.under("sessionAffinityConfig").under("clientIP").put("timeoutSeconds", 10_800);
    } else {
      spec.remove("sessionAffinityConfig");
    }
    spec.eachIn(
        "ports",
        port -> {
          port.put("protocol", "TCP");
          if (port.at("targetPort") == null || Defaults.zero(port.at("targetPort", Value.NULL))) {
            port.remove("targetPort").copy("port", "targetPort");
          }
        });
    boolean outside = type.equals("NodePort") || type.equals("LoadBalancer");
    if (outside || (type.equals("ClusterIP") && spec.has("externalIPs"))) {
      spec.put("externalTrafficPolicy", "Cluster");
    }
    if (!type.equals("ExternalName")) {
      spec.put("internalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer")) {
      spec.put("allocateLoadBalancerNodePorts", true);
    }
  }

  private static void namespace(Draft namespace) {
    Value name = namespace.at("metadata", "name");
    if (name != null) {
      namespace
          .under("metadata")
          .under("labels")
          .remove("kubernetes.io/metadata.name")
          .put("kubernetes.io/metadata.name", name);
    }
    namespace.under("status").put("phase", "Active");
  }

  private static void autoscaler(Draft spec) {
    spec.put("minReplicas", 1);
    if (!spec.has("metrics")) {
      Value target = Value.mapping("type", "Utilization", "averageUtilization", 80);
      Value resource = Value.mapping("name", "cpu", "target", target);
      spec.put("metrics", Value.sequence(Value.mapping("type", "Resource", "resource", resource)));
    }
    spec.ifThere(
        "behavior",
        behavior -> {
          Value percent = policy("Percent", 100);
          behavior
              .under("scaleUp")
              .put("stabilizationWindowSeconds", 0)
              .put("selectPolicy", "Max")
              .put("policies", Value.sequence(policy("Pods", 4), percent));
          behavior
              .under("scaleDown")
              .put("selectPolicy", "Max")
              .put("policies", Value.sequence(percent));
        });
  }

  private static Value policy(String type, int value) {
    return Value.mapping("type", type, "value", value, "periodSeconds", 15);
  }

  private static void networkPolicy(Draft spec) {
    boolean egress = spec.has("egress");
    spec.put(
        "policyTypes",
        egress
            ? Value.sequence(Value.of("Ingress"), Value.of("Egress"))
            : Value.sequence(Value.of("Ingress")));
  }

  private static void definition(Draft spec) {
    spec.under("conversion").put("strategy", "None");
    Draft names = spec.under("names");
    String kind = names.text("kind");
    if (!kind.isEmpty()) {
      names.put("singular", kind.toLowerCase(java.util.Locale.ROOT)).put("listKind", kind + "List");
    }
  }

  /** A mapping that is being filled; changes below reach the mapping that they are under. */
  private static final class Draft {
    private final Map<String, Value> entries;
    private final Runnable changed;

    Draft(Value.Mapping value) {
      this(value, () -> {});
    }

    private Draft(Value.Mapping value, Runnable changed) {
      this.entries = new LinkedHashMap<>(value.entries());
      this.changed = changed;
    }

    /** Only where there is nothing yet. */
    Draft put(String key, Object value) {
      entries.putIfAbsent(key, Value.of(value));
      changed.run();
      return this;
    }

    Draft copy(String from, String to) {
      Value value = entries.get(from);
      return value == null ? this : put(to, value);
    }

    Draft remove(String key) {
      entries.remove(key);
      changed.run();
      return this;
    }

    boolean has(String key) {
      return entries.containsKey(key);
    }

    Set<String> keys() {
      return entries.keySet();
    }

    @Nullable Value at(String... keys) {
      return done().at(keys);
    }

    Value at(String key, Value otherwise) {
      return entries.getOrDefault(key, otherwise);
    }

    String text(String key) {
      return entries.get(key) instanceof Value.Text(String text) ? text : "";
    }

    /** The mapping at a key, made where it is missing. */
    Draft under(String key) {
      Value.Mapping old =
          entries.get(key) instanceof Value.Mapping mapping ? mapping : Value.mapping();
      Draft[] self = new Draft[1];
      self[0] =
          new Draft(
              old,
              () -> {
                entries.put(key, self[0].done());
                changed.run();
              });
      self[0].changed.run();
      return self[0];
    }

    void ifThere(String key, java.util.function.Consumer<Draft> change) {
      if (entries.get(key) instanceof Value.Mapping) {
        change.accept(under(key));
      }
    }

    void eachIn(String key, java.util.function.Consumer<Draft> change) {
      if (entries.get(key) instanceof Value.Sequence(List<Value> items)) {
        entries.put(
            key,
            new Value.Sequence(
                items.stream()
                    .map(
                        item -> {
                          if (!(item instanceof Value.Mapping mapping)) {
                            return item;
                          }
                          Draft draft = new Draft(mapping);
                          change.accept(draft);
                          return draft.done();
                        })
                    .toList()));
        changed.run();
      }
    }

    Value.Mapping done() {
      return Value.mapping(entries);
    }
  }
}
