package dev.esclusa.kube;

import dev.esclusa.tree.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What Kubernetes knows about the shape of a value: its type, and how two of it merge. The words
 * are those of the OpenAPI extensions {@code x-kubernetes-list-type}, {@code -list-map-keys},
 * {@code -map-type} and {@code -patch-strategy}.
 */
public sealed interface Schema {
  /** A value of unknown shape: mappings merge by key, sequences are taken as a whole. */
  Schema ANY = new Any();

  /** Unknown and never looked into: replaced as a whole whatever it is. */
  Struct UNKNOWN_MAPPING = new Struct("", Map.of(), ANY, false);

  ListOf UNKNOWN_LIST = new ListOf(ANY, ListType.ATOMIC, List.of());

  Scalar UNKNOWN_SCALAR = new Scalar(ScalarKind.UNTYPED);

  /** The types of leaves. */
  enum ScalarKind {
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    QUANTITY,
    INT_OR_STRING,
    TIME,
    BYTES,
    UNTYPED
  }

  /** How a list is owned and merged by server-side apply. */
  enum ListType {
    /** As a whole. */
    ATOMIC,
    /** By item; the items are unlike scalars. */
    SET,
    /** By item; some fields of an item tell it from the others. */
    MAP
  }

  /** How the Go type behind a field writes its zero value. */
  enum Zero {
    /** As it was given: the type tells absent from zero. */
    KEPT,
    /** Zero values and empty collections vanish. */
    OMITTED,
    /** The field is written even when it was absent. */
    ALWAYS,
    /** An absent collection is written as null. */
    NULL
  }

  /** A leaf. */
  record Scalar(ScalarKind kind) implements Schema {}

  /** A list; {@code keys} only for {@link ListType#MAP}. */
  record ListOf(Schema items, ListType type, List<String> keys) implements Schema {
    public ListOf {
      keys = List.copyOf(keys);
    }
  }

  /**
   * A mapping with named fields, and other keys where {@code others} says of which shape. An {@code
   * atomic} one is owned as a whole. {@code name} is that of the type, empty for an inline one.
   */
  record Struct(String name, Map<String, Field> fields, @Nullable Schema others, boolean atomic)
      implements Schema {
    /** The shape of what stands under a key; null for a key that the type does not know. */
    @Nullable Schema under(String key) {
      Field field = fields.get(key);
      return field == null ? others : field.schema();
    }

    Struct with(Map<String, Field> more) {
      Map<String, Field> all = new LinkedHashMap<>(fields);
      all.putAll(more);
      return new Struct(name, all, others, atomic);
    }
  }

  /** See {@link #ANY}. */
  record Any() implements Schema {}

  /** A named type, looked up when it is needed, since types may contain themselves. */
  record Reference(String name, boolean atomic, Function<String, Schema> types) implements Schema {
    Schema target() {
      Schema found = types.apply(name);
      return atomic && found instanceof Struct struct
          ? new Struct(struct.name(), struct.fields(), struct.others(), true)
          : found;
    }
  }

  /** A field of a {@link Struct}. */
  record Field(
      String name,
      Schema schema,
      PatchStrategy patch,
      Zero zero,
      boolean required,
      @Nullable Value defaultValue) {
    static Field plain(String name, Schema schema) {
      return new Field(name, schema, PatchStrategy.NONE, Zero.KEPT, false, null);
    }
  }

  /**
   * How strategic merge patch treats a field; {@code mergeKey} is empty where scalars or nothing
   * are merged.
   */
  record PatchStrategy(boolean merge, String mergeKey, boolean replace, boolean retainKeys) {
    static final PatchStrategy NONE = new PatchStrategy(false, "", false, false);
  }

  /** This, or what a reference stands for. */
  default Schema resolved() {
    Schema here = this;
    while (here instanceof Reference reference) {
      here = reference.target();
    }
    return here;
  }

  /**
   * The shape by which this value is walked: {@link Struct}, {@link ListOf} or {@link Scalar}.
   * Where the type does not say, or says something that the value is not, the value itself decides.
   * An absent or null value has any shape.
   */
  default Schema settledFor(@Nullable Value value) {
    Schema known = resolved();
    return switch (value) {
      case null -> known;
      case Value.Null n -> known;
      case Value.Mapping m -> known instanceof Struct ? known : UNKNOWN_MAPPING;
      case Value.Sequence s -> known instanceof ListOf ? known : UNKNOWN_LIST;
      case Value.Text t -> known instanceof Scalar ? known : UNKNOWN_SCALAR;
      case Value.Bool b -> known instanceof Scalar ? known : UNKNOWN_SCALAR;
      case Value.Num n -> known instanceof Scalar ? known : UNKNOWN_SCALAR;
    };
  }
}
