package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;

/**
 * The class of a pod by the requests and limits of its containers (Kubernetes docs, "Pod Quality of
 * Service Classes").
 */
final class QualityOfService {
  private QualityOfService() {}

  static String of(Mapping spec) {
    boolean anything = false;
    boolean guaranteed = true;
    for (Mapping container : Meta.mappingsAt(spec, "containers")) {
      Mapping limits = Meta.mappingAt(container, "resources", "limits");
      Mapping requests = Meta.mappingAt(container, "resources", "requests");
      anything |= !limits.isEmpty() || !requests.isEmpty();
      for (String resource : List.of("cpu", "memory")) {
        Value limit = limits.get(resource);
        Value request = requests.get(resource);
        guaranteed &= limit != null && (request == null || limit.equals(request));
      }
    }
    if (!anything) return "BestEffort";
    return guaranteed ? "Guaranteed" : "Burstable";
  }
}
