package dev.esclusa.rego;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Values by position. */
public final class RegoArray extends RegoValue implements Iterable<RegoValue> {
  public static final RegoArray EMPTY = new RegoArray(new RegoValue[0]);

  private final RegoValue[] items;
  private int hash;

  private RegoArray(RegoValue[] items) {
    this.items = items;
  }

  public static RegoArray of(RegoValue... items) {
    return owning(items.clone());
  }

  public static RegoArray of(List<? extends RegoValue> items) {
    return owning(items.toArray(RegoValue[]::new));
  }

  /** Takes over an array that nobody else changes. */
  static RegoArray owning(RegoValue[] items) {
    return items.length == 0 ? EMPTY : new RegoArray(items);
  }

  public RegoValue at(int index) {
    return items[index];
  }

  /** The elements themselves: not to be changed. */
  RegoValue[] items() {
    return items;
  }

  public RegoArray slice(int from, int to) {
    return from == 0 && to == items.length ? this : owning(Arrays.copyOfRange(items, from, to));
  }

  public RegoArray plus(RegoArray tail) {
    RegoValue[] both = Arrays.copyOf(items, items.length + tail.items.length);
    System.arraycopy(tail.items, 0, both, items.length, tail.items.length);
    return owning(both);
  }

  @Override
  public int size() {
    return items.length;
  }

  @Override
  public @Nullable RegoValue get(RegoValue key) {
    if (key instanceof RegoNumber number && number.isLong()) {
      long index = number.longValue();
      return index >= 0 && index < items.length ? items[(int) index] : null;
    }
    return null;
  }

  @Override
  int rank() {
    return 4;
  }

  @Override
  int compareSameKind(RegoValue other) {
    return compare(items, ((RegoArray) other).items);
  }

  static int compare(RegoValue[] left, RegoValue[] right) {
    int length = Math.min(left.length, right.length);
    for (int i = 0; i < length; i++) {
      int order = left[i].compareTo(right[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  @Override
  public String typeName() {
    return "array";
  }

  @Override
  void term(StringBuilder out) {
    out.append('[');
    for (int i = 0; i < items.length; i++) {
      if (i > 0) {
        out.append(", ");
      }
      items[i].term(out);
    }
    out.append(']');
  }

  @Override
  public Iterator<RegoValue> iterator() {
    return iterator(items, items.length);
  }

  static Iterator<RegoValue> iterator(RegoValue[] items, int size) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public RegoValue next() {
        if (next >= size) {
          throw new NoSuchElementException();
        }
        return items[next++];
      }
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof RegoArray that
            && hashCode() == that.hashCode()
            && Arrays.equals(items, that.items));
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = 1;
      for (RegoValue item : items) {
        known = (Integer.rotateLeft(known, 7) ^ item.hashCode()) * 0x85EBCA6B;
      }
      known = known == 0 ? 1 : known;
      hash = known;
    }
    return known;
  }
}
