package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one write did to a state, secrets masked.
 *
 * @param sameLineage whether both are versions of one state
 * @param entries objects and outputs that differ, by address
 */
public record StateDiff(long fromSerial, long toSerial, boolean sameLineage, List<Entry> entries) {
  public StateDiff {
    entries = List.copyOf(entries);
  }

  /** One object or output that differs. */
  public record Entry(String address, Kind kind, List<ChangedLeaf> leaves) {
    /** What became of it. */
    public enum Kind {
      ADDED,
      REMOVED,
      CHANGED
    }

    public Entry {
      leaves = List.copyOf(leaves);
    }
  }

  public static StateDiff between(StateFile first, StateFile second, Masking masking) {
    Sensitivity sensitivity = first.secrets().with(second.secrets()).sensitivity();
    Map<String, Side> old = sides(first, sensitivity);
    Map<String, Side> now = sides(second, sensitivity);
    TreeSet<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(now.keySet());
    List<Entry> entries = new ArrayList<>();
    for (String key : keys) {
      compare(key, old.get(key), now.get(key), masking, entries);
    }
    return new StateDiff(
        first.serial(), second.serial(), first.lineage().equals(second.lineage()), entries);
  }

  private record Side(Value value, Mask mask, boolean tainted) {}

  private static Map<String, Side> sides(StateFile state, Sensitivity sensitivity) {
    Map<String, Side> sides = new LinkedHashMap<>();
    for (StateFile.Instance it : state.instances()) {
      Mask mask = sensitivity.join(it.sensitive(), it.attributes(), null);
      sides.put(it.key(), new Side(it.attributes(), mask, it.tainted()));
    }
    for (StateFile.Output it : state.outputs()) {
      Mask mask = it.sensitive() ? Mask.ALL : sensitivity.marks(it.name(), it.value());
      sides.put("output." + it.name(), new Side(it.value(), mask, false));
    }
    return sides;
  }

  private static void compare(
      String address,
      @Nullable Side old,
      @Nullable Side now,
      Masking masking,
      List<Entry> entries) {
    Mask mask = (old == null ? Mask.NONE : old.mask).or(now == null ? Mask.NONE : now.mask);
    List<ChangedLeaf> leaves =
        new ArrayList<>(
            LeafDiff.between(
                address,
                old == null ? null : old.value,
                now == null ? null : now.value,
                Mask.NONE,
                mask,
                masking));
    if (old == null || now == null) {
      entries.add(new Entry(address, old == null ? Entry.Kind.ADDED : Entry.Kind.REMOVED, leaves));
      return;
    }
    if (old.tainted != now.tainted) {
      leaves.add(
          new ChangedLeaf(
              Pointer.of("(tainted)"), Value.of(old.tainted), Value.of(now.tainted), false, false));
    }
    if (!leaves.isEmpty()) {
      entries.add(new Entry(address, Entry.Kind.CHANGED, leaves));
    }
  }
}
