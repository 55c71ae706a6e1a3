package dev.esclusa.sandbox;

import dev.esclusa.kube.Defaults;
import dev.esclusa.kube.GroupKind;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of every kind: Kubernetes' own defaults and strategies, or the schema of a custom
 * resource.
 */
final class KindRules {
  /** Built-in kinds whose strategies count generations. */
  private static final Set<String> COUNTED =
      Set.of(
          "ReplicationController",
          "PodTemplate",
          "Pod",
          "DaemonSet.apps",
          "Deployment.apps",
          "ReplicaSet.apps",
          "StatefulSet.apps",
          "CronJob.batch",
          "Job.batch",
          "Ingress.networking.k8s.io",
          "IngressClass.networking.k8s.io",
          "NetworkPolicy.networking.k8s.io",
          "PodDisruptionBudget.policy",
          "PriorityClass.scheduling.k8s.io",
          "EndpointSlice.discovery.k8s.io",
          "CustomResourceDefinition.apiextensions.k8s.io",
          "MutatingWebhookConfiguration.admissionregistration.k8s.io",
          "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
          "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
          "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io");

  private static final KindRule NOTHING_SPECIAL = new KindRule() {};

  private final Registry registry;
  private final Schemas schemas;
  private final Map<String, KindRule> rules;

  KindRules(Registry registry, Schemas schemas, Store store, Identity identity) {
    this.registry = registry;
    this.schemas = schemas;
    ServiceRule services = new ServiceRule(store);
    this.rules =
        Map.ofEntries(
            Map.entry("Namespace", new NamespaceRule()),
            Map.entry("Secret", new SecretRule()),
            Map.entry("ConfigMap", new ConfigMapRule()),
            Map.entry("Service", services),
            Map.entry("Pod", new PodRule()),
            Map.entry("PersistentVolumeClaim", new ClaimRule()),
            Map.entry("Deployment.apps", new WorkloadRule(WorkloadRule.DEPLOYMENT)),
            Map.entry("ReplicaSet.apps", new WorkloadRule(WorkloadRule.REPLICA_SET)),
            Map.entry("DaemonSet.apps", new DaemonSetRule()),
            Map.entry("StatefulSet.apps", new WorkloadRule(WorkloadRule.STATEFUL_SET)),
            Map.entry("Job.batch", new JobRule()),
            Map.entry("CronJob.batch", new CronJobRule()),
            Map.entry("RoleBinding.rbac.authorization.k8s.io", new BindingRule()),
            Map.entry("ClusterRoleBinding.rbac.authorization.k8s.io", new BindingRule()),
            Map.entry(
                "CustomResourceDefinition.apiextensions.k8s.io", new DefinitionRule(identity)));
  }

  boolean tracksGeneration(ResourceType type) {
    return COUNTED.contains(BuiltInTypes.groupKind(type).toString());
  }

  Mapping created(ResourceType type, Mapping object) {
    return rule(type).created(object);
  }

  Mapping updated(ResourceType type, Mapping live, Mapping next) {
    return rule(type).updated(live, next);
  }

  List<Refusal.Cause> faults(ResourceType type, @Nullable Mapping live, Mapping next) {
    List<Refusal.Cause> faults = new ArrayList<>(NameRules.faults(type, live, next));
    faults.addAll(rule(type).faults(live, next));
    return faults;
  }

  List<Refusal.Cause> shortages(
      ResourceType type, @Nullable Mapping live, Mapping next, WriteOptions.Effect effect) {
    return rule(type).shortages(live, next, effect);
  }

  /** As Go types read and write it, defaults included. */
  Mapping decoded(ResourceType type, @Nullable Mapping live, Mapping object) {
    return rule(type).decoded(live, Defaults.apply(object, schemas.of(type)).asMapping());
  }

  private KindRule rule(ResourceType type) {
    CustomType custom = registry.custom(type);
    if (custom != null) return new CustomRule(custom);
    GroupKind kind = BuiltInTypes.groupKind(type);
    return rules.getOrDefault(kind.toString(), NOTHING_SPECIAL);
  }
}
