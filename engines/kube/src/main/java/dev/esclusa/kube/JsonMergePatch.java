package dev.esclusa.kube;

import dev.esclusa.tree.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON Merge Patch (RFC 7386): mappings merge, null removes, everything else replaces. */
public final class JsonMergePatch {
  private JsonMergePatch() {}

  public static Value patch(Value target, Value patch) {
    if (!(patch instanceof Value.Mapping changes)) {
      return patch;
    }
    Map<String, Value> merged =
        new LinkedHashMap<>(target instanceof Value.Mapping old ? old.entries() : Map.of());
    changes
        .entries()
        .forEach(
            (key, change) -> {
              if (change.isNull()) {
                merged.remove(key);
              } else {
                merged.put(key, patch(merged.getOrDefault(key, Value.NULL), change));
              }
            });
    return Value.mapping(merged);
  }
}
