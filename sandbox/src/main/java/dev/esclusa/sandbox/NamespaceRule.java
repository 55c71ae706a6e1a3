package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A namespace is labelled with its name, active, and held by a finalizer of its own until it is
 * drained.
 */
final class NamespaceRule implements KindRule {
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";
  private static final String FINALIZER = "kubernetes";

  @Override
  public Mapping created(Mapping object) {
    return labelled(object)
        .with("spec", Value.mapping("finalizers", List.of(FINALIZER)))
        .with("status", Value.mapping("phase", "Active"));
  }

  @Override
  public Mapping updated(Mapping live, Mapping next) {
    return Meta.carried("status", live, Meta.carried("spec", live, labelled(next)));
  }

  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    return List.of();
  }

  private static Mapping labelled(Mapping object) {
    Mapping labels = Meta.mappingAt(object, "metadata", "labels");
    return Meta.with(object, "labels", labels.with(NAME_LABEL, Value.of(Meta.name(object))));
  }
}
