package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A DaemonSet counts its templates in an annotation, as apps/v1 still does. */
final class DaemonSetRule implements KindRule {
  private static final String COUNT = "deprecated.daemonset.template.generation";

  private final WorkloadRule workload = new WorkloadRule(WorkloadRule.DAEMON_SET);

  @Override
  public Mapping decoded(@Nullable Mapping live, Mapping object) {
    long count = 1;
    if (live != null) {
      String before = Meta.annotation(live, COUNT);
      boolean same =
          Objects.equals(Meta.spec(live).get("template"), Meta.spec(object).get("template"));
      count = (before == null ? 1 : Long.parseLong(before)) + (same ? 0 : 1);
    }
    Mapping annotations = Meta.mappingAt(object, "metadata", "annotations");
    return Meta.with(
        object, "annotations", annotations.with(COUNT, Value.of(Long.toString(count))));
  }

  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    return workload.faults(live, next);
  }
}
