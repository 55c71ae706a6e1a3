package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The columns of the built-in kinds, as kubernetes/pkg/printers/internalversion/printers.go defines
 * them.
 */
final class PrinterColumns {
  private static final String NONE = "<none>";

  private final Map<String, List<Column>> byType = new HashMap<>();
  private final Ages ages;
  private final Column age;

  PrinterColumns(Ages ages) {
    this.ages = ages;
    this.age = Column.text("Age", ages::of);
    workloads();
    core();
    network();
    access();
  }

  List<Column> of(ResourceType type) {
    return byType.getOrDefault(type.qualified(), List.of(Column.name(Meta::name), age));
  }

  private void workloads() {
    PodColumns pods = new PodColumns(ages);
    put(
        "pods",
        pods.ready(),
        pods.status(),
        pods.restarts(),
        age,
        pods.address(),
        pods.node(),
        pods.nominated(),
        pods.gates());
    put(
        "deployments.apps",
        Column.text("Ready", object -> ratio(object, "readyReplicas")),
        Column.text("Up-to-date", object -> number(object, "updatedReplicas")),
        Column.text("Available", object -> number(object, "availableReplicas")),
        age,
        containers(),
        images(),
        selector());
    put(
        "replicasets.apps",
        Column.number("Desired", "spec", "replicas"),
        Column.number("Current", "status", "replicas"),
        Column.number("Ready", "status", "readyReplicas"),
        age,
        containers(),
        images(),
        selector());
    put(
        "statefulsets.apps",
        Column.text("Ready", object -> ratio(object, "readyReplicas")),
        age,
        containers(),
        images());
    put(
        "daemonsets.apps",
        Column.number("Desired", "status", "desiredNumberScheduled"),
        Column.number("Current", "status", "currentNumberScheduled"),
        Column.number("Ready", "status", "numberReady"),
        Column.number("Up-to-date", "status", "updatedNumberScheduled"),
        Column.number("Available", "status", "numberAvailable"),
        Column.text(
            "Node Selector",
            object -> pairs(Meta.mappingAt(object, "spec", "template", "spec", "nodeSelector"))),
        age,
        containers(),
        images(),
        selector());
    JobColumns jobs = new JobColumns(ages);
    put(
        "jobs.batch",
        jobs.status(),
        jobs.completions(),
        jobs.duration(),
        age,
        containers(),
        images(),
        selector());
    put(
        "cronjobs.batch",
        Column.text("Schedule", object -> Meta.textOr(object, "", "spec", "schedule")),
        Column.text("Timezone", object -> Meta.textOr(object, NONE, "spec", "timeZone")),
        Column.text(
            "Suspend",
            object -> Value.TRUE.equals(object.at("spec", "suspend")) ? "True" : "False"),
        Column.number("Active", object -> (long) Meta.itemsAt(object, "status", "active").size()),
        Column.text("Last Schedule", this::lastSchedule),
        age);
  }

