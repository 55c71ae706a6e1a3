package dev.esclusa.rego;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Elements of one collection by the value of a part of them, in the collection's order. */
final class JoinIndex {
  /** Collections with fewer elements are searched. */
  static final int SMALLEST = 8;

  private final @Nullable RegoValue[] parts;
  private final int[] heads;
  private final int[] nexts;

  /** parts: of each element, null where it has none. */
  JoinIndex(@Nullable RegoValue[] parts) {
    this.parts = parts;
    this.heads = new int[RegoSet.tableSize(parts.length)];
    this.nexts = new int[parts.length];
    Arrays.fill(heads, -1);
    for (int i = parts.length - 1; i >= 0; i--) {
      RegoValue part = parts[i];
      if (part != null) {
        int slot = RegoSet.spread(part.hashCode()) & (heads.length - 1);
        nexts[i] = heads[slot];
        heads[slot] = i;
      }
    }
  }

  /** Place of the first element with this part; negative when there is none. */
  int first(RegoValue value) {
    return match(heads[RegoSet.spread(value.hashCode()) & (heads.length - 1)], value);
  }

  /** Place of the next one. */
  int after(int place, RegoValue value) {
    return match(nexts[place], value);
  }

  private int match(int from, RegoValue value) {
    int place = from;
    while (place >= 0 && !value.equals(parts[place])) {
      place = nexts[place];
    }
    return place;
  }

  /** An index over a collection, made when it is visited a second time. */
  static final class Entry {
    final RegoValue[] collection;
    volatile int seen;
    volatile @Nullable JoinIndex index;

    Entry(RegoValue[] collection) {
      this.collection = collection;
    }
  }

  /** The same way into the elements of the same collection, told by identity. */
  private record Key(String way, RegoValue[] collection) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that && collection == that.collection && way.equals(that.way);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(collection) * 31 + way.hashCode();
    }
  }

  /** The entries that loops used last, and those that loops can share; threads may use it. */
  static final class Store {
    private static final int SHARED = 256;

    private volatile @Nullable Entry[] entries = new Entry[8];
    private final Map<Key, Entry> shared = new HashMap<>();

    /** The loop's entry for the elements of this very collection; way leads into an element. */
    Entry entry(int loop, @Nullable String way, RegoValue[] collection) {
      @Nullable Entry[] known = entries;
      Entry entry = loop < known.length ? known[loop] : null;
      return entry != null && entry.collection == collection ? entry : add(loop, way, collection);
    }

    private synchronized Entry add(int loop, @Nullable String way, RegoValue[] collection) {
      @Nullable Entry[] known = entries;
      if (loop >= known.length) {
        known = Arrays.copyOf(known, Math.max(loop + 1, known.length * 2));
      }
      Entry entry = way == null ? new Entry(collection) : shared(new Key(way, collection));
      known[loop] = entry;
      entries = known;
      return entry;
    }

    private Entry shared(Key key) {
      Entry entry = shared.get(key);
      if (entry == null) {
        entry = new Entry(key.collection);
        if (shared.size() >= SHARED) {
          shared.clear();
        }
        shared.put(key, entry);
      }
      return entry;
    }
  }
}
