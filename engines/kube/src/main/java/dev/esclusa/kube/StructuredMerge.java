package dev.esclusa.kube;

import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.ListType;
import dev.esclusa.kube.Schema.Scalar;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.tree.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays an applied configuration over a live value (structured-merge-diff, typed/merge.go). */
final class StructuredMerge {
  private StructuredMerge() {}

  static Value merge(Value live, Value applied, Schema schema) {
    Value merged = over(live, applied, schema);
    return merged == null ? applied : merged;
  }

  private static @Nullable Value over(
      @Nullable Value live, @Nullable Value applied, @Nullable Schema schema) {
    Schema known = schema == null ? Schema.ANY : schema;
    return switch (known.settledFor(applied == null ? live : applied)) {
      case Struct struct -> overMapping(live, applied, struct);
      case ListOf list -> overList(live, applied, list);
      case Scalar s -> applied == null ? live : applied;
      case Schema.Any a -> applied == null ? live : applied;
      case Schema.Reference r -> applied == null ? live : applied;
    };
  }

  private static @Nullable Value overMapping(
      @Nullable Value live, @Nullable Value applied, Struct struct) {
    Map<String, Value> left = entries(live);
    Map<String, Value> right = entries(applied);
    if (struct.atomic() || (left.isEmpty() && right.isEmpty())) {
      return applied == null ? live : applied;
    }
    Set<String> names = new LinkedHashSet<>(left.keySet());
    names.addAll(right.keySet());
    Map<String, Value> merged = new LinkedHashMap<>();
    for (String name : names) {
      Value value = over(left.get(name), right.get(name), struct.under(name));
      if (value != null) {
        merged.put(name, value);
      }
    }
    return Value.mapping(merged);
  }

  private static Map<String, Value> entries(@Nullable Value value) {
    return value instanceof Value.Mapping mapping ? mapping.entries() : Map.of();
  }

  private static @Nullable Value overList(
      @Nullable Value live, @Nullable Value applied, ListOf list) {
    boolean empty = ListKeys.items(live).isEmpty() && ListKeys.items(applied).isEmpty();
    if (list.type() == ListType.ATOMIC || empty) {
      return applied == null ? live : applied;
    }
    return new Value.Sequence(new Zip(list, live, applied).items());
  }

  /**
   * Merges the items of two lists. The applied order holds; items that only the live list has keep
   * their place as far as that allows.
   */
  private static final class Zip {
    private final ListOf list;
    private final Map<PathElement, List<Value>> left;
    private final Map<PathElement, List<Value>> right;
    private final List<Value> leftItems = new ArrayList<>();
    private final List<PathElement> leftOrder = new ArrayList<>();
    private final List<PathElement> rightOrder;
    private final Deque<PathElement> shared = new ArrayDeque<>();
    private final Set<PathElement> merged = new LinkedHashSet<>();
    private final List<Value> out = new ArrayList<>();

    Zip(ListOf list, @Nullable Value live, @Nullable Value applied) {
      this.list = list;
      this.left = ListKeys.index(list, live);
      this.right = ListKeys.index(list, applied);
      this.rightOrder = List.copyOf(right.keySet());
      for (Value item : ListKeys.items(live)) {
        PathElement element = ListKeys.element(list, item);
        if (element != null) {
          leftItems.add(item);
          leftOrder.add(element);
        }
      }
      rightOrder.stream().filter(left::containsKey).forEach(shared::add);
    }

    List<Value> items() {
      int l = 0;
      int r = 0;
      while (l < leftOrder.size() || r < rightOrder.size()) {
        if (l < leftOrder.size() && r < rightOrder.size()) {
          PathElement element = leftOrder.get(l);
          if (element.equals(rightOrder.get(r))) {
            take(element);
            shared.poll();
            l++;
            r++;
            continue;
          }
          if (right.containsKey(element) && !shared.isEmpty() && !element.equals(shared.peek())) {
            l++; // comes later, where the applied order wants it
            continue;
          }
        }
        if (l < leftOrder.size() && !right.containsKey(leftOrder.get(l))) {
          out.add(leftItems.get(l));
          l++;
          continue;
        }
        if (l < leftOrder.size() && merged.contains(leftOrder.get(l))) {
          l++;
        }
        if (r < rightOrder.size()) {
          PathElement element = rightOrder.get(r);
          take(element);
          if (element.equals(shared.peek())) {
            shared.poll();
          }
          r++;
        }
      }
      return out;
    }

    private void take(PathElement element) {
      merged.add(element);
      Value item = over(only(left.get(element)), only(right.get(element)), list.items());
      if (item != null) {
        out.add(item);
      }
    }

    /** Duplicates are not merged with: the applied item stands for all of them. */
    private static @Nullable Value only(@Nullable List<Value> items) {
      return items == null || items.size() > 1 ? null : items.getFirst();
    }
  }
}
