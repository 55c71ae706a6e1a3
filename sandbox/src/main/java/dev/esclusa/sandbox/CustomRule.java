package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A custom object fits the structural schema of its definition. */
final class CustomRule implements KindRule {
  private final CustomType type;

  CustomRule(CustomType type) {
    this.type = type;
  }

  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    return StructuralSchema.faults(
        type.schema(), next.without("metadata").without("apiVersion").without("kind"));
  }
}