  private void core() {
    put(
        "nodes",
        Column.text(
            "Status",
            object -> Conditions.isTrue(Meta.status(object), "Ready") ? "Ready" : "NotReady"),
        Column.text("Roles", object -> NONE),
        age,
        Column.text(
            "Version", object -> Meta.textOr(object, "", "status", "nodeInfo", "kubeletVersion")),
        Column.wide(
            "OS-Image", object -> Meta.textOr(object, "", "status", "nodeInfo", "osImage")));
    put(
        "namespaces",
        Column.text("Status", object -> Meta.textOr(object, "", "status", "phase")),
        age);
    put(
        "configmaps",
        Column.text(
            "Data", object -> Integer.toString(size(object, "data") + size(object, "binaryData"))),
        age);
    put(
        "secrets",
        Column.text("Type", object -> Meta.textOr(object, "", "type")),
        Column.text("Data", object -> Integer.toString(size(object, "data"))),
        age);
    put(
        "serviceaccounts",
        Column.text("Secrets", object -> Integer.toString(Meta.itemsAt(object, "secrets").size())),
        age);
    put(
        "persistentvolumeclaims",
        Column.text(
            "Status",
            object ->
                Meta.isBeingDeleted(object)
                    ? "Terminating"
                    : Meta.textOr(object, "", "status", "phase")),
        Column.text("Volume", object -> Meta.textOr(object, "", "spec", "volumeName")),
        Column.text("Capacity", object -> Meta.textOr(object, "", "status", "capacity", "storage")),
        Column.text("Access Modes", object -> modes(object, "status", "accessModes")),
        Column.text("StorageClass", object -> Meta.textOr(object, "", "spec", "storageClassName")),
        Column.text(
            "VolumeAttributesClass",
            object -> Meta.textOr(object, "<unset>", "spec", "volumeAttributesClassName")),
        age,
        Column.wide("VolumeMode", object -> Meta.textOr(object, "<unset>", "spec", "volumeMode")));
    put(
        "persistentvolumes",
        Column.text("Capacity", object -> Meta.textOr(object, "", "spec", "capacity", "storage")),
        Column.text("Access Modes", object -> modes(object, "spec", "accessModes")),
        Column.text(
            "Reclaim Policy",
            object -> Meta.textOr(object, "", "spec", "persistentVolumeReclaimPolicy")),
        Column.text(
            "Status",
            object ->
                Meta.isBeingDeleted(object)
                    ? "Terminating"
                    : Meta.textOr(object, "", "status", "phase")),
        Column.text("Claim", PrinterColumns::claim),
        Column.text("StorageClass", object -> Meta.textOr(object, "", "spec", "storageClassName")),
        Column.text(
            "VolumeAttributesClass",
            object -> Meta.textOr(object, "<unset>", "spec", "volumeAttributesClassName")),
        Column.text("Reason", object -> Meta.textOr(object, "", "status", "reason")),
        age,
        Column.wide("VolumeMode", object -> Meta.textOr(object, "<unset>", "spec", "volumeMode")));
    byType.put(
        "events",
        List.of(
            Column.text("Last Seen", object -> ages.since(object.text("lastTimestamp"))),
            Column.text("Type", object -> Meta.textOr(object, "", "type")),
            Column.text("Reason", object -> Meta.textOr(object, "", "reason")),
            Column.text("Object", PrinterColumns::involved),
            Column.text("Message", object -> Meta.textOr(object, "", "message").strip()),
            new Column("Name", "string", "name", 1, object -> Value.of(Meta.name(object)))));
    put(
        "customresourcedefinitions.apiextensions.k8s.io",
        new Column(
            "Created At",
            "date",
            "",
            0,
            object -> Value.of(Meta.textOr(object, "", "metadata", "creationTimestamp"))));
    put(
        "storageclasses.storage.k8s.io",
        Column.text("Provisioner", object -> Meta.textOr(object, "", "provisioner")),
        Column.text("ReclaimPolicy", object -> Meta.textOr(object, "Delete", "reclaimPolicy")),
        Column.text(
            "VolumeBindingMode", object -> Meta.textOr(object, "Immediate", "volumeBindingMode")),
        Column.text(
            "AllowVolumeExpansion",
            object -> String.valueOf(Value.TRUE.equals(object.get("allowVolumeExpansion")))),
        age);
    put(
        "priorityclasses.scheduling.k8s.io",
        Column.number("Value", "value"),
        new Column(
            "Global-Default",
            "boolean",
            "",
            0,
            object -> Value.of(Value.TRUE.equals(object.get("globalDefault")))),
        age,
        Column.text("PreemptionPolicy", object -> Meta.textOr(object, "", "preemptionPolicy")));
    put(
        "leases.coordination.k8s.io",
        Column.text("Holder", object -> Meta.textOr(object, "", "spec", "holderIdentity")),
        age);
  }

