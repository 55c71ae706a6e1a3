package dev.esclusa.tree;

import dev.esclusa.tree.Value.Mapping;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The entries of a mapping that is being read, with what its merge key brings in. */
final class YamlEntries {
  private final Marks marks;
  private final int node;
  private final LinkedHashMap<String, Value> entries = new LinkedHashMap<>();
  private @Nullable Merged merged; // rare

  /** A mapping that a merge key names. */
  record Source(Mapping mapping, int node) {}

  /**
   * Which keys were written here, and where each value stands once merging has changed the order.
   */
  private record Merged(Set<String> written, Map<String, Integer> nodes) {}

  YamlEntries(Marks marks, int node) {
    this.marks = marks;
    this.node = node;
  }

  /** False when the key was written before. */
  boolean put(String key, Value value, int valueNode) {
    if (merged == null) {
      return entries.putIfAbsent(key, value) == null;
    }
    if (!merged.written().add(key)) {
      return false;
    }
    entries.put(key, value);
    merged.nodes().put(key, valueNode);
    return true;
  }

  /** Puts another value where the key was written before. */
  void replace(String key, Value value, int valueNode) {
    if (merged == null) {
      Merged now = new Merged(new HashSet<>(entries.keySet()), new LinkedHashMap<>());
      number(new Source(Mapping.owning(new LinkedHashMap<>(entries)), node), now.nodes());
      merged = now;
    }
    entries.put(key, value);
    merged.nodes().put(key, valueNode);
  }

  /**
   * False when there was a merge key before. Written keys win over merged ones; go-yaml v2 lets the
   * merge key overwrite what stands above it, and kubectl with it.
   */
  boolean merge(List<Source> sources, ScalarProfile profile) {
    if (merged != null) {
      return false;
    }
    Merged now = new Merged(new HashSet<>(entries.keySet()), new LinkedHashMap<>());
    number(new Source(Mapping.owning(new LinkedHashMap<>(entries)), node), now.nodes());
    merged = now;
    LinkedHashMap<String, Value> brought = new LinkedHashMap<>();
    Map<String, Integer> nodes = new LinkedHashMap<>();
    for (Source source : sources) {
      source.mapping().entries().forEach(brought::putIfAbsent);
      number(source, nodes);
    }
    brought.forEach(
        (key, value) -> {
          if (profile != ScalarProfile.KUSTOMIZE || !entries.containsKey(key)) {
            entries.put(key, value);
            now.nodes().put(key, nodes.getOrDefault(key, node));
          }
        });
    return true;
  }

  Mapping mapping() {
    if (merged != null) {
      Map<String, Integer> nodes = merged.nodes();
      marks.order(
          node, entries.keySet().stream().mapToInt(key -> nodes.getOrDefault(key, node)).toArray());
    }
    return Mapping.owning(entries);
  }

  private void number(Source source, Map<String, Integer> nodes) {
    int[] children = marks.children(source.node(), source.mapping().size());
    int ordinal = 0;
    for (String key : source.mapping().keys()) {
      nodes.putIfAbsent(key, children[ordinal++]);
    }
  }
}
