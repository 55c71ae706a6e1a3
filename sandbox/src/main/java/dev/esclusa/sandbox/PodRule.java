package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pod waits to be run; only its images, deadline, tolerations and scheduling gates change later.
 */
final class PodRule implements KindRule {
  private static final List<String> MUTABLE =
      List.of(
          "activeDeadlineSeconds",
          "tolerations",
          "terminationGracePeriodSeconds",
          "schedulingGates");

  @Override
  public Mapping created(Mapping object) {
    Mapping spec = Meta.spec(object);
    if (!spec.has("serviceAccountName"))
      spec = spec.with("serviceAccountName", Value.of("default"));
    if (!spec.has("serviceAccount"))
      spec =
          Meta.carried(
              "serviceAccount",
              Value.mapping("serviceAccount", spec.get("serviceAccountName")),
              spec);
    return object
        .with("spec", spec)
        .with("status", Value.mapping("phase", "Pending", "qosClass", QualityOfService.of(spec)));
  }

  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    List<Refusal.Cause> faults = new ArrayList<>();
    ContainerRule.faults(Meta.spec(next), "spec", faults);
    if (live != null && !fixedPart(live).equals(fixedPart(next))) {
      faults.add(
          Refusal.Cause.forbidden(
              "spec",
              "pod updates may not change fields other than"
                  + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
                  + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds`"
                  + " (allow it to be set to 1 if it was previously negative)"));
    }
    return faults;
  }

  private static Mapping fixedPart(Mapping pod) {
    Mapping spec = Meta.spec(pod);
    for (String field : MUTABLE) spec = spec.without(field);
    for (String field : List.of("containers", "initContainers")) {
      List<Value> fixed = new ArrayList<>();
      for (Mapping container : Meta.mappingsAt(spec, field)) fixed.add(container.without("image"));
      if (spec.has(field)) spec = spec.with(field, Value.of(fixed));
    }
    return Objects.requireNonNull(spec);
  }
}
