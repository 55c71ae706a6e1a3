package dev.esclusa.kube;

import dev.esclusa.kube.Schema.Field;
import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.ListType;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the items of a set or an associative list apart (structured-merge-diff, typed/helpers.go).
 */
final class ListKeys {
  private ListKeys() {}

  /**
   * Items by their element, in order; items of one element stand together. Items without a key are
   * left out.
   */
  static Map<PathElement, List<Value>> index(ListOf list, @Nullable Value sequence) {
    Map<PathElement, List<Value>> found = new LinkedHashMap<>();
    for (Value item : items(sequence)) {
      PathElement element = element(list, item);
      if (element != null) {
        found.computeIfAbsent(element, any -> new ArrayList<>()).add(item);
      }
    }
    return found;
  }

  static List<Value> items(@Nullable Value sequence) {
    return sequence instanceof Value.Sequence(List<Value> items) ? items : List.of();
  }

  /** Null for an item that has none of the key fields, and for a mapping in a set. */
  static @Nullable PathElement element(ListOf list, Value item) {
    if (list.type() == ListType.MAP) {
      return item instanceof Value.Mapping mapping ? keyed(list, mapping) : null;
    }
    return switch (item) {
      case Value.Mapping m -> null;
      case Value.Sequence s -> null;
      case Value.Null n -> null;
      case Value.Text t -> new PathElement.Item(t);
      case Value.Num n -> new PathElement.Item(n);
      case Value.Bool b -> new PathElement.Item(b);
    };
  }

  private static @Nullable PathElement keyed(ListOf list, Value.Mapping item) {
    TreeMap<String, Value> key = new TreeMap<>();
    for (String name : list.keys()) {
      Value value = item.get(name);
      Value known = value == null ? defaultOf(list, name) : value;
      if (known != null) {
        key.put(name, known);
      }
    }
    return key.isEmpty() ? null : new PathElement.Keyed(key);
  }

  private static @Nullable Value defaultOf(ListOf list, String name) {
    Field field =
        list.items().resolved() instanceof Struct struct ? struct.fields().get(name) : null;
    return field == null ? null : field.defaultValue();
  }
}
