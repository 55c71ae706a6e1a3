package dev.esclusa.kube;

import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.ListType;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes fields out of a value (structured-merge-diff, typed/remove.go). */
final class StructuredRemove {
  private StructuredRemove() {}

  /** Null when nothing is left. */
  static @Nullable Value remove(Value value, FieldSet gone, @Nullable Schema schema) {
    return switch ((schema == null ? Schema.ANY : schema).settledFor(value)) {
      case Struct struct when value instanceof Value.Mapping mapping ->
          fromMapping(mapping, gone, struct);
      case ListOf list when value instanceof Value.Sequence sequence ->
          fromList(sequence, gone, list);
      default -> value;
    };
  }

  private static @Nullable Value fromMapping(Value.Mapping value, FieldSet gone, Struct struct) {
    if (value.isEmpty() || struct.atomic()) {
      return null;
    }
    Map<String, Value> rest = new LinkedHashMap<>();
    value
        .entries()
        .forEach(
            (name, item) -> {
              Value left = without(new PathElement.Named(name), item, gone, struct.under(name));
              if (left != null) {
                rest.put(name, left);
              }
            });
    return rest.isEmpty() ? null : Value.mapping(rest);
  }

  private static @Nullable Value fromList(Value.Sequence value, FieldSet gone, ListOf list) {
    if (value.items().isEmpty() || list.type() == ListType.ATOMIC) {
      return null;
    }
    List<Value> rest = new ArrayList<>();
    for (Value item : value.items()) {
      PathElement element = ListKeys.element(list, item);
      Value left = element == null ? item : without(element, item, gone, list.items());
      if (left != null) {
        rest.add(left);
      }
    }
    return rest.isEmpty() ? null : new Value.Sequence(rest);
  }

  private static @Nullable Value without(
      PathElement element, Value item, FieldSet gone, @Nullable Schema schema) {
    if (gone.hasMember(element)) {
      return null;
    }
    FieldSet below = gone.below(element);
    if (below.isEmpty()) {
      return item;
    }
    Value left = remove(item, below, schema);
    return left == null ? Value.NULL : left; // the field itself stays, as its owner has it
  }
}
