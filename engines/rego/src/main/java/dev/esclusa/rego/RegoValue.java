package dev.esclusa.rego;

import dev.esclusa.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * An immutable Rego value, safe to share between threads. Ordered as OPA orders values: null,
 * booleans, numbers, strings, arrays, objects, sets. {@code toString} is the text of the Rego term.
 */
public abstract sealed class RegoValue implements Comparable<RegoValue>
    permits RegoNull, RegoBoolean, RegoNumber, RegoString, RegoArray, RegoObject, RegoSet {

  RegoValue() {}

  /** Place of the kind in OPA's total order: 0 null .. 6 set. */
  abstract int rank();

  /** Order against a value of the same kind. */
  abstract int compareSameKind(RegoValue other);

  /** OPA's name of the kind: {@code "null"}, {@code "boolean"}, {@code "number"}, ... */
  public abstract String typeName();

  abstract void term(StringBuilder out);

  @Override
  public final int compareTo(RegoValue other) {
    if (this == other) {
      return 0;
    }
    int byKind = rank() - other.rank();
    return byKind != 0 ? byKind : compareSameKind(other);
  }

  @Override
  public abstract boolean equals(@Nullable Object other);

  @Override
  public abstract int hashCode();

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    term(out);
    return out.toString();
  }

  /** Whether this is exactly {@code false}. */
  public final boolean isFalse() {
    return this == RegoBoolean.FALSE;
  }

  /**
   * Compact JSON as OPA writes it: sets as sorted arrays, other keys than strings as their text.
   */
  public final String json() {
    return RegoJson.write(this);
  }

  /** The member or element at the key, as a reference would see it; null when undefined. */
  public @Nullable RegoValue get(RegoValue key) {
    return null;
  }

  /** The member with this name; null when this is no object or has none. */
  public @Nullable RegoValue get(String key) {
    return null;
  }

  /** Number of elements; -1 for scalars. */
  public int size() {
    return -1;
  }

  public static RegoValue of(boolean truth) {
    return truth ? RegoBoolean.TRUE : RegoBoolean.FALSE;
  }

  public static RegoValue of(long number) {
    return RegoNumber.of(number);
  }

  public static RegoValue of(String text) {
    return RegoString.of(text);
  }

  /** The same tree as a Rego value. */
  public static RegoValue of(Value tree) {
    return new TreeValues().of(tree);
  }

  /** The same as a JSON-like tree: sets as sorted arrays, other keys than strings as their text. */
  public final Value toTree() {
    return switch (this) {
      case RegoNull n -> Value.NULL;
      case RegoBoolean bool -> Value.of(bool == RegoBoolean.TRUE);
      case RegoNumber number ->
          number.isLong() ? Value.of(number.longValue()) : Value.of(number.decimal());
      case RegoString text -> Value.of(text.value());
      case RegoArray array -> {
        Value[] items = new Value[array.size()];
        for (int i = 0; i < items.length; i++) {
          items[i] = array.at(i).toTree();
        }
        yield Value.sequence(items);
      }
      case RegoSet set -> {
        Value[] items = new Value[set.size()];
        for (int i = 0; i < items.length; i++) {
          items[i] = set.at(i).toTree();
        }
        yield Value.sequence(items);
      }
      case RegoObject object -> {
        java.util.LinkedHashMap<String, Value> members = new java.util.LinkedHashMap<>();
        for (int i = 0; i < object.size(); i++) {
          members.put(RegoJson.key(object.keyAt(i)), object.valueAt(i).toTree());
        }
        yield Value.mapping(members);
      }
    };
  }
}
