package dev.esclusa.kustomize;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.util.HashMap;
import java.util.Map;

/** Which kinds are certainly cluster-scoped, by the OpenAPI document of Kubernetes 1.21. */
final class Scopes {
  private static final Map<String, Boolean> NAMESPACED = read();

  private Scopes() {}

  static boolean cluster(String apiVersion, String kind) {
    return Boolean.FALSE.equals(NAMESPACED.get(apiVersion + "/" + kind));
  }

  static boolean known(String apiVersion, String kind) {
    return NAMESPACED.containsKey(apiVersion + "/" + kind);
  }

  private static Map<String, Boolean> read() {
    Map<String, Boolean> namespaced = new HashMap<>();
    Value table = Json.read(Bundled.bytes("namespaced-1.21.json"));
    for (Map.Entry<String, Value> entry : table.asMapping().entries().entrySet()) {
      namespaced.put(entry.getKey(), entry.getValue().asBool());
    }
    return Map.copyOf(namespaced);
  }
}
