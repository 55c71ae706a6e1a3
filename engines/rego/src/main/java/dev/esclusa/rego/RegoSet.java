package dev.esclusa.rego;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Distinct values; visited in sorted order, which is worked out at the first visit. */
public final class RegoSet extends RegoValue implements Iterable<RegoValue> {
  public static final RegoSet EMPTY = new RegoSet(new RegoValue[0], true);

  private final RegoValue[] items; // distinct, in any order
  private RegoValue @Nullable [] sorted;
  private int @Nullable [] table; // open addressing over items, index + 1
  private int hash;

  private RegoSet(RegoValue[] items, boolean inOrder) {
    this.items = items;
    this.sorted = inOrder || items.length < 2 ? items : null;
  }

  public static RegoSet of(RegoValue... items) {
    return builder().addAll(Arrays.asList(items)).build();
  }

  public static RegoSet of(Iterable<? extends RegoValue> items) {
    return builder().addAll(items).build();
  }

  /** Takes over distinct values. */
  static RegoSet owning(RegoValue[] distinct, int @Nullable [] table) {
    if (distinct.length == 0) {
      return EMPTY;
    }
    RegoSet set = new RegoSet(distinct, false);
    set.table = table;
    return set;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The element at this place of the sorted order. */
  public RegoValue at(int index) {
    return sorted()[index];
  }

  /** The elements in order: not to be changed. */
  RegoValue[] sorted() {
    RegoValue[] known = sorted;
    if (known == null) {
      known = items.clone();
      Arrays.sort(known);
      VarHandle.releaseFence();
      sorted = known;
    }
    return known;
  }

  /** The elements in no particular order: not to be changed. */
  RegoValue[] items() {
    return items;
  }

  public boolean contains(RegoValue value) {
    if (items.length <= 8) {
      for (RegoValue item : items) {
        if (item.equals(value)) {
          return true;
        }
      }
      return false;
    }
    return find(table(), items, value) >= 0;
  }

  private int[] table() {
    int[] known = table;
    if (known == null) {
      known = index(items, items.length);
      VarHandle.releaseFence();
      table = known;
    }
    return known;
  }

  static int[] index(RegoValue[] items, int size) {
    int[] table = new int[tableSize(size)];
    for (int i = 0; i < size; i++) {
      int slot = spread(items[i].hashCode()) & (table.length - 1);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = i + 1;
    }
    return table;
  }

  static int tableSize(int size) {
    return Math.max(8, Integer.highestOneBit(Math.max(size, 1) * 2 - 1) * 2);
  }

  static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }

  static int find(int[] table, RegoValue[] items, RegoValue value) {
    int slot = spread(value.hashCode()) & (table.length - 1);
    while (true) {
      int entry = table[slot];
      if (entry == 0) {
        return -1;
      }
      if (items[entry - 1].equals(value)) {
        return entry - 1;
      }
      slot = (slot + 1) & (table.length - 1);
    }
  }

  public RegoSet union(RegoSet other) {
    if (items.length == 0) {
      return other;
    }
    return other.items.length == 0 ? this : builder().addAll(this).addAll(other).build();
  }

  public RegoSet intersection(RegoSet other) {
    RegoSet fewer = items.length <= other.items.length ? this : other;
    RegoSet more = fewer == this ? other : this;
    return keep(fewer, more, true);
  }

  public RegoSet minus(RegoSet other) {
    return keep(this, other, false);
  }

  private static RegoSet keep(RegoSet from, RegoSet by, boolean present) {
    RegoValue[] kept = new RegoValue[from.items.length];
    int size = 0;
    for (RegoValue item : from.items) {
      if (by.contains(item) == present) {
        kept[size++] = item;
      }
    }
    return size == from.items.length ? from : owning(Arrays.copyOf(kept, size), null);
  }

  @Override
  public int size() {
    return items.length;
  }

  @Override
  public @Nullable RegoValue get(RegoValue key) {
    return contains(key) ? key : null;
  }

  @Override
  int rank() {
    return 6;
  }

  @Override
  int compareSameKind(RegoValue other) {
    return RegoArray.compare(sorted(), ((RegoSet) other).sorted());
  }

  @Override
  public String typeName() {
    return "set";
  }

  @Override
  void term(StringBuilder out) {
    if (items.length == 0) {
      out.append("set()");
      return;
    }
    out.append('{');
    RegoValue[] ordered = sorted();
    for (int i = 0; i < ordered.length; i++) {
      if (i > 0) {
        out.append(", ");
      }
      ordered[i].term(out);
    }
    out.append('}');
  }

  /** In sorted order. */
  @Override
  public Iterator<RegoValue> iterator() {
    return RegoArray.iterator(sorted(), items.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof RegoSet that)
        || items.length != that.items.length
        || hashCode() != that.hashCode()) {
      return false;
    }
    for (RegoValue item : items) {
      if (!that.contains(item)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = 7;
      for (RegoValue item : items) {
        known += spread(item.hashCode());
      }
      known = known == 0 ? 1 : known;
      hash = known;
    }
    return known;
  }

  /** Collects values, each once. Not to be used after {@link #build}. */
  public static final class Builder {
    private RegoValue[] items = new RegoValue[8];
    private int size;
    private int @Nullable [] table;

    private Builder() {}

    /** Whether the value was not there yet. */
    public boolean add(RegoValue value) {
      if (size < 8) {
        for (int i = 0; i < size; i++) {
          if (items[i].equals(value)) {
            return false;
          }
        }
        items[size++] = value;
        return true;
      }
      int[] known = table;
      if (known == null) {
        known = index(items, size * 2);
        table = known;
      }
      return insert(known, value);
    }

    private static int[] index(RegoValue[] items, int capacity) {
      int[] table = new int[tableSize(capacity)];
      for (int i = 0; i < items.length; i++) {
        place(table, items[i], i);
      }
      return table;
    }

    private static void place(int[] table, RegoValue item, int index) {
      int slot = spread(item.hashCode()) & (table.length - 1);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = index + 1;
    }

    private boolean insert(int[] known, RegoValue value) {
      if (find(known, items, value) >= 0) {
        return false;
      }
      if (size == items.length) {
        items = Arrays.copyOf(items, size * 2);
      }
      items[size] = value;
      if ((size + 1) * 2 > known.length) {
        known = new int[known.length * 2];
        for (int i = 0; i < size; i++) {
          place(known, items[i], i);
        }
        table = known;
      }
      place(known, value, size++);
      return true;
    }

    public Builder addAll(Iterable<? extends RegoValue> values) {
      for (RegoValue value : values) {
        add(value);
      }
      return this;
    }

    Builder addAll(RegoSet values) {
      for (RegoValue value : values.items) {
        add(value);
      }
      return this;
    }

    public int size() {
      return size;
    }

    public RegoSet build() {
      return owning(items.length == size ? items : Arrays.copyOf(items, size), table);
    }
  }
}
