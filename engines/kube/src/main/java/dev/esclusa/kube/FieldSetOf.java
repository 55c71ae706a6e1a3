package dev.esclusa.kube;

import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.ListType;
import dev.esclusa.kube.Schema.Scalar;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a value (structured-merge-diff, typed/tofieldset.go). */
final class FieldSetOf {
  private final FieldSet.Builder found = new FieldSet.Builder();
  private final List<PathElement> path = new ArrayList<>();

  private FieldSetOf() {}

  static FieldSet walk(Value value, Schema schema) {
    FieldSetOf walk = new FieldSetOf();
    walk.visit(value, schema);
    return walk.found.build();
  }

  private void visit(Value value, @Nullable Schema schema) {
    switch ((schema == null ? Schema.ANY : schema).settledFor(value)) {
      case Struct struct -> visitMapping(value, struct);
      case ListOf list -> visitList(value, list);
      case Scalar s -> insert();
      case Schema.Any a -> insert();
      case Schema.Reference r -> insert();
    }
  }

  private void visitMapping(Value value, Struct struct) {
    if (struct.atomic()) {
      insert();
    } else if (value instanceof Value.Mapping mapping) {
      mapping.entries().forEach((name, item) -> visitEntry(name, item, struct));
    }
  }

  private void visitEntry(String name, Value item, Struct struct) {
    path.add(new PathElement.Named(name));
    visit(item, struct.under(name));
    boolean empty =
        item instanceof Value.Null || (item instanceof Value.Mapping mapping && mapping.isEmpty());
    if (empty || !struct.fields().containsKey(name)) {
      insert();
    }
    path.removeLast();
  }

  private void visitList(Value value, ListOf list) {
    if (list.type() == ListType.ATOMIC) {
      insert();
      return;
    }
    ListKeys.index(list, value)
        .forEach(
            (element, items) -> {
              path.add(element);
              insert();
              if (items.size() == 1) {
                visit(items.getFirst(), list.items());
              }
              path.removeLast();
            });
  }

  private void insert() {
    if (!path.isEmpty()) {
      found.insert(path);
    }
  }
}
