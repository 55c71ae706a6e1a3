package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One place of an object that a change touches, secrets masked. A whole item that a list gains or
 * loses is one leaf, at its index on its own side; where one goes and another comes at the same
 * index, both are in it.
 *
 * @param before null when nothing was there
 * @param after null when nothing will be there, or when it is unknown
 * @param unknown whether it becomes known only by an apply
 * @param sensitive whether {@code before} and {@code after} hold masks
 */
public record ChangedLeaf(
    Pointer pointer,
    @Nullable Value before,
    @Nullable Value after,
    boolean unknown,
    boolean sensitive) {
  /** Path, before, after, unknown: what a hash is made of. */
  Value compact() {
    return Value.sequence(
        Value.of(pointer.toString()),
        before == null ? Value.NULL : before,
        after == null || unknown ? Value.NULL : after,
        Value.of(unknown));
  }

  Value toValue() {
    Map<String, Value> entries = new LinkedHashMap<>();
    entries.put("path", Value.of(pointer.toString()));
    if (before != null) {
      entries.put("before", before);
    }
    if (unknown) {
      entries.put("unknown", Value.TRUE);
    } else if (after != null) {
      entries.put("after", after);
    }
    return Value.mapping(entries);
  }
}
