package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the two sides of a change. Engines write sets in the order of their values,
 * so items are matched by content, not by index: a rule added in front is one item added, not every
 * item changed. An absent attribute and a null one are the same. No two leaves have one place; keys
 * come in UTF-16 order, items in order of index.
 */
final class LeafDiff {
  private final String address;
  private final Masking masking;
  private final Deque<String> path = new ArrayDeque<>();
  private final List<ChangedLeaf> found = new ArrayList<>();

  private LeafDiff(String address, Masking masking) {
    this.address = address;
    this.masking = masking;
  }

  static List<ChangedLeaf> between(
      String address,
      @Nullable Value before,
      @Nullable Value after,
      Mask unknown,
      Mask sensitive,
      Masking masking) {
    LeafDiff diff = new LeafDiff(address, masking);
    diff.walk(before, after, unknown, sensitive);
    return List.copyOf(diff.found);
  }

  private void walk(@Nullable Value first, @Nullable Value second, Mask unknown, Mask sensitive) {
    Value before = absent(first) ? null : first;
    Value after = absent(second) ? null : second;
    if (unknown.marksAll()) {
      leaf(before, null, true, sensitive);
    } else if (before == after && unknown.marksNothing()) {
      return;
    } else if (sensitive.marksAll()) {
      if (!unknown.marksNothing() || before == null || !before.equals(after)) {
        leaf(before, after, false, sensitive);
      }
    } else if (mappings(before, after)) {
      walkMappings(before, after, unknown, sensitive);
    } else if (sequences(before, after)) {
      walkSequences(before, after, unknown, sensitive);
    } else if (before == null || !before.equals(after)) {
      leaf(before, after, false, sensitive);
    }
  }

  private static boolean absent(@Nullable Value value) {
    return value == null || value.isNull();
  }

  private static boolean mappings(@Nullable Value before, @Nullable Value after) {
    return (before == null || before instanceof Value.Mapping)
        && (after == null || after instanceof Value.Mapping);
  }

  private static boolean sequences(@Nullable Value before, @Nullable Value after) {
    return (before == null || before instanceof Value.Sequence)
        && (after == null || after instanceof Value.Sequence);
  }

  private void walkMappings(
      @Nullable Value before, @Nullable Value after, Mask unknown, Mask sensitive) {
    TreeSet<String> keys = new TreeSet<>(PlanReader.entries(before).keySet());
    keys.addAll(PlanReader.entries(after).keySet());
    keys.addAll(unknown.markedKeys());
    if (keys.isEmpty()) {
      if (before == null || after == null) {
        leaf(before, after, false, sensitive);
      }
      return;
    }
    for (String key : keys) {
      path.addLast(key);
      walk(
          PlanReader.entries(before).get(key),
          PlanReader.entries(after).get(key),
          unknown.key(key),
          sensitive.key(key));
      path.removeLast();
    }
  }

  private void walkSequences(
      @Nullable Value before, @Nullable Value after, Mask unknown, Mask sensitive) {
    List<Value> old = PlanReader.items(before);
    List<Value> now = PlanReader.items(after);
    if (before == null || after == null || !unknown.marksNothing()) {
      byIndex(before, after, unknown, sensitive);
      return;
    }
    TreeSet<Integer> gone = unmatched(old, now);
    TreeSet<Integer> come = unmatched(now, old);
    if (gone.isEmpty() && come.isEmpty()) {
      if (!old.equals(now)) {
        leaf(before, after, false, sensitive); // only the order differs
      }
    } else if (gone.size() == 1 && come.size() == 1) {
      int index = come.first();
      item(index, old.get(gone.first()), now.get(index), Mask.NONE, sensitive.item(index));
    } else {
      TreeSet<Integer> places = new TreeSet<>(gone);
      places.addAll(come);
      for (int index : places) { // one leaf a place, also where one item goes and another comes
        wholeItem(
            index,
            gone.contains(index) ? old.get(index) : null,
            come.contains(index) ? now.get(index) : null,
            sensitive);
      }
    }
  }

  private void byIndex(
      @Nullable Value before, @Nullable Value after, Mask unknown, Mask sensitive) {
    List<Value> old = PlanReader.items(before);
    List<Value> now = PlanReader.items(after);
    int size = Math.max(Math.max(old.size(), now.size()), unknown.listedItems());
    if (size == 0) {
      leaf(before, after, false, sensitive);
      return;
    }
    for (int i = 0; i < size; i++) {
      item(
          i,
          i < old.size() ? old.get(i) : null,
          i < now.size() ? now.get(i) : null,
          unknown.item(i),
          sensitive.item(i));
    }
  }

  private void item(
      int index, @Nullable Value before, @Nullable Value after, Mask unknown, Mask sensitive) {
    path.addLast(Integer.toString(index));
    walk(before, after, unknown, sensitive);
    path.removeLast();
  }

  private void wholeItem(int index, @Nullable Value before, @Nullable Value after, Mask sensitive) {
    path.addLast(Integer.toString(index));
    leaf(before, after, false, sensitive.item(index));
    path.removeLast();
  }

  /** Indexes of items that have no equal partner left in the other list. */
  private static TreeSet<Integer> unmatched(List<Value> items, List<Value> others) {
    Map<Value, Integer> left = new HashMap<>();
    others.forEach(it -> left.merge(it, 1, Integer::sum));
    TreeSet<Integer> found = new TreeSet<>();
    for (int i = 0; i < items.size(); i++) {
      if (left.merge(items.get(i), -1, Integer::sum) < 0) {
        found.add(i);
      }
    }
    return found;
  }

  private void leaf(
      @Nullable Value before, @Nullable Value after, boolean unknown, Mask sensitive) {
    Pointer pointer = new Pointer(List.copyOf(path));
    found.add(
        new ChangedLeaf(
            pointer,
            masked(pointer, before, sensitive),
            masked(pointer, after, sensitive),
            unknown,
            !sensitive.marksNothing()));
  }

  private @Nullable Value masked(Pointer pointer, @Nullable Value value, Mask sensitive) {
    return value == null ? null : Sensitivity.masked(address, pointer, value, sensitive, masking);
  }
}
