package dev.esclusa.kube;

import dev.esclusa.kube.Schema.Field;
import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.Scalar;
import dev.esclusa.kube.Schema.ScalarKind;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.kube.Schema.Zero;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the API server makes of an object before it stores it, without admission: unknown fields and
 * zero values that its types do not keep are dropped, defaults are filled in, quantities are
 * written canonically. For built-in kinds by the schema table and {@link TypeDefaults}; for custom
 * ones by the defaults of their schema.
 */
public final class Defaults {
  private Defaults() {}

  /** By the built-in schema of the object's kind; objects of other kinds come back as they are. */
  public static Value apply(Value object) {
    return apply(object, ObjectSchema.of(object));
  }

  public static Value apply(Value object, ObjectSchema schema) {
    return switch (schema.origin()) {
      case BUILT_IN -> builtIn(object, schema);
      case CUSTOM -> filled(object, schema.root());
      case UNKNOWN -> object;
    };
  }

  private static Value builtIn(Value object, ObjectSchema schema) {
    Value.Mapping decoded = TypeDefaults.foldStringData(object.asMapping());
    Value kept = decode(decoded, schema.root());
    Value.Mapping filled =
        TypeDefaults.ofKind(fill(kept == null ? Value.mapping() : kept, schema.root()).asMapping());
    return encode(filled, schema.root());
  }

  /** As a Go decoder reads it: without unknown fields, nulls and what equals the zero value. */
  private static @Nullable Value decode(Value value, Schema schema) {
    if (value.isNull()) {
      return null;
    }
    return switch (schema.settledFor(value)) {
      case Struct struct when value instanceof Value.Mapping mapping ->
          decodeMapping(mapping, struct);
      case ListOf list when value instanceof Value.Sequence(List<Value> items) -> {
        List<Value> read = new ArrayList<>();
        items.forEach(item -> read.add(orNull(decode(item, list.items()))));
        yield new Value.Sequence(read);
      }
      default -> value;
    };
  }

  private static Value orNull(@Nullable Value value) {
    return value == null ? Value.NULL : value;
  }

