package dev.esclusa.tree;

import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two values, leaf by leaf: mappings by key in UTF-16 order, sequences by
 * index. An empty mapping or sequence is a leaf; a change of kind is one difference.
 */
public final class Diff {
  private final List<Difference> found = new ArrayList<>();
  private final Deque<String> path = new ArrayDeque<>();

  private Diff() {}

  /** Null stands for a value that does not exist. */
  public static List<Difference> between(@Nullable Value before, @Nullable Value after) {
    Diff diff = new Diff();
    diff.walk(before, after);
    return List.copyOf(diff.found);
  }

  private void walk(@Nullable Value before, @Nullable Value after) {
    if (before == after) {
      return;
    }
    if (isMappingOrAbsent(before) && isMappingOrAbsent(after)) {
      walkMappings(before, after);
    } else if (isSequenceOrAbsent(before) && isSequenceOrAbsent(after)) {
      walkSequences(before, after);
    } else if (before == null || !before.equals(after)) {
      add(before, after);
    }
  }

  private void walkMappings(@Nullable Value before, @Nullable Value after) {
    Mapping old = before == null ? Mapping.EMPTY : before.asMapping();
    Mapping now = after == null ? Mapping.EMPTY : after.asMapping();
    if (becameOrStoppedBeingEmpty(before, after, old.isEmpty(), now.isEmpty())) {
      add(before, after);
      return;
    }
    TreeSet<String> keys = new TreeSet<>(old.keys());
    keys.addAll(now.keys());
    for (String key : keys) {
      step(key, old.get(key), now.get(key));
    }
  }

  private void walkSequences(@Nullable Value before, @Nullable Value after) {
    List<Value> old = before == null ? List.of() : before.asSequence().items();
    List<Value> now = after == null ? List.of() : after.asSequence().items();
    if (becameOrStoppedBeingEmpty(before, after, old.isEmpty(), now.isEmpty())) {
      add(before, after);
      return;
    }
    for (int i = 0; i < Math.max(old.size(), now.size()); i++) {
      step(
          Integer.toString(i),
          i < old.size() ? old.get(i) : null,
          i < now.size() ? now.get(i) : null);
    }
  }

  /** An empty collection that appears or goes has no leaves that could tell of it. */
  private static boolean becameOrStoppedBeingEmpty(
      @Nullable Value before, @Nullable Value after, boolean oldEmpty, boolean nowEmpty) {
    return (before == null && nowEmpty) || (after == null && oldEmpty);
  }

  private void step(String token, @Nullable Value before, @Nullable Value after) {
    path.addLast(token);
    walk(before, after);
    path.removeLast();
  }

  private void add(@Nullable Value before, @Nullable Value after) {
    found.add(new Difference(new Pointer(List.copyOf(path)), before, after));
  }

  private static boolean isMappingOrAbsent(@Nullable Value value) {
    return value == null || value instanceof Mapping;
  }

  private static boolean isSequenceOrAbsent(@Nullable Value value) {
    return value == null || value instanceof Sequence;
  }
}
