package dev.esclusa.bench;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Ten questions that policies are asked in practice, made by a seeded generator: access by role
 * twice, a Terraform plan in two sizes, pod security of one pod and of a cluster, a request at a
 * proxy, a thousand rules, groups and pairs, and a search through whole documents.
 */
final class RegoWorkloads {
  private static final long SEED = 1_122;

  private final RandomGenerator random = new SplittableRandom(SEED);
  private final int percent;

  /**
   * @param percent of the usual size
   */
  RegoWorkloads(int percent) {
    this.percent = percent;
  }

  List<RegoWorkload> all() {
    return List.of(
        rbac(),
        rbacFlat(),
        plan("tfplan", scaled(2_000)),
        plan("tfplan10k", scaled(10_000)),
        new RegoWorkload("pss1", "data.k8s.pods.violation", PODS, null, json(pod(0))),
        new RegoWorkload("pss1000", "data.k8s.pods.violation", PODS, null, pods(scaled(1_000))),
        proxy(),
        manyRules(scaled(500)),
        groups(scaled(400)),
        new RegoWorkload("walk", "data.secrets.found", SECRETS, null, pods(scaled(200))));
  }

  private int scaled(int usual) {
    return Math.max(1, usual * percent / 100);
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  @SafeVarargs
  private <T> T one(T... of) {
    return of[below(of.length)];
  }

  private static byte[] json(Object tree) {
    return Json.write(Value.of(tree));
  }

  private static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }

  // access by role

  private static final String RBAC =
      """
      package access

      default allow := false

      allow if {
        some role in data.roles_of[input.subject]
        some right in data.rights_of[role]
        right.verb == input.verb
        right.object == input.object
      }
      """;

  private RegoWorkload rbac() {
    Map<String, Object> rolesOf = new LinkedHashMap<>();
    for (int i = 0; i < scaled(10_000); i++) {
      Set<String> roles = new LinkedHashSet<>();
      for (int k = below(10); k >= 0; k--) {
        roles.add("role" + below(500));
      }
      rolesOf.put("user" + i, List.copyOf(roles));
    }
    Map<String, Object> rightsOf = new LinkedHashMap<>();
    for (int i = 0; i < 500; i++) {
      List<Object> rights = new ArrayList<>();
      for (int k = 5 + below(16); k > 0; k--) {
        rights.add(
            object("verb", one("read", "write", "delete"), "object", "object" + below(2_000)));
      }
      rightsOf.put("role" + i, rights);
    }
    return new RegoWorkload(
        "rbac",
        "data.access.allow",
        RBAC,
        json(object("roles_of", rolesOf, "rights_of", rightsOf)),
        json(object("subject", "user" + scaled(8_147), "verb", "update", "object", "object5")));
  }

  private static final String RBAC_FLAT =
      """
      package access

      default allow := false

      allow if {
        some binding in data.bindings
        binding.subject == input.subject
        some grant in data.grants
        grant.role == binding.role
        grant.verb == input.verb
        grant.object == input.object
      }
      """;

