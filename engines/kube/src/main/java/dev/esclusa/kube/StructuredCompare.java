package dev.esclusa.kube;

import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.ListType;
import dev.esclusa.kube.Schema.Scalar;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which fields differ between two values (structured-merge-diff, typed/compare.go). */
final class StructuredCompare {
  private final FieldSet.Builder added = new FieldSet.Builder();
  private final FieldSet.Builder modified = new FieldSet.Builder();
  private final FieldSet.Builder removed = new FieldSet.Builder();
  private final List<PathElement> path = new ArrayList<>();

  private StructuredCompare() {}

  /** What came, what changed, what went. */
  record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
    FieldSet written() {
      return added.union(modified);
    }

    Comparison without(FieldSet ignored) {
      return new Comparison(
          added.recursiveDifference(ignored),
          modified.recursiveDifference(ignored),
          removed.recursiveDifference(ignored));
    }
  }

  static Comparison between(Value before, Value after, Schema schema) {
    StructuredCompare walk = new StructuredCompare();
    walk.compare(before, after, schema);
    return new Comparison(walk.added.build(), walk.modified.build(), walk.removed.build());
  }

  private void compare(@Nullable Value before, @Nullable Value after, @Nullable Schema schema) {
    Schema known = schema == null ? Schema.ANY : schema;
    Schema old = known.settledFor(before == null || before.isNull() ? after : before);
    Schema fresh = known.settledFor(after == null || after.isNull() ? before : after);
    if (!sameKind(old, fresh)) {
      visit(before, null, old);
      visit(null, after, fresh);
      insert(modified);
      return;
    }
    visit(before, after, fresh);
  }

  private static boolean sameKind(Schema one, Schema other) {
    return one.getClass() == other.getClass();
  }

  private void visit(@Nullable Value before, @Nullable Value after, Schema settled) {
    boolean leaf =
        switch (settled) {
          case Struct struct -> visitMapping(before, after, struct);
          case ListOf list -> visitList(before, after, list);
          case Scalar s -> true;
          case Schema.Any a -> true;
          case Schema.Reference r -> true;
        };
    if (before == null) {
      insert(added);
    } else if (after == null) {
      insert(removed);
    } else if (leaf && !before.equals(after)) {
      insert(modified);
    }
  }

  /** Whether it counts as a leaf. */
  private boolean visitMapping(@Nullable Value before, @Nullable Value after, Struct struct) {
    Map<String, Value> left = entries(before);
    Map<String, Value> right = entries(after);
    if (struct.atomic() || (left.isEmpty() && right.isEmpty())) {
      return true;
    }
    Set<String> names = new LinkedHashSet<>(left.keySet());
    names.addAll(right.keySet());
    for (String name : names) {
      path.add(new PathElement.Named(name));
      compare(left.get(name), right.get(name), struct.under(name));
      path.removeLast();
    }
    return false;
  }

  private static Map<String, Value> entries(@Nullable Value value) {
    return value instanceof Value.Mapping mapping ? mapping.entries() : Map.of();
  }

  private boolean visitList(@Nullable Value before, @Nullable Value after, ListOf list) {
    Map<PathElement, List<Value>> left = ListKeys.index(list, before);
    Map<PathElement, List<Value>> right = ListKeys.index(list, after);
    boolean empty = ListKeys.items(before).isEmpty() && ListKeys.items(after).isEmpty();
    if (list.type() == ListType.ATOMIC || empty) {
      return true;
    }
    Set<PathElement> elements = new LinkedHashSet<>(left.keySet());
    elements.addAll(right.keySet());
    for (PathElement element : elements) {
      path.add(element);
      compareItems(
          left.getOrDefault(element, List.of()), right.getOrDefault(element, List.of()), list);
      path.removeLast();
    }
    return false;
  }

  /** Duplicates of one key, which only an update can write, are compared as one atomic value. */
  private void compareItems(List<Value> before, List<Value> after, ListOf list) {
    boolean manyBefore = before.size() > 1;
    boolean manyAfter = after.size() > 1;
    if (manyBefore && manyAfter) {
      if (!before.equals(after)) {
        insert(modified);
      }
    } else if (manyBefore) {
      if (!after.isEmpty()) {
        compare(null, after.getFirst(), list.items());
      }
      insert(removed);
    } else if (manyAfter) {
      if (!before.isEmpty()) {
        compare(before.getFirst(), null, list.items());
      }
      insert(added);
    } else {
      compare(first(before), first(after), list.items());
    }
  }

  private static @Nullable Value first(List<Value> items) {
    return items.isEmpty() ? null : items.getFirst();
  }

  private void insert(FieldSet.Builder set) {
    if (!path.isEmpty()) {
      set.insert(path);
    }
  }
}
