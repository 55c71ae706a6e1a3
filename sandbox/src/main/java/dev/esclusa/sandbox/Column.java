package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.function.Function;

/** One column of a table; those of priority 1 are shown by {@code -o wide} only. */
record Column(
    String name, String type, String format, int priority, Function<Mapping, Value> cell) {

  static Column name(Function<Mapping, String> cell) {
    return new Column("Name", "string", "name", 0, object -> Value.of(cell.apply(object)));
  }

  static Column text(String name, Function<Mapping, String> cell) {
    return new Column(name, "string", "", 0, object -> Value.of(cell.apply(object)));
  }

  static Column wide(String name, Function<Mapping, String> cell) {
    return new Column(name, "string", "", 1, object -> Value.of(cell.apply(object)));
  }

  static Column number(String name, Function<Mapping, Long> cell) {
    return new Column(name, "integer", "", 0, object -> Value.of(cell.apply(object).longValue()));
  }

  static Column number(String name, String... path) {
    return number(name, object -> Meta.longOr(object, 0, path));
  }

  Mapping definition() {
    return Value.mapping(
        "name", name, "type", type, "format", format, "description", "", "priority", priority);
  }
}
