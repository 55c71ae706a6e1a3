package dev.esclusa.rego;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Values by key, any value being a key; members stand in the order of their keys. */
public final class RegoObject extends RegoValue {
  public static final RegoObject EMPTY = new RegoObject(Shape.EMPTY, new RegoValue[0]);

  private final Shape shape;
  private final RegoValue[] values;
  private int hash;

  private RegoObject(Shape shape, RegoValue[] values) {
    this.shape = shape;
    this.values = values;
  }

  /** Takes over values in the order of the shape's keys. */
  static RegoObject owning(Shape shape, RegoValue[] values) {
    return values.length == 0 ? EMPTY : new RegoObject(shape, values);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** {@code of("a", one, "b", two)}: names and values in turn. */
  public static RegoObject of(Object... namesAndValues) {
    Builder object = builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object key = namesAndValues[i];
      object.put(
          key instanceof RegoValue value ? value : RegoString.of((String) key),
          (RegoValue) namesAndValues[i + 1]);
    }
    return object.build();
  }

  Shape shape() {
    return shape;
  }

  @Override
  public @Nullable RegoValue get(RegoValue key) {
    int index = shape.indexOf(key);
    return index < 0 ? null : values[index];
  }

  @Override
  public @Nullable RegoValue get(String key) {
    int index = shape.indexOf(RegoString.of(key));
    return index < 0 ? null : values[index];
  }

  public boolean has(RegoValue key) {
    return shape.indexOf(key) >= 0;
  }

  @Override
  public int size() {
    return values.length;
  }

  public RegoValue keyAt(int index) {
    return shape.keys[index];
  }

  public RegoValue valueAt(int index) {
    return values[index];
  }

  /** The keys in order: not to be changed. */
  RegoValue[] keys() {
    return shape.keys;
  }

  /** The values in the order of the keys: not to be changed. */
  RegoValue[] values() {
    return values;
  }

  public RegoSet keySet() {
    return RegoSet.owning(shape.keys, null);
  }

  public void forEach(BiConsumer<RegoValue, RegoValue> action) {
    for (int i = 0; i < values.length; i++) {
      action.accept(shape.keys[i], values[i]);
    }
  }

  /** A copy with this member set. */
  public RegoObject with(RegoValue key, RegoValue value) {
    int index = shape.indexOf(key);
    if (index >= 0) {
      RegoValue[] changed = values.clone();
      changed[index] = value;
      return new RegoObject(shape, changed);
    }
    return builder().putAll(this).put(key, value).build();
  }

  public RegoObject without(RegoValue key) {
    int index = shape.indexOf(key);
    if (index < 0) {
      return this;
    }
    Builder rest = builder();
    for (int i = 0; i < values.length; i++) {
      if (i != index) {
        rest.put(shape.keys[i], values[i]);
      }
    }
    return rest.build();
  }

  @Override
  int rank() {
    return 5;
  }