  private void network() {
    put(
        "services",
        Column.text("Type", object -> Meta.textOr(object, "", "spec", "type")),
        Column.text("Cluster-IP", object -> Meta.textOr(object, NONE, "spec", "clusterIP")),
        Column.text("External-IP", PrinterColumns::externalAddress),
        Column.text("Port(s)", PrinterColumns::servicePorts),
        age,
        Column.wide("Selector", object -> pairs(Meta.mappingAt(object, "spec", "selector"))));
    put(
        "ingresses.networking.k8s.io",
        Column.text("Class", object -> Meta.textOr(object, NONE, "spec", "ingressClassName")),
        Column.text("Hosts", PrinterColumns::hosts),
        Column.text(
            "Address",
            object -> addresses(Meta.mappingsAt(object, "status", "loadBalancer", "ingress"))),
        Column.text(
            "Ports", object -> Meta.itemsAt(object, "spec", "tls").isEmpty() ? "80" : "80, 443"),
        age);
    put(
        "networkpolicies.networking.k8s.io",
        Column.text(
            "Pod-Selector", object -> selectorText(Meta.mappingAt(object, "spec", "podSelector"))),
        age);
    put(
        "horizontalpodautoscalers.autoscaling",
        Column.text(
            "Reference",
            object ->
                Meta.textOr(object, "", "spec", "scaleTargetRef", "kind")
                    + "/"
                    + Meta.textOr(object, "", "spec", "scaleTargetRef", "name")),
        Column.text("Targets", object -> "<unknown>"),
        Column.text("MinPods", object -> shown(object, "<unset>", "spec", "minReplicas")),
        Column.number("MaxPods", "spec", "maxReplicas"),
        Column.number("Replicas", "status", "currentReplicas"),
        age);
    put(
        "poddisruptionbudgets.policy",
        Column.text("Min Available", object -> shown(object, "N/A", "spec", "minAvailable")),
        Column.text("Max Unavailable", object -> shown(object, "N/A", "spec", "maxUnavailable")),
        Column.number("Allowed Disruptions", "status", "disruptionsAllowed"),
        age);
  }

  private void access() {
    Column createdAt =
        new Column(
            "Created At",
            "date",
            "",
            0,
            object -> Value.of(Meta.textOr(object, "", "metadata", "creationTimestamp")));
    put("roles.rbac.authorization.k8s.io", createdAt);
    put("clusterroles.rbac.authorization.k8s.io", createdAt);
    Column role =
        Column.text(
            "Role",
            object ->
                Meta.textOr(object, "", "roleRef", "kind")
                    + "/"
                    + Meta.textOr(object, "", "roleRef", "name"));
    for (String bindings : List.of("rolebindings", "clusterrolebindings")) {
      put(
          bindings + ".rbac.authorization.k8s.io",
          role,
          age,
          subjects("Users", "User"),
          subjects("Groups", "Group"),
          subjects("ServiceAccounts", "ServiceAccount"));
    }
  }

