package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A role binding binds the same role for ever. */
final class BindingRule implements KindRule {
  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    if (live == null || Objects.equals(live.get("roleRef"), next.get("roleRef"))) return List.of();
    return List.of(Refusal.Cause.invalid("roleRef", String.valueOf(next.get("roleRef")), "cannot change roleRef"));
  }
}
