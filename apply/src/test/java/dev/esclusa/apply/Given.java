package dev.esclusa.apply;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Precondition;
import dev.esclusa.model.Resource;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One target, and plans and steps for it. */
final class Given {
  static SavedPlan saved(String name) {
    return new SavedPlan(digest(name), digest("meaning of " + name), "terraform 1", List.of());
  }

  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  static final Ownership OURS = new Ownership("i-1", new TargetUid("crm-core-prod"));
  static final Target TARGET =
      new Target(
          OURS.target(),
          new TargetName("prod/default/crm-core"),
          "crm",
          new Authority("kubernetes"),
          "platform",
          RiskTier.STANDARD,
          Map.of("cluster", "c1"));

  private Given() {}

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Resource configMap(String name, String colour) {
    return new Resource(
        new Address.Kubernetes("", "ConfigMap", "crm", name),
        Value.mapping(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            Value.mapping("name", name, "namespace", "crm"),
            "data",
            Value.mapping("colour", colour)),
        null);
  }

  static Resource marked(Resource resource) {
    Pointer labels = Pointer.of("metadata", "labels");
    return new Resource(
        resource.address(),
        resource
            .body()
            .with(labels.child(Ownership.INSTALLATION_LABEL), Value.of("i-1"))
            .with(labels.child(Ownership.TARGET_LABEL), Value.of("crm-core-prod")),
        null);
  }

  /** A step that makes something. */
  static Step puts(int index, int wave, String kind, String name) {
    Address address = new Address.Kubernetes("", kind, "crm", name);
    Value body = Value.mapping("kind", kind, "metadata", Value.mapping("name", name));
    return new Step(
        index,
        wave,
        Action.CREATE,
        new Instruction.Put(address, body, null, null, List.of()),
        false,
        null);
  }

  static Step puts(int index, String name) {
    return puts(index, 0, "ConfigMap", name);
  }

  static Step removes(int index, String name) {
    Address address = new Address.Kubernetes("", "ConfigMap", "crm", name);
    return new Step(index, 0, Action.DELETE, new Instruction.Remove(address, "uid-1"), false, null);
  }

  static Step uncertain(Step step) {
    return new Step(
        step.index(), step.wave(), step.action(), step.instruction(), true, step.stale());
  }

  static Step runsArtifact() {
    return new Step(
        0,
        0,
        Action.UPDATE,
        new Instruction.RunArtifact(new Address.Terraform("state"), saved("saved"), List.of()),
        false,
        null);
  }

  static Plan plan(
      List<ResourceChange> changes,
      List<Precondition> preconditions,
      @Nullable SavedPlan artifact) {
    return plan(new Intent.Follow("a".repeat(40), false), changes, preconditions, artifact);
  }

  static Plan plan(
      Intent intent,
      List<ResourceChange> changes,
      List<Precondition> preconditions,
      @Nullable SavedPlan artifact) {
    return new Plan(
        TARGET,
        intent,
        null,
        changes,
        preconditions,
        digest("desired"),
        digest("config"),
        artifact,
        "plain/1",
        new Risk(Risk.Level.LOW, List.of(), false),
        NOON,
        Plan.hashOf(OURS.target(), intent, changes, preconditions, artifact, null));
  }

  static List<Step> list(Step... steps) {
    return new ArrayList<>(List.of(steps));
  }
}
