package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Workloads select the pods of their own template, and some of their fields never change. */
final class WorkloadRule implements KindRule {
  static final Kind DEPLOYMENT =
      new Kind(
          Set.of("selector"),
          Set.of(),
          List.of(
              "replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"));
  static final Kind REPLICA_SET =
      new Kind(Set.of("selector"), Set.of(), List.of("replicas", "minReadySeconds"));
  static final Kind DAEMON_SET =
      new Kind(Set.of("selector"), Set.of(), List.of("minReadySeconds", "revisionHistoryLimit"));
  static final Kind STATEFUL_SET =
      new Kind(
          Set.of(),
          Set.of(
              "replicas",
              "ordinals",
              "template",
              "updateStrategy",
              "revisionHistoryLimit",
              "persistentVolumeClaimRetentionPolicy",
              "minReadySeconds"),
          List.of("replicas", "minReadySeconds"));

  private final Kind kind;

  /**
   * Spec fields with a rule of their own.
   *
   * @param immutable fixed one by one
   * @param onlyMutable all others are fixed, when it is not empty
   * @param counts never negative
   */
  record Kind(Set<String> immutable, Set<String> onlyMutable, List<String> counts) {}

  WorkloadRule(Kind kind) {
    this.kind = kind;
  }

  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    List<Refusal.Cause> faults = new ArrayList<>();
    Mapping spec = Meta.spec(next);
    NumberRules.notNegative(spec, "spec", kind.counts, faults);
    NumberRules.notNegative(
        Meta.mappingAt(spec, "ordinals"), "spec.ordinals", List.of("start"), faults);
    deadlineFaults(spec, faults);
    selectorFaults(spec, faults);
    ContainerRule.faults(Meta.mappingAt(spec, "template", "spec"), "spec.template.spec", faults);
    if (live != null) immutableFaults(Meta.spec(live), spec, faults);
    return faults;
  }

  private static void deadlineFaults(Mapping spec, List<Refusal.Cause> faults) {
    long deadline = Meta.longOr(spec, Long.MAX_VALUE, "progressDeadlineSeconds");
    if (deadline <= Meta.longOr(spec, 0, "minReadySeconds")) {
      faults.add(
          Refusal.Cause.invalid(
              "spec.progressDeadlineSeconds",
              Long.toString(deadline),
              "must be greater than minReadySeconds"));
    }
  }

  private static void selectorFaults(Mapping spec, List<Refusal.Cause> faults) {
    Mapping selector = Meta.mappingAt(spec, "selector");
    Mapping labels = Meta.mappingAt(spec, "template", "metadata", "labels");
    if (!spec.has("selector")) {
      faults.add(Refusal.Cause.required("spec.selector", ""));
    } else if (selector.isEmpty()) {
      faults.add(
          Refusal.Cause.invalid("spec.selector", "{}", "empty selector is invalid for deployment"));
    }
    if (selector.isEmpty() || !LabelSelector.of(selector).test(labels)) {
      String shown = labels.isEmpty() ? "null" : labels.toString();
      faults.add(
          Refusal.Cause.invalid(
              "spec.template.metadata.labels",
              shown,
              "`selector` does not match template `labels`"));
    }
  }

  private void immutableFaults(Mapping was, Mapping is, List<Refusal.Cause> faults) {
    for (String field : kind.immutable) {
      Value value = is.get(field);
      if (!Objects.equals(was.get(field), value)) {
        faults.add(
            Refusal.Cause.invalid("spec." + field, String.valueOf(value), "field is immutable"));
      }
    }
    if (kind.onlyMutable.isEmpty()) return;
    Mapping before = was;
    Mapping after = is;
    for (String field : kind.onlyMutable) {
      before = before.without(field);
      after = after.without(field);
    }
    if (!before.equals(after)) {
      faults.add(
          Refusal.Cause.forbidden(
              "spec",
              "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                  + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                  + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
    }
  }
}
