package dev.esclusa.plan;

import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.IgnoreRule;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.plan.Prediction.Live;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.Prediction.TakenField;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One target and what its authority says, piece by piece. */
final class Given {
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  static final Ownership OURS = new Ownership("i-1", new TargetUid("crm-core-prod"));

  Authority authority = new Authority("kubernetes");
  RiskTier tier = RiskTier.STANDARD;
  Intent intent = new Intent.Follow("a".repeat(40), false);
  Managed.OnRemove onRemove = Managed.OnRemove.FORGET;
  Moves moves = Moves.NONE;
  @Nullable SavedPlan artifact;
  @Nullable String mark;
  Instant computedAt = NOON;
  final List<Resource> desired = new ArrayList<>();
  final List<Predicted> predicted = new ArrayList<>();
  final List<Inventory.Owned> owned = new ArrayList<>();
  final List<IgnoreRule> ignores = new ArrayList<>();

  static Address.Kubernetes address(Value body) {
    String apiVersion = String.valueOf(body.text("apiVersion"));
    int slash = apiVersion.indexOf('/');
    return new Address.Kubernetes(
        slash < 0 ? "" : apiVersion.substring(0, slash),
        String.valueOf(body.text("kind")),
        body.text("metadata", "namespace"),
        String.valueOf(body.text("metadata", "name")));
  }

  static Value.Mapping deployment(String name, int replicas, String image) {
    return Value.mapping(
        "apiVersion",
        "apps/v1",
        "kind",
        "Deployment",
        "metadata",
        Value.mapping("name", name, "namespace", "crm"),
        "spec",
        Value.mapping(
            "replicas",
            replicas,
            "template",
            Value.mapping(
                "spec",
                Value.mapping(
                    "containers", Value.sequence(Value.mapping("name", "app", "image", image))))));
  }

  static Value.Mapping object(String apiVersion, String kind, String name) {
    return Value.mapping(
        "apiVersion",
        apiVersion,
        "kind",
        kind,
        "metadata",
        Value.mapping("name", name, "namespace", "crm"));
  }

  static Value with(Value body, String pointer, Object value) {
    return body.with(Pointer.parse(pointer), Value.of(value));
  }

  static Value annotated(Value body, String key, String value) {
    return body.with(Pointer.of("metadata", "annotations", key), Value.of(value));
  }

  static Live live(Value body, @Nullable Ownership owner) {
    return new Live(body, "uid-of-" + body.text("metadata", "name"), "7", owner);
  }

  Given creates(Value body) {
    return wants(body, null, body, List.of(), null);
  }

  Given creates(Value body, String unpredictedBecause) {
    return wants(body, null, null, List.of(), unpredictedBecause);
  }

  Given updates(Value from, Value to) {
    return wants(to, live(from, OURS), to, List.of(), null);
  }

  Given updates(Value from, Value to, TakenField... taken) {
    return wants(to, live(from, OURS), to, List.of(taken), null);
  }

  Given adopts(Value from, Value to) {
    return wants(to, live(from, null), to, List.of(), null);
  }

  Given wants(
      Value body,
      @Nullable Live live,
      @Nullable Value after,
      List<TakenField> taken,
      @Nullable String unpredictedBecause) {
    Address address = address(body);
    desired.add(
        new Resource(address, body, new Position("apps/" + desired.size() + ".yaml", 1, 1)));
    predicted.add(new Predicted(address, body, live, after, taken, unpredictedBecause));
    return this;
  }

  /** An inventoried object that Git no longer wants. */
  Given drops(Value body, @Nullable Ownership owner) {
    Live live = live(body, owner);
    predicted.add(new Predicted(address(body), null, live, null, List.of(), null));
    owned.add(new Inventory.Owned(address(body), live.uid()));
    return this;
  }

  Target target() {
    return new Target(
        OURS.target(),
        new TargetName("prod/default/crm-core"),
        "crm",
        authority,
        "platform",
        tier,
        java.util.Map.of("cluster", "c1", "namespace", "crm"));
  }

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  PlanInput input() {
    return new PlanInput(
        target(),
        OURS,
        intent,
        null,
        new DesiredState(
            OURS.target(), desired, digest(desired.toString()), digest("read"), "plain/1"),
        onRemove,
        new Prediction(NOON, predicted, artifact, mark),
        new Inventory(OURS.target(), owned),
        moves,
        digest("config"),
        new Redaction("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8)),
        ignores,
        computedAt);
  }

  Plan plan() {
    if (Planner.plan(input()) instanceof PlanOutcome.Ready(Plan plan)) {
      return plan;
    }
    throw new AssertionError("refused: " + Planner.plan(input()));
  }

  List<dev.esclusa.model.Problem> refusal() {
    if (Planner.plan(input()) instanceof PlanOutcome.Refused(var problems)) {
      return problems;
    }
    throw new AssertionError("not refused");
  }
}
