package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A ConfigMap that says {@code immutable: true} stays as it is. */
final class ConfigMapRule implements KindRule {
  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    return immutable(live, next, List.of("data", "binaryData"));
  }

  static List<Refusal.Cause> immutable(@Nullable Mapping live, Mapping next, List<String> fields) {
    if (live == null || !Value.TRUE.equals(live.get("immutable"))) return List.of();
    List<Refusal.Cause> faults = new ArrayList<>();
    String fixed = "field is immutable when `immutable` is set";
    if (!Value.TRUE.equals(next.get("immutable")))
      faults.add(Refusal.Cause.forbidden("immutable", fixed));
    for (String field : fields) {
      if (!Objects.equals(live.get(field), next.get(field)))
        faults.add(Refusal.Cause.forbidden(field, fixed));
    }
    return faults;
  }
}