  private static Value decodeMapping(Value.Mapping mapping, Struct struct) {
    Map<String, Value> read = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (name, item) -> {
              Schema under = struct.under(name);
              Value kept = under == null ? null : decode(item, under);
              Field field = struct.fields().get(name);
              boolean vanishes = field != null && field.zero() == Zero.OMITTED;
              if (kept != null && !(vanishes && zero(kept))) {
                read.put(name, kept);
              }
            });
    return Value.mapping(read);
  }

  static boolean zero(Value value) {
    return switch (value) {
      case Value.Null n -> true;
      case Value.Text(String text) -> text.isEmpty();
      case Value.Bool(boolean truth) -> !truth;
      case Value.Num number -> number.isLong() && number.longValue() == 0;
      case Value.Sequence(List<Value> items) -> items.isEmpty();
      case Value.Mapping mapping -> mapping.isEmpty();
    };
  }

  /** Defaults from the outside in: those of a type may create what is then filled itself. */
  private static Value fill(Value value, Schema schema) {
    return switch (schema.settledFor(value)) {
      case Struct struct when value instanceof Value.Mapping mapping -> {
        Map<String, Value> filled =
            new LinkedHashMap<>(
                TypeDefaults.ofType(struct.name(), withTable(mapping, struct)).entries());
        filled.replaceAll((name, item) -> fillUnder(item, struct.under(name)));
        yield Value.mapping(filled);
      }
      case ListOf list when value instanceof Value.Sequence(List<Value> items) ->
          new Value.Sequence(items.stream().map(item -> fill(item, list.items())).toList());
      default -> value;
    };
  }

  private static Value fillUnder(Value item, @Nullable Schema schema) {
    return schema == null ? item : fill(item, schema);
  }

  private static Value.Mapping withTable(Value.Mapping mapping, Struct struct) {
    Map<String, Value> filled = new LinkedHashMap<>(mapping.entries());
    struct
        .fields()
        .values()
        .forEach(
            field -> {
              Value value = field.defaultValue();
              if (value != null && field.zero() != Zero.ALWAYS) {
                filled.putIfAbsent(field.name(), value);
              }
            });
    return Value.mapping(filled);
  }

  /** As a Go encoder writes it: fields that are always there, quantities in canonical form. */
  private static Value encode(Value value, Schema schema) {
    return switch (schema.settledFor(value)) {
      case Struct struct when value instanceof Value.Mapping mapping ->
          encodeMapping(mapping, struct);
      case ListOf list when value instanceof Value.Sequence(List<Value> items) ->
          new Value.Sequence(items.stream().map(item -> encode(item, list.items())).toList());
      case Scalar scalar -> encodeScalar(value, scalar);
      default -> value;
    };
  }

  private static Value encodeMapping(Value.Mapping mapping, Struct struct) {
    Map<String, Value> written = new LinkedHashMap<>(mapping.entries());
    struct
        .fields()
        .values()
        .forEach(
            field -> {
              Value zero = zeroOf(field);
              if (zero != null && !(field.required() && refusedWhenEmpty(zero))) {
                written.putIfAbsent(field.name(), zero);
              }
            });
    written.replaceAll(
        (name, item) -> {
          Schema under = struct.under(name);
          return under == null ? item : encode(item, under);
        });
    return Value.mapping(written);
  }

  /** An object without these is refused, not completed. */
  private static boolean refusedWhenEmpty(Value zero) {
    return zero.isNull() || zero.equals(Value.of(""));
  }

  /** What Go writes for a field that was never set; null when it writes nothing. */
  private static @Nullable Value zeroOf(Field field) {
    return switch (field.zero()) {
      case KEPT, OMITTED -> null;
      case NULL -> Value.NULL;
      case ALWAYS ->
          switch (field.schema().resolved()) {
            case Struct s -> Value.mapping();
            case Scalar scalar -> zeroOf(scalar);
            case ListOf l -> Value.NULL;
            case Schema.Any a -> Value.NULL;
            case Schema.Reference r -> Value.NULL;
          };
    };
  }

  private static Value zeroOf(Scalar scalar) {
    return switch (scalar.kind()) {
      case STRING -> Value.of("");
      case INTEGER, NUMBER, INT_OR_STRING -> Value.of(0);
      case BOOLEAN -> Value.FALSE;
      case QUANTITY -> Value.of("0");
      case TIME, BYTES, UNTYPED -> Value.NULL;
    };
  }

  /**
   * The object of a kind before anything is set, as the API server compares a new object with it.
   */
  static Value zeroObject(Value.Mapping identity, ObjectSchema schema) {
    return schema.origin() == ObjectSchema.Origin.BUILT_IN
        ? withZeros(identity, schema.root())
        : identity;
  }

  private static Value withZeros(Value.Mapping mapping, Struct struct) {
    Map<String, Value> written = new LinkedHashMap<>(mapping.entries());
    struct
        .fields()
        .values()
        .forEach(
            field -> {
              Value zero = zeroOf(field);
              if (zero instanceof Value.Mapping empty
                  && field.schema().resolved() instanceof Struct inner) {
                zero = withZeros(empty, inner);
              }
              if (zero != null) {
                written.putIfAbsent(field.name(), zero);
              }
            });
    return Value.mapping(written);
  }

  private static Value encodeScalar(Value value, Scalar scalar) {
    if (scalar.kind() != ScalarKind.QUANTITY) {
      return value;
    }
    String text = value instanceof Value.Text(String written) ? written : value.toString();
    return Quantity.parse(text)
        .<Value>map(quantity -> Value.of(quantity.canonical()))
        .orElse(value);
  }

  /** Defaults of a CRD's schema; fields that it does not know are pruned. */
  private static Value filled(Value value, Schema schema) {
    return switch (schema.settledFor(value)) {
      case Struct struct when value instanceof Value.Mapping mapping ->
          filledMapping(mapping, struct);
      case ListOf list when value instanceof Value.Sequence(List<Value> items) ->
          new Value.Sequence(items.stream().map(item -> filled(item, list.items())).toList());
      default -> value;
    };
  }

  private static Value filledMapping(Value.Mapping mapping, Struct struct) {
    Map<String, Value> filled = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (name, item) -> {
              Field field = struct.fields().get(name);
              boolean defaulted = item.isNull() && field != null && field.defaultValue() != null;
              if (struct.under(name) != null && !defaulted) {
                filled.put(name, item);
              }
            });
    struct
        .fields()
        .values()
        .forEach(
            field -> {
              Value value = field.defaultValue();
              if (value != null) {
                filled.putIfAbsent(field.name(), value);
              }
            });
    filled.replaceAll(
        (name, item) -> {
          Schema under = struct.under(name);
          return under == null ? item : filled(item, under);
        });
    return Value.mapping(filled);
  }
}
