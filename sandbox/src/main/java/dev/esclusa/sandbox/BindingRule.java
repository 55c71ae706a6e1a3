package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A role binding binds the same role for ever. */
final class BindingRule implements KindRule {
  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    if (live == null || Objects.equals(live.get("roleRef"), next.get("roleRef"))) return List.of();
    Mapping role = Meta.mappingAt(next, "roleRef");
    Mapping shown =
        Value.mapping(
            "APIGroup", Meta.textOr(role, "", "apiGroup"),
            "Kind", Meta.textOr(role, "", "kind"),
            "Name", Meta.textOr(role, "", "name"));
    return List.of(Refusal.Cause.invalid("roleRef", shown.toString(), "cannot change roleRef"));
  }
}
