package dev.esclusa.observe;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Resource;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One target, and plans that would restore it. */
final class Given {
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
  static final Address CORE = new Address.Kubernetes("apps", "Deployment", "crm", "core");
  static final Pointer REPLICAS = Pointer.of("spec", "replicas");

  private Given() {}

  static FieldChange field(Pointer pointer, Object before, Object after) {
    return new FieldChange(pointer, Value.of(before), Value.of(after), false, null);
  }

  static ResourceChange change(Address address, Action action, FieldChange... fields) {
    return new ResourceChange(address, action, List.of(fields), 0, "sync", false, null);
  }

  static Plan plan(ResourceChange... changes) {
    Intent intent = new Intent.Restore(new EpisodeId("d-1"), "a".repeat(40));
    Digest any = Digest.of("any".getBytes(StandardCharsets.UTF_8));
    List<ResourceChange> all = List.of(changes);
    return new Plan(
        TARGET,
        intent,
        null,
        all,
        List.of(),
        any,
        any,
        null,
        "plain/1",
        new Risk(Risk.Level.LOW, List.of(), false),
        NOON,
        Plan.hashOf(OURS.target(), intent, all, List.of(), null, null));
  }

  static Resource deployment(int replicas) {
    return new Resource(
        CORE,
        Value.mapping(
            "apiVersion",
            "apps/v1",
            "kind",
            "Deployment",
            "metadata",
            Value.mapping("name", "core", "namespace", "crm"),
            "spec",
            Value.mapping("replicas", replicas)),
        null);
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
            Value.mapping(
                "name",
                name,
                "labels",
                Value.mapping(
                    Ownership.INSTALLATION_LABEL, "i-1", Ownership.TARGET_LABEL, "crm-core-prod")),
            "data",
            Value.mapping("colour", colour)),
        null);
  }
}