  private void put(String type, Column... afterName) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.name(Meta::name));
    columns.addAll(List.of(afterName));
    byType.put(type, List.copyOf(columns));
  }

  private String lastSchedule(Mapping job) {
    String last = job.text("status", "lastScheduleTime");
    return last == null ? NONE : ages.since(last);
  }

  private static Column containers() {
    return Column.wide("Containers", object -> ofContainers(object, "name"));
  }

  private static Column images() {
    return Column.wide("Images", object -> ofContainers(object, "image"));
  }

  private static Column selector() {
    return Column.wide(
        "Selector", object -> selectorText(Meta.mappingAt(object, "spec", "selector")));
  }

  private static Column subjects(String column, String kind) {
    return Column.wide(
        column,
        object ->
            joined(
                Meta.mappingsAt(object, "subjects"),
                ", ",
                subject -> {
                  if (!kind.equals(subject.text("kind"))) return "";
                  String name = Meta.textOr(subject, "", "name");
                  return kind.equals("ServiceAccount")
                      ? Meta.textOr(subject, "", "namespace") + "/" + name
                      : name;
                }));
  }

  private static String ofContainers(Mapping object, String field) {
    return joined(
        Meta.mappingsAt(object, "spec", "template", "spec", "containers"),
        ",",
        container -> Meta.textOr(container, "", field));
  }

  private static String ratio(Mapping object, String field) {
    return number(object, field) + "/" + Meta.longOr(object, 0, "spec", "replicas");
  }

  private static String number(Mapping object, String field) {
    return Long.toString(Meta.longOr(object, 0, "status", field));
  }

  private static String shown(Mapping object, String otherwise, String... path) {
    Value found = object.at(path);
    return found == null
        ? otherwise
        : found instanceof Value.Text text ? text.value() : found.toString();
  }

  private static int size(Mapping object, String field) {
    return Meta.mappingAt(object, field).size();
  }

  private static String modes(Mapping object, String... path) {
    return joined(
        Meta.textsAt(object, path),
        ",",
        mode ->
            switch (mode) {
              case "ReadWriteOnce" -> "RWO";
              case "ReadOnlyMany" -> "ROX";
              case "ReadWriteMany" -> "RWX";
              case "ReadWriteOncePod" -> "RWOP";
              default -> mode;
            });
  }

  private static String claim(Mapping volume) {
    Mapping claim = Meta.mappingAt(volume, "spec", "claimRef");
    return claim.isEmpty()
        ? ""
        : Meta.textOr(claim, "", "namespace") + "/" + Meta.textOr(claim, "", "name");
  }

  private static String involved(Mapping event) {
    Mapping about = Meta.mappingAt(event, "involvedObject");
    return Meta.textOr(about, "", "kind").toLowerCase(java.util.Locale.ROOT)
        + "/"
        + Meta.textOr(about, "", "name");
  }

  private static String externalAddress(Mapping service) {
    if ("ExternalName".equals(service.text("spec", "type")))
      return Meta.textOr(service, "", "spec", "externalName");
    String found = addresses(Meta.mappingsAt(service, "status", "loadBalancer", "ingress"));
    if (!found.isEmpty()) return found;
    List<String> fixed = Meta.textsAt(service, "spec", "externalIPs");
    if (!fixed.isEmpty()) return String.join(",", fixed);
    return "LoadBalancer".equals(service.text("spec", "type")) ? "<pending>" : NONE;
  }

  private static String addresses(List<Mapping> ingress) {
    return joined(
        ingress, ",", point -> Meta.textOr(point, Meta.textOr(point, "", "hostname"), "ip"));
  }

  private static String servicePorts(Mapping service) {
    String ports =
        joined(
            Meta.mappingsAt(service, "spec", "ports"),
            ",",
            port -> {
              long node = Meta.longOr(port, 0, "nodePort");
              String number = Long.toString(Meta.longOr(port, 0, "port"));
              return number
                  + (node > 0 ? ":" + node : "")
                  + "/"
                  + Meta.textOr(port, "TCP", "protocol");
            });
    return ports.isEmpty() ? NONE : ports;
  }

  private static String hosts(Mapping ingress) {
    String hosts =
        joined(
            Meta.mappingsAt(ingress, "spec", "rules"), ",", rule -> Meta.textOr(rule, "", "host"));
    return hosts.isEmpty() ? "*" : hosts;
  }

  private static String selectorText(Mapping selector) {
    List<String> parts = new ArrayList<>();
    Mapping labels = Meta.mappingAt(selector, "matchLabels");
    if (!labels.isEmpty()) parts.add(pairs(labels));
    for (Mapping expression : Meta.mappingsAt(selector, "matchExpressions")) {
      String key = Meta.textOr(expression, "", "key");
      String values = String.join(",", Meta.textsAt(expression, "values"));
      parts.add(
          switch (Meta.textOr(expression, "", "operator")) {
            case "In" -> key + " in (" + values + ")";
            case "NotIn" -> key + " notin (" + values + ")";
            case "Exists" -> key;
            default -> "!" + key;
          });
    }
    return parts.isEmpty() ? NONE : String.join(",", parts);
  }

  private static String pairs(Mapping labels) {
    if (labels.isEmpty()) return NONE;
    List<String> pairs = new ArrayList<>();
    labels
        .entries()
        .forEach(
            (key, value) ->
                pairs.add(key + "=" + (value instanceof Value.Text text ? text.value() : value)));
    return String.join(",", pairs.stream().sorted().toList());
  }

  private static <T> String joined(List<T> items, String separator, Function<T, String> text) {
    return String.join(
        separator, items.stream().map(text).filter(part -> !part.isEmpty()).toList());
  }
}
