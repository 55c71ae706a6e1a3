package dev.esclusa.kustomize;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items found by their key fields and replaced, added or removed (kyaml ElementSetter). */
final class ItemList {
  private ItemList() {}

  /**
   * Replaces the items with these key values, or appends the new one; null removes them. Empty
   * items go in any case. A key without a value matches any value, as it does upstream.
   */
  static void set(
      List<Value> items, @Nullable Value element, List<String> keys, List<String> values) {
    List<Value> kept = new ArrayList<>();
    boolean found = false;
    boolean byField = !keys.get(0).isEmpty() && !values.isEmpty() && !values.get(0).isEmpty();
    for (Value item : items) {
      if (item.isNull() || (item instanceof Mapping mapping && mapping.isEmpty())) {
        continue;
      }
      if (byField && !(item instanceof Mapping)) {
        kept.add(item);
      } else if (!matches(item, keys, values)) {
        if (!values.isEmpty()) {
          kept.add(item);
        }
      } else {
        found = true;
        if (element != null) {
          kept.add(element);
        }
      }
    }
    if (element != null && !found) {
      kept.add(element);
    }
    items.clear();
    items.addAll(kept);
  }

  private static boolean matches(Value item, List<String> keys, List<String> values) {
    boolean last = false;
    for (int i = 0; i < keys.size(); i++) {
      if (i < values.size()) {
        last = matches(item, keys.get(i), values.get(i));
      }
      if (!last) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(Value item, String key, String value) {
    if (key.isEmpty()) {
      return Scalars.isScalar(item) && Scalars.text(item).equals(value);
    }
    Value field = item instanceof Mapping mapping ? mapping.get(key) : null;
    return field != null && (value.isEmpty() || Scalars.text(field).equals(value));
  }
}
