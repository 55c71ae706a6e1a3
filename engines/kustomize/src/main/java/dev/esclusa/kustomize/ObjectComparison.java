package dev.esclusa.kustomize;

import dev.esclusa.tree.Diff;
import dev.esclusa.tree.Difference;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two renderings compared as sets of objects; the order of keys does not count, that of lists does.
 */
final class ObjectComparison {
  private final Map<String, Value> wanted;
  private final Map<String, Value> seen;

  private ObjectComparison(Map<String, Value> wanted, Map<String, Value> seen) {
    this.wanted = wanted;
    this.seen = seen;
  }

  static ObjectComparison of(byte[] wantedYaml, List<Value.Mapping> seen) {
    List<Value> wanted = new ArrayList<>();
    for (Document document :
        Yaml.read("expected", wantedYaml, ScalarProfile.KUSTOMIZE, Limits.DEFAULT)) {
      wanted.add(document.root());
    }
    return new ObjectComparison(byIdentity(wanted), byIdentity(seen));
  }

  private static Map<String, Value> byIdentity(List<? extends Value> objects) {
    Map<String, Value> byIdentity = new LinkedHashMap<>();
    for (Value object : objects) {
      ResId id = Resource.identity(object);
      String key = id.apiVersion() + " " + id.kind() + " " + id.namespace() + "/" + id.name();
      while (byIdentity.containsKey(key)) {
        key += " again";
      }
      byIdentity.put(key, object);
    }
    return byIdentity;
  }

  boolean sameOrder() {
    return List.copyOf(wanted.keySet()).equals(List.copyOf(seen.keySet()));
  }

  /** The first difference in words; null where there is none. */
  @Nullable String difference() {
    for (Map.Entry<String, Value> entry : wanted.entrySet()) {
      Value other = seen.get(entry.getKey());
      if (other == null) {
        return "there is no " + entry.getKey() + (seen.isEmpty() ? "" : "; there is " + extra());
      }
      if (!other.equals(entry.getValue())) {
        return entry.getKey() + ": " + difference(entry.getValue(), other);
      }
    }
    String extra = extra();
    return extra.isEmpty() ? null : "there is also " + extra;
  }

  private String extra() {
    List<String> extra = new ArrayList<>(seen.keySet());
    extra.removeAll(wanted.keySet());
    return String.join(", ", extra);
  }

  private static String difference(Value wanted, Value seen) {
    List<Difference> differences = Diff.between(wanted, seen);
    if (differences.isEmpty()) {
      return "differs";
    }
    Difference first = differences.get(0);
    return first.pointer() + " is " + first.after() + ", wanted " + first.before();
  }
}
