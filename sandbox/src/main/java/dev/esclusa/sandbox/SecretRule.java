package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a secret are base64, and its type never changes. */
final class SecretRule implements KindRule {
  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    List<Refusal.Cause> faults = new ArrayList<>();
    for (Map.Entry<String, Value> entry : Meta.mappingAt(next, "data").entries().entrySet()) {
      if (!isBase64(entry.getValue())) {
        throw Refusal.badRequest(
            "Secret in version \"v1\" cannot be handled as a Secret: data."
                + entry.getKey()
                + ": illegal base64 data");
      }
    }
    if (live != null && !Meta.textOr(live, "", "type").equals(Meta.textOr(next, "", "type"))) {
      faults.add(
          Refusal.Cause.invalid(
              "type", NameRules.quoted(Meta.textOr(next, "", "type")), "field is immutable"));
    }
    faults.addAll(ConfigMapRule.immutable(live, next, List.of("data")));
    return faults;
  }

  private static boolean isBase64(Value value) {
    if (!(value instanceof Value.Text text)) return value.isNull();
    try {
      Base64.getDecoder().decode(text.value());
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
