package dev.esclusa.kube;

import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.Scalar;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a value has the shape that its schema declares: known fields, types, no item twice. */
public final class ShapeCheck {
  private final List<Finding> found = new ArrayList<>();

  private ShapeCheck() {}

  /** What is wrong, and where. */
  public record Finding(Pointer pointer, Kind kind, String cause, String fix) {
    /** The kinds of wrong shapes. */
    public enum Kind {
      UNKNOWN_FIELD,
      WRONG_TYPE,
      DUPLICATE_ITEM,
      MISSING_FIELD
    }
  }

  /** Everything that is wrong, missing required fields included. */
  public static List<Finding> of(Value object, ObjectSchema schema) {
    ShapeCheck check = new ShapeCheck();
    check.visit(object, schema.root(), Pointer.ROOT);
    return List.copyOf(check.found);
  }

  /** Refuses what cannot be merged; a configuration may leave out required fields. */
  static void require(Value applied, Schema schema) {
    ShapeCheck check = new ShapeCheck();
    check.visit(applied, schema, Pointer.ROOT);
    check.found.stream()
        .filter(finding -> finding.kind() != Finding.Kind.MISSING_FIELD)
        .findFirst()
        .ifPresent(
            first -> {
              throw new KubeException(
                  KubeException.Code.SHAPE, first.pointer(), first.cause(), first.fix());
            });
  }

  private void visit(Value value, @Nullable Schema schema, Pointer at) {
    if (schema == null || value.isNull()) {
      return;
    }
    switch (schema.resolved()) {
      case Struct struct when value instanceof Value.Mapping mapping ->
          visitMapping(mapping, struct, at);
      case ListOf list when value instanceof Value.Sequence sequence ->
          visitList(sequence, list, at);
      case Scalar scalar when fits(value, scalar) -> {}
      case Schema.Any any -> {}
      case Struct s -> wrong(value, "a mapping", at);
      case ListOf l -> wrong(value, "a sequence", at);
      case Scalar scalar -> wrong(value, wanted(scalar), at);
      case Schema.Reference reference -> {}
    }
  }

  private void visitMapping(Value.Mapping mapping, Struct struct, Pointer at) {
    mapping
        .entries()
        .forEach(
            (name, item) -> {
              Schema under = struct.under(name);
              if (under == null) {
                found.add(
                    new Finding(
                        at.child(name),
                        Finding.Kind.UNKNOWN_FIELD,
                        "the field '" + name + "' is not declared",
                        "check its spelling, or remove it"));
              }
              visit(item, under, at.child(name));
            });
    struct
        .fields()
        .values()
        .forEach(
            field -> {
              if (field.required() && field.defaultValue() == null && !mapping.has(field.name())) {
                found.add(
                    new Finding(
                        at.child(field.name()),
                        Finding.Kind.MISSING_FIELD,
                        "the field '" + field.name() + "' is required",
                        "add it"));
              }
            });
  }

  private void visitList(Value.Sequence sequence, ListOf list, Pointer at) {
    Set<PathElement> seen = new HashSet<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      Value item = sequence.items().get(i);
      visit(item, list.items(), at.child(i));
      if (list.type() != Schema.ListType.ATOMIC) {
        checkItem(ListKeys.element(list, item), seen, list, at.child(i));
      }
    }
  }

  private void checkItem(
      @Nullable PathElement element, Set<PathElement> seen, ListOf list, Pointer at) {
    if (element == null) {
      found.add(
          new Finding(
              at,
              Finding.Kind.WRONG_TYPE,
              "the item has none of the key fields " + list.keys(),
              "give it one"));
    } else if (!seen.add(element)) {
      found.add(
          new Finding(
              at,
              Finding.Kind.DUPLICATE_ITEM,
              "an item with the key " + element + " stands there twice",
              "keep one of them"));
    }
  }

  private static boolean fits(Value value, Scalar scalar) {
    return switch (scalar.kind()) {
      case STRING, BYTES, TIME -> value instanceof Value.Text;
      case INTEGER -> value instanceof Value.Num number && number.isLong();
      case NUMBER -> value instanceof Value.Num;
      case BOOLEAN -> value instanceof Value.Bool;
      case QUANTITY ->
          value instanceof Value.Num
              || (value instanceof Value.Text(String text) && Quantity.parse(text).isPresent());
      case INT_OR_STRING ->
          value instanceof Value.Text || (value instanceof Value.Num number && number.isLong());
      case UNTYPED -> true;
    };
  }

  private static String wanted(Scalar scalar) {
    return switch (scalar.kind()) {
      case STRING, BYTES -> "text";
      case TIME -> "a time as text";
      case INTEGER -> "a whole number";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case QUANTITY -> "a quantity";
      case INT_OR_STRING -> "a whole number or text";
      case UNTYPED -> "a scalar";
    };
  }

  private void wrong(Value value, String wanted, Pointer at) {
    found.add(
        new Finding(
            at,
            Finding.Kind.WRONG_TYPE,
            "found " + value.kindText() + " where " + wanted + " is wanted",
            "write " + wanted));
  }
}
