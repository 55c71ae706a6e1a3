package dev.esclusa.desired;

import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Project;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.Source;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Targets and projects for tests. */
final class Samples {
  static final Redaction REDACTION =
      new Redaction("a key of tests, thirty-two bytes".getBytes(StandardCharsets.UTF_8));

  private Samples() {}

  static Managed managed(String name, String cluster, String path, Value.Mapping options) {
    Target target =
        new Target(
            new TargetUid(name + "-dev"),
            TargetName.of("dev", "default", name),
            "crm",
            new Authority("kubernetes"),
            "platform",
            RiskTier.STANDARD,
            Map.of("cluster", cluster, "namespace", "crm-dev"));
    return new Managed(
        target,
        new Source("", path, options),
        Managed.OnRemove.FORGET,
        Managed.ApplyMode.AFTER_MERGE,
        new Address.Configuration("Application", name + "-dev"));
  }

  static Managed managed(String name, String path) {
    return managed(name, "sandbox", path, Value.mapping());
  }

  static Project project(Map<String, List<String>> places, List<String> kinds) {
    return new Project("crm", "platform", List.of(), List.of(), places, kinds);
  }

  static Project project() {
    return project(Map.of("cluster", List.of("*"), "namespace", List.of("crm-*")), List.of("*"));
  }
}
