package dev.esclusa.adapters.terraform;

import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.stack.StateVersion;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses that a state holds (state format version 4): resources with the keys of their
 * instances, and outputs.
 */
final class StateObjects {
  private StateObjects() {}

  static Set<String> of(StateBackend states, TargetUid uid) {
    Optional<StateVersion> current = states.current(uid);
    return current.isEmpty()
        ? Set.of()
        : of(
            Json.read(
                "state",
                states.content(uid, current.get().number()),
                dev.esclusa.terraform.PlanDocument.LIMITS));
  }

  static Set<String> of(Value state) {
    Set<String> found = new LinkedHashSet<>();
    Value outputs = state.asMapping().get("outputs");
    if (outputs instanceof Value.Mapping named) {
      named.entries().keySet().forEach(it -> found.add("output." + it));
    }
    if (state.asMapping().get("resources") instanceof Value.Sequence resources) {
      resources.items().forEach(it -> add(it, found));
    }
    return found;
  }

  private static void add(Value resource, Set<String> found) {
    String module = resource.text("module");
    String mode = resource.text("mode");
    String address =
        (module == null ? "" : module + ".")
            + ("data".equals(mode) ? "data." : "")
            + resource.text("type")
            + "."
            + resource.text("name");
    if (resource.asMapping().get("instances") instanceof Value.Sequence instances) {
      for (Value instance : instances.items()) {
        Value key = instance.asMapping().get("index_key");
        String deposed = instance.text("deposed");
        found.add(
            address
                + (key == null ? "" : "[" + key + "]")
                + (deposed == null ? "" : " (deposed " + deposed + ")"));
      }
    }
  }
}
