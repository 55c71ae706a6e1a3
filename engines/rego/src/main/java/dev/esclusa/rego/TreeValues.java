package dev.esclusa.rego;

import dev.esclusa.tree.Value;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a tree into Rego values. Objects that have the same names in the same order share one
 * {@link RegoObject.Shape}, as those that {@link RegoJson} reads do: plans have thousands of them,
 * and rules look members up by shape.
 */
final class TreeValues {
  private static final int MAX_SHARED = 64;

  private final Known[] shapes = new Known[256];

  /**
   * @param written the names in the order of the tree
   * @param order places of the values in the order of the shape; null when it is the same
   */
  private record Known(String[] written, RegoObject.Shape shape, int @Nullable [] order) {
    boolean fits(Map<String, Value> entries) {
      if (written.length != entries.size()) {
        return false;
      }
      Iterator<String> names = entries.keySet().iterator();
      for (String name : written) {
        if (!name.equals(names.next())) {
          return false;
        }
      }
      return true;
    }
  }

  RegoValue of(Value tree) {
    return switch (tree) {
      case Value.Null nothing -> RegoNull.NULL;
      case Value.Bool bool -> RegoValue.of(bool.value());
      case Value.Num number ->
          number.isLong() ? RegoNumber.of(number.longValue()) : RegoNumber.of(number.decimal());
      case Value.Text text -> RegoString.of(text.value());
      case Value.Sequence(List<Value> items) -> {
        RegoValue[] values = new RegoValue[items.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = of(items.get(i));
        }
        yield RegoArray.owning(values);
      }
      case Value.Mapping mapping -> object(mapping.entries());
    };
  }

  private RegoValue object(Map<String, Value> entries) {
    Known known = known(entries);
    RegoValue[] written = new RegoValue[entries.size()];
    int at = 0;
    Value last = Value.NULL;
    RegoValue converted = RegoNull.NULL;
    for (Value value : entries.values()) {
      if (value != last) { // what stays as it is stands before and after as one value
        last = value;
        converted = of(value);
      }
      written[at++] = converted;
    }
    int[] order = known.order;
    if (order == null) {
      return RegoObject.owning(known.shape, written);
    }
    RegoValue[] values = new RegoValue[written.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = written[order[i]];
    }
    return RegoObject.owning(known.shape, values);
  }

  private Known known(Map<String, Value> entries) {
    int hash = entries.size();
    for (String name : entries.keySet()) {
      hash = hash * 31 + name.hashCode();
    }
    int slot = RegoSet.spread(hash) & (shapes.length - 1);
    Known known = shapes[slot];
    if (known != null && known.fits(entries)) {
      return known;
    }
    Known fresh = shape(entries);
    if (entries.size() <= MAX_SHARED) {
      shapes[slot] = fresh;
    }
    return fresh;
  }

  private static Known shape(Map<String, Value> entries) {
    String[] names = entries.keySet().toArray(String[]::new);
    RegoValue[] written = new RegoValue[names.length];
    for (int i = 0; i < names.length; i++) {
      written[i] = RegoString.of(names[i]);
    }
    int[] order = RegoObject.order(written, written.length);
    RegoValue[] keys = new RegoValue[written.length];
    boolean sorted = true;
    for (int i = 0; i < keys.length; i++) {
      keys[i] = written[order[i]];
      sorted &= order[i] == i;
    }
    return new Known(names, new RegoObject.Shape(keys), sorted ? null : order);
  }
}