  /** Key by key, value by value, then the smaller one first, as OPA compares objects. */
  @Override
  int compareSameKind(RegoValue other) {
    RegoObject that = (RegoObject) other;
    int length = Math.min(values.length, that.values.length);
    for (int i = 0; i < length; i++) {
      int order = shape == that.shape ? 0 : shape.keys[i].compareTo(that.shape.keys[i]);
      if (order == 0) {
        order = values[i].compareTo(that.values[i]);
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(values.length, that.values.length);
  }

  @Override
  public String typeName() {
    return "object";
  }

  @Override
  void term(StringBuilder out) {
    out.append('{');
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.append(", ");
      }
      shape.keys[i].term(out);
      out.append(": ");
      values[i].term(out);
    }
    out.append('}');
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof RegoObject that
            && values.length == that.values.length
            && hashCode() == that.hashCode()
            && (shape == that.shape || Arrays.equals(shape.keys, that.shape.keys))
            && Arrays.equals(values, that.values));
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = shape.hashCode();
      for (RegoValue value : values) {
        known = (Integer.rotateLeft(known, 7) ^ value.hashCode()) * 0x85EBCA6B;
      }
      known = known == 0 ? 1 : known;
      hash = known;
    }
    return known;
  }

  /** The keys that one or many objects have, in order, with an index over them. */
  static final class Shape {
    static final Shape EMPTY = new Shape(new RegoValue[0]);
    private static final int SCANNED = 6;

    final RegoValue[] keys;
    private final int @Nullable [] table;
    private int hash;

    /** Takes over distinct keys in order. */
    Shape(RegoValue[] keys) {
      this.keys = keys;
      this.table = keys.length <= SCANNED ? null : RegoSet.index(keys, keys.length);
    }

    int indexOf(RegoValue key) {
      if (table != null) {
        return RegoSet.find(table, keys, key);
      }
      for (int i = 0; i < keys.length; i++) {
        if (keys[i].equals(key)) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public int hashCode() {
      if (hash == 0) {
        hash = Arrays.hashCode(keys);
      }
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other || (other instanceof Shape that && Arrays.equals(keys, that.keys));
    }
  }

  /**
   * Collects members; a later value for a key replaces the earlier. Not to be used after {@link
   * #build}.
   */
  public static final class Builder {
    private RegoValue[] keys = new RegoValue[8];
    private RegoValue[] values = new RegoValue[8];
    private int size;
    private int @Nullable [] table;

    private Builder() {}

    public int size() {
      return size;
    }

    /** What stands under the key so far. */
    public @Nullable RegoValue get(RegoValue key) {
      int index = indexOf(key);
      return index < 0 ? null : values[index];
    }

    private int indexOf(RegoValue key) {
      if (table != null) {
        return RegoSet.find(table, keys, key);
      }
      for (int i = 0; i < size; i++) {
        if (keys[i].equals(key)) {
          return i;
        }
      }
      return -1;
    }

    public Builder put(String key, RegoValue value) {
      return put(RegoString.of(key), value);
    }

    public Builder put(RegoValue key, RegoValue value) {
      int index = indexOf(key);
      if (index >= 0) {
        values[index] = value;
        return this;
      }
      append(key, value);
      return this;
    }

    private void append(RegoValue key, RegoValue value) {
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      keys[size] = key;
      values[size] = value;
      size++;
      if (table == null && size > 8 || table != null && size * 2 > table.length) {
        table = index(size * 2);
      } else if (table != null) {
        place(table, size - 1);
      }
    }

    private int[] index(int capacity) {
      int[] fresh = new int[RegoSet.tableSize(capacity)];
      for (int i = 0; i < size; i++) {
        place(fresh, i);
      }
      return fresh;
    }

    private void place(int[] into, int index) {
      int slot = RegoSet.spread(keys[index].hashCode()) & (into.length - 1);
      while (into[slot] != 0) {
        slot = (slot + 1) & (into.length - 1);
      }
      into[slot] = index + 1;
    }

    public Builder putAll(RegoObject object) {
      for (int i = 0; i < object.values.length; i++) {
        put(object.shape.keys[i], object.values[i]);
      }
      return this;
    }

    public RegoObject build() {
      if (size == 0) {
        return EMPTY;
      }
      if (inOrder()) {
        return owning(new Shape(Arrays.copyOf(keys, size)), Arrays.copyOf(values, size));
      }
      int[] order = order(keys, size);
      RegoValue[] sortedKeys = new RegoValue[size];
      RegoValue[] sortedValues = new RegoValue[size];
      for (int i = 0; i < size; i++) {
        sortedKeys[i] = keys[order[i]];
        sortedValues[i] = values[order[i]];
      }
      return owning(new Shape(sortedKeys), sortedValues);
    }

    private boolean inOrder() {
      for (int i = 1; i < size; i++) {
        if (keys[i - 1].compareTo(keys[i]) > 0) {
          return false;
        }
      }
      return true;
    }
  }

  /** Places of the keys in their order. */
  static int[] order(RegoValue[] keys, int size) {
    if (size <= 16) {
      return insertionOrder(keys, size);
    }
    Integer[] boxed = new Integer[size];
    for (int i = 0; i < size; i++) {
      boxed[i] = i;
    }
    Arrays.sort(boxed, (a, b) -> keys[a].compareTo(keys[b]));
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = boxed[i];
    }
    return order;
  }

  private static int[] insertionOrder(RegoValue[] keys, int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = i;
      while (j > 0 && keys[order[j - 1]].compareTo(keys[i]) > 0) {
        order[j] = order[j - 1];
        j--;
      }
      order[j] = i;
    }
    return order;
  }
}
