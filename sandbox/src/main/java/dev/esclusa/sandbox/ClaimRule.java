package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A claim is pending until it is bound, and its spec is fixed but for the size it asks for. */
final class ClaimRule implements KindRule {
  static final String PROTECTION = "kubernetes.io/pvc-protection";

  @Override
  public Mapping created(Mapping object) {
    List<String> finalizers = new ArrayList<>(Meta.finalizers(object));
    if (!finalizers.contains(PROTECTION)) finalizers.add(PROTECTION);
    return Meta.withFinalizers(object, finalizers)
        .with("status", Value.mapping("phase", "Pending"));
  }

  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    if (live == null) return missing(next);
    boolean same = fixedPart(live).equals(fixedPart(next));
    return same
        ? List.of()
        : List.of(
            Refusal.Cause.forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and"
                    + " volumeAttributesClassName for bound claims"));
  }

  private static List<Refusal.Cause> missing(Mapping claim) {
    List<Refusal.Cause> faults = new ArrayList<>();
    if (Meta.itemsAt(claim, "spec", "accessModes").isEmpty()) {
      faults.add(Refusal.Cause.required("spec.accessModes", "at least 1 access mode is required"));
    }
    if (claim.at("spec", "resources", "requests", "storage") == null) {
      faults.add(Refusal.Cause.required("spec.resources[storage]", ""));
    }
    return faults;
  }

  /** The volume is filled in by the binder. */
  private static Mapping fixedPart(Mapping claim) {
    return Meta.spec(claim)
        .without("resources")
        .without("volumeAttributesClassName")
        .without("volumeName");
  }
}