  private RegoWorkload rbacFlat() {
    List<Object> bindings = new ArrayList<>();
    for (int i = 0; i < scaled(10_000); i++) {
      bindings.add(object("subject", "user" + below(3_000), "role", "role" + below(500)));
    }
    List<Object> grants = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      for (String verb : List.of("read", "write")) {
        grants.add(object("role", "role" + i, "verb", verb, "object", "object" + below(50)));
      }
    }
    return new RegoWorkload(
        "rbacflat",
        "data.access.allow",
        RBAC_FLAT,
        json(object("bindings", bindings, "grants", grants)),
        json(object("subject", "user17", "verb", "admin", "object", "object5")));
  }

  // a Terraform plan

  static final String PLAN =
      """
      package stack

      has_tags := {"aws_s3_bucket", "aws_instance", "aws_db_instance", "aws_ebs_volume"}

      wanted_tags := {"owner", "env", "cost"}

      touched contains one if {
        some one in input.resource_changes
        one.mode == "managed"
        not one.change.actions == ["no-op"]
      }

      deny contains message if {
        some one in touched
        has_tags[one.type]
        absent := wanted_tags - {name | some name, _ in one.change.after.tags}
        count(absent) > 0
        message := sprintf("%s lacks the tags %v", [one.address, absent])
      }

      deny contains message if {
        some one in touched
        one.type == "aws_security_group_rule"
        one.change.after.type == "ingress"
        some range in one.change.after.cidr_blocks
        range == "0.0.0.0/0"
        one.change.after.from_port in {22, 3389}
        message := sprintf("%s opens port %d", [one.address, one.change.after.from_port])
      }

      deny contains message if {
        some one in touched
        one.type == "aws_iam_policy"
        document := json.unmarshal(one.change.after.policy)
        some statement in document.Statement
        statement.Effect == "Allow"
        some action in listed(statement.Action)
        endswith(action, "*")
        message := sprintf("%s allows %q", [one.address, action])
      }

      deny contains message if {
        some one in touched
        one.type in {"aws_db_instance", "aws_ebs_volume"}
        not one.change.after.encrypted
        message := sprintf("%s is not encrypted", [one.address])
      }

      approve contains message if {
        some one in touched
        one.change.actions[_] == "delete"
        one.type in {"aws_db_instance", "aws_kms_key"}
        message := sprintf("%s would be deleted", [one.address])
      }

      listed(value) := value if is_array(value)

      listed(value) := [value] if is_string(value)

      sizes := {type: size |
        some type in {one.type | some one in touched}
        size := count([1 | some one in touched; one.type == type])
      }

      decision := {"deny": deny, "approve": approve, "sizes": sizes}
      """;

  RegoWorkload plan(String name, int changes) {
    return new RegoWorkload(name, "data.stack.decision", PLAN, null, planOf(changes));
  }

  byte[] planOf(int changes) {
    return planOf(changes, 0);
  }

  /**
   * @param attributes of each resource that no rule asks for; 45 make a change of 4 kB, as in large
   *     plans that people have
   */
  byte[] planOf(int changes, int attributes) {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < changes; i++) {
      all.add(change(i, attributes));
    }
    return json(object("format_version", "1.2", "resource_changes", all));
  }

  private Map<String, Object> change(int index, int attributes) {
    String type =
        one(
            "aws_s3_bucket",
            "aws_security_group",
            "aws_security_group_rule",
            "aws_iam_policy",
            "aws_db_instance",
            "aws_instance",
            "aws_ebs_volume",
            "aws_kms_key");
    List<String> actions =
        one(
            List.of("create"),
            List.of("update"),
            List.of("delete"),
            List.of("no-op"),
            List.of("delete", "create"));
    Map<String, Object> values = values(type, index);
    for (int i = 0; i < attributes; i++) {
      values.put("attribute_%02d".formatted(i), "value %d of %s %d".formatted(below(999), type, i));
    }
    Map<String, Object> change = new LinkedHashMap<>();
    change.put("actions", actions);
    change.put("before", actions.equals(List.of("create")) ? Value.of((Object) null) : values);
    change.put("after", actions.equals(List.of("delete")) ? Value.of((Object) null) : values);
    change.put("after_unknown", object("id", true));
    return object(
        "address",
        "module.part%d.%s.one%d".formatted(index % 50, type, index),
        "type",
        type,
        "name",
        "one" + index,
        "provider_name",
        "registry.terraform.io/hashicorp/aws",
        "mode",
        "managed",
        "change",
        change);
  }

  private Map<String, Object> values(String type, int index) {
    Map<String, Object> values =
        object(
            "name",
            "one" + index,
            "tags",
            chance(0.8) ? object("owner", "x", "env", "prod", "cost", "1") : object("env", "dev"));
    switch (type) {
      case "aws_security_group_rule" -> {
        values.put("type", "ingress");
        values.put("from_port", one(22, 443, 3389, 80));
        values.put("to_port", 443);
        values.put(
            "cidr_blocks",
            one(List.of("10.0.0.0/8", "0.0.0.0/0"), List.of("192.168.1.0/24", "10.0.0.0/8")));
      }
      case "aws_iam_policy" -> values.put("policy", iam());
      case "aws_db_instance", "aws_ebs_volume" -> {
        values.put("encrypted", chance(0.9));
        values.put("storage_encrypted", chance(0.9));
      }
      case "aws_s3_bucket" -> {
        values.put("acl", one("private", "public-read"));
        values.put("versioning", List.of(object("enabled", chance(0.5))));
      }
      default -> values.put("arn", "arn:aws:" + type + ":" + index);
    }
    return values;
  }

  private String iam() {
    List<Object> statements = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      statements.add(
          object(
              "Effect",
              "Allow",
              "Action",
              one("*", "s3:GetObject", List.of("ec2:*", "s3:Get*")),
              "Resource",
              "*"));
    }
    return Json.text(Value.of(object("Version", "2012-10-17", "Statement", statements)));
  }

  // pods

  private static final String PODS =
      """
      package k8s.pods

      pods contains pod if {
        input.kind == "Pod"
        pod := input
      }

      pods contains pod if some pod in input.items

      containers(pod) := array.concat(
        pod.spec.containers,
        object.get(pod.spec, "initContainers", []),
      )

      named(pod) := sprintf("%s/%s", [pod.metadata.namespace, pod.metadata.name])

      violation contains {"rule": "privileged", "text": text} if {
        some pod in pods
        some container in containers(pod)
        container.securityContext.privileged
        text := sprintf("%s: %s is privileged", [named(pod), container.name])
      }

      violation contains {"rule": "escalation", "text": text} if {
        some pod in pods
        some container in containers(pod)
        not container.securityContext.allowPrivilegeEscalation == false
        text := sprintf("%s: %s may become more", [named(pod), container.name])
      }

      violation contains {"rule": "drop", "text": text} if {
        some pod in pods
        some container in containers(pod)
        not "ALL" in container.securityContext.capabilities.drop
        text := sprintf("%s: %s must drop ALL", [named(pod), container.name])
      }

      violation contains {"rule": "add", "text": text} if {
        some pod in pods
        some container in containers(pod)
        added := {each | some each in container.securityContext.capabilities.add}
        extra := added - {"NET_BIND_SERVICE"}
        count(extra) > 0
        text := sprintf("%s: %s adds %v", [named(pod), container.name, extra])
      }

      violation contains {"rule": "digest", "text": text} if {
        some pod in pods
        some container in containers(pod)
        not regex.match(`@sha256:[a-f0-9]{64}$`, container.image)
        text := sprintf("%s: %s is no digest", [named(pod), container.image])
      }

      violation contains {"rule": "path", "text": text} if {
        some pod in pods
        some volume in pod.spec.volumes
        volume.hostPath
        text := sprintf("%s: path %s of the node", [named(pod), volume.hostPath.path])
      }

      violation contains {"rule": "limits", "text": text} if {
        some pod in pods
        some container in containers(pod)
        some resource in ["cpu", "memory"]
        not container.resources.limits[resource]
        text := sprintf("%s: %s has no limit of %s", [named(pod), container.name, resource])
      }

      violation contains {"rule": "host", "text": text} if {
        some pod in pods
        some name in ["hostNetwork", "hostPID", "hostIPC"]
        pod.spec[name]
        text := sprintf("%s: %s", [named(pod), name])
      }

      violation contains {"rule": "token", "text": text} if {
        some pod in pods
        not pod.spec.automountServiceAccountToken == false
        text := sprintf("%s: token mounted", [named(pod)])
      }
      """;

  private byte[] pods(int count) {
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(pod(i));
    }
    return json(object("kind", "List", "items", items));
  }

  private Map<String, Object> pod(int index) {
    List<Object> volumes = new ArrayList<>();
    volumes.add(object("name", "v", "emptyDir", Map.of()));
    if (chance(0.5)) {
      volumes.add(object("name", "h", "hostPath", object("path", "/etc")));
    }
    return object(
        "apiVersion",
        "v1",
        "kind",
        "Pod",
        "metadata",
        object("name", "p" + index, "namespace", "prod", "labels", object("app", "a")),
        "spec",
        object(
            "hostNetwork",
            chance(0.05),
            "hostPID",
            false,
            "automountServiceAccountToken",
            chance(0.5),
            "containers",
            List.of(container(0), container(1), container(2)),
            "initContainers",
            List.of(container(9)),
            "volumes",
            volumes));
  }

  private Map<String, Object> container(int index) {
    return object(
        "name",
        "c" + index,
        "image",
        "registry.example/app" + one(":1.2", "@sha256:" + "a".repeat(64)),
        "securityContext",
        object(
            "privileged",
            chance(0.1),
            "allowPrivilegeEscalation",
            chance(0.5),
            "capabilities",
            object(
                "drop",
                one(List.of("ALL"), List.of("NET_RAW")),
                "add",
                one(List.of(), List.of("NET_ADMIN"))),
            "runAsNonRoot",
            chance(0.7),
            "seccompProfile",
            object("type", "RuntimeDefault")),
        "resources",
        chance(0.8) ? object("limits", object("cpu", "500m", "memory", "128Mi")) : Map.of(),
        "ports",
        List.of(object("containerPort", 8080, "hostPort", one(0, 80))),
        "volumeMounts",
        List.of(object("name", "v", "mountPath", "/x")));
  }

  private static final String SECRETS =
      """
      package secrets

      found contains place if {
        walk(input, [path, value])
        is_string(value)
        regex.match(`^(AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36})$`, value)
        place := concat("/", [sprintf("%v", [part]) | some part in path])
      }
      """;

  // a request at a proxy

  private static final String PROXY =
      """
      package proxy

      import input.request.http

      default allow := {"allowed": false}

      allow := {"allowed": true, "headers": {"x-user": claims.sub}} if permitted

      token := text if [_, text] := split(http.headers.authorization, " ")

      claims := body if [_, body, _] := io.jwt.decode(token)

      parts := split(trim(http.path, "/"), "/")

      permitted if {
        http.method == "GET"
        glob.match("/people*", [], http.path)
        claims.role == "guest"
      }

      permitted if {
        http.method in {"GET", "POST"}
        parts[0] == "people"
        claims.role == "admin"
        not startswith(http.path, "/people/root")
      }

      permitted if {
        some route in data.routes[claims.role]
        glob.match(route.pattern, ["/"], http.path)
        http.method in route.methods
      }
      """;

  private static RegoWorkload proxy() {
    Map<String, Object> routes = new LinkedHashMap<>();
    for (String role : List.of("guest", "admin", "auditor")) {
      List<Object> own = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        own.add(object("pattern", "/api/%s/v%d/*".formatted(role, i), "methods", List.of("GET")));
      }
      routes.put(role, own);
    }
    String token =
        encoded(object("alg", "HS256", "typ", "JWT"))
            + "."
            + encoded(object("role", "auditor", "sub", "alice"))
            + ".c2ln";
    Map<String, Object> http =
        object(
            "headers",
            object("authorization", "Bearer " + token, "host", "h"),
            "method",
            "GET",
            "path",
            "/api/auditor/v17/report");
    return new RegoWorkload(
        "envoy",
        "data.proxy.allow",
        PROXY,
        json(object("routes", routes)),
        json(object("request", object("http", http), "source", object("port", 4711))));
  }

  private static String encoded(Map<String, Object> part) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.text(Value.of(part)).getBytes(StandardCharsets.UTF_8));
  }

  // many rules

  private static RegoWorkload manyRules(int services) {
    StringBuilder policy = new StringBuilder("package api\n\ndefault allow := false\n");
    for (int i = 0; i < services; i++) {
      for (String method : List.of("GET", "POST")) {
        policy.append(
            """

            allow if {
              input.method == "%1$s"
              input.path[0] == "service%2$d"
              input.path[1] == "v1"
              "%1$s service%2$d" in input.scopes
            }
            """
                .formatted(method, i));
      }
    }
    String asked = "service" + services * 4 / 5;
    return new RegoWorkload(
        "manyrules",
        "data.api.allow",
        policy.toString(),
        null,
        json(
            object(
                "method",
                "POST",
                "path",
                List.of(asked, "v1", "x"),
                "scopes",
                List.of("GET service1", "POST " + asked))));
  }

  // groups and pairs

  private static final String GROUPS =
      """
      package groups

      of_owner[owner] := names if {
        some one in input.resources
        owner := one.owner
        names := [other.name | some other in input.resources; other.owner == owner]
      }

      twice contains name if {
        some i, a in input.resources
        some j, b in input.resources
        i < j
        a.name == b.name
        name := a.name
      }

      summary := {"owners": count(of_owner), "twice": twice}
      """;

  private RegoWorkload groups(int resources) {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < resources; i++) {
      all.add(object("name", "n" + below(5_000), "owner", "o" + below(40)));
    }
    return new RegoWorkload(
        "compr", "data.groups.summary", GROUPS, null, json(object("resources", all)));
  }

  /** So many packages with rules of the kinds above, each a little different. */
  static Map<String, String> modules(int packages) {
    Map<String, String> modules = new LinkedHashMap<>();
    for (int i = 0; i < packages; i++) {
      modules.put(
          "stack" + i + ".rego",
          PLAN.replace("package stack", "package stack" + i).replace("22, 3389", "22, " + i));
    }
    return modules;
  }
}
