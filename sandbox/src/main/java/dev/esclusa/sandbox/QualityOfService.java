package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.util.List;

/** The class of a pod by the requests and limits of its containers (Kubernetes docs, "Pod Quality of Service Classes"). */
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
        boolean equal = limits.has(resource) && (!requests.has(resource) || limits.get(resource).equals(requests.get(resource)));
        guaranteed &= equal;
      }
    }
    if (!anything) return "BestEffort";
    return guaranteed ? "Guaranteed" : "Burstable";
  }
}
