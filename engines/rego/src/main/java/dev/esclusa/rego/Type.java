package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a term can be, as the type checker sees it. */
sealed interface Type {
  /** Every value. */
  record Any() implements Type {}

  /** Null only. */
  record Null() implements Type {}

  record Bool() implements Type {}

  record Num() implements Type {}

  record Text() implements Type {}

  /** The first elements by place, then any number of others; null when there are no others. */
  record Array(List<Type> prefix, @Nullable Type rest) implements Type {}

  /** Known members by key, then others; null where there are no others. */
  record Obj(List<Member> members, @Nullable Type keys, @Nullable Type values) implements Type {}

  /** One known member. */
  record Member(RegoValue key, Type value) {}

  record Set(Type element) implements Type {}

  /** One of several. */
  record Or(List<Type> types) implements Type {}

  /** A function; variadic takes any number of arguments more of this type. */
  record Function(List<Type> arguments, @Nullable Type variadic, @Nullable Type result)
      implements Type {}

  /** Not known yet: only while types are worked out. */
  record Unknown() implements Type {}

  Type UNKNOWN = new Unknown();
  Type ANY = new Any();
  Type NULL = new Null();
  Type BOOLEAN = new Bool();
  Type NUMBER = new Num();
  Type STRING = new Text();

  static Type array(Type element) {
    return new Array(List.of(), element);
  }

  static Type tuple(Type... elements) {
    return new Array(List.of(elements), null);
  }

  static Type set(Type element) {
    return new Set(element);
  }

  static Type object(Type keys, Type values) {
    return new Obj(List.of(), keys, values);
  }

  static Type or(Type... types) {
    List<Type> flat = new ArrayList<>();
    for (Type type : types) {
      if (type instanceof Or nested) {
        flat.addAll(nested.types());
      } else {
        flat.add(type);
      }
    }
    return new Or(List.copyOf(flat));
  }

  static Type function(Type result, Type... arguments) {
    return new Function(List.of(arguments), null, result);
  }
}
