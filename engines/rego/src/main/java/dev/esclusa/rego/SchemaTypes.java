package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Types from JSON schemas: of the input as a whole, and of what metadata declares. */
final class SchemaTypes {
  /** No schema at all. */
  static final SchemaTypes NONE = new SchemaTypes(Map.of());

  private static final int MAX_STEPS = 100_000;

  private final Map<String, RegoValue> named;
  private final Map<String, Type> read = new HashMap<>();

  /** By reference: {@code schema.input}, or {@code schema} for the whole input. */
  SchemaTypes(Map<String, RegoValue> named) {
    this.named = Map.copyOf(named);
  }

  /** The type of {@code input}; null when no schema says. */
  @Nullable Type input() {
    RegoValue schema = named.get("schema");
    return schema == null ? null : new Reading(schema).type(schema);
  }

  /** Null when schemas by name are not given at all. */
  @Nullable Type type(Annotations.Schema annotation) {
    RegoValue definition = annotation.definition();
    if (definition != null) {
      return new Reading(definition).type(definition);
    }
    if (named.isEmpty() || annotation.named() == null) {
      return null;
    }
    String name = annotation.named().toString();
    RegoValue schema = named.get(name);
    if (schema == null) {
      throw new Unusable("there is no schema " + name);
    }
    return read.computeIfAbsent(name, key -> new Reading(schema).type(schema));
  }

  /** A schema that gives no type. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message, null, false, false);
    }
  }

  private static final class Reading {
    private final RegoValue root;
    private final Set<String> open = new HashSet<>();
    private int steps;

    Reading(RegoValue root) {
      this.root = root;
    }

    Type type(RegoValue schema) {
      if (++steps > MAX_STEPS) {
        throw new Unusable("the schema is too large");
      }
      if (!(schema instanceof RegoObject object)) {
        return Type.ANY;
      }
      if (object.get("$ref") instanceof RegoString reference) {
        return referenced(reference.value());
      }
      if (object.get("anyOf") instanceof RegoArray anyOf) {
        return anyOf(object, anyOf);
      }
      if (object.get("allOf") instanceof RegoArray allOf) {
        return allOf(object, allOf);
      }
      return byKind(object);
    }

    private Type byKind(RegoObject object) {
      Set<String> kinds = kinds(object);
      if (kinds.contains("boolean")) {
        return Type.BOOLEAN;
      }
      if (kinds.contains("string")) {
        return Type.STRING;
      }
      if (kinds.contains("integer") || kinds.contains("number")) {
        return Type.NUMBER;
      }
      boolean properties =
          object.get("properties") instanceof RegoObject members && members.size() > 0;
      if (kinds.contains("object") || kinds.isEmpty() && properties) {
        return properties(object);
      }
      if (kinds.contains("array") || kinds.isEmpty() && object.get("items") != null) {
        return items(object);
      }
      return Type.ANY;
    }

    private static Set<String> kinds(RegoObject object) {
      Set<String> kinds = new HashSet<>();
      switch (object.get("type")) {
        case RegoString one -> kinds.add(one.value());
        case RegoArray several ->
            several.forEach(
                each -> {
                  if (each instanceof RegoString kind) {
                    kinds.add(kind.value());
                  }
                });
        case null, default -> {}
      }
      return kinds;
    }

    private Type properties(RegoObject object) {
      if (!(object.get("properties") instanceof RegoObject properties) || properties.size() == 0) {
        return new Type.Obj(List.of(), Type.ANY, Type.ANY);
      }
      List<Type.Member> members = new ArrayList<>();
      properties.forEach((key, value) -> members.add(new Type.Member(key, type(value))));
      return new Type.Obj(members, null, null);
    }

    private Type items(RegoObject object) {
      return switch (object.get("items")) {
        case RegoArray several -> {
          List<Type> types = new ArrayList<>();
          several.forEach(each -> types.add(type(each)));
          yield new Type.Array(types, null);
        }
        case RegoObject one -> new Type.Array(List.of(), type(one));
        case null, default -> new Type.Array(List.of(), Type.ANY);
      };
    }

    private Type anyOf(RegoObject object, RegoArray anyOf) {
      Type all = null;
      if (!kinds(object).isEmpty()) {
        Type core = type(object.without(RegoString.of("anyOf")));
        if (core instanceof Type.Obj known && !known.members().isEmpty() && known.keys() == null) {
          all = core;
        }
      }
      for (RegoValue each : anyOf) {
        all = Types.or(type(each), all);
      }
      return all == null ? Type.ANY : all;
    }

    private Type allOf(RegoObject object, RegoArray allOf) {
      List<RegoValue> parts = new ArrayList<>();
      allOf.forEach(parts::add);
      if (!kinds(object).isEmpty()) {
        parts.add(object.without(RegoString.of("allOf")));
      }
      Type merged = null;
      for (RegoValue part : parts) {
        Type type = type(part);
        merged = merged == null ? type : merged(merged, type);
      }
      return merged == null ? Type.ANY : merged;
    }

    private static Type merged(Type a, Type b) {
      if (a instanceof Type.Any) {
        return b;
      }
      if (b instanceof Type.Any || a.equals(b)) {
        return a;
      }
      if (a instanceof Type.Obj left && b instanceof Type.Obj right) {
        List<Type.Member> members = new ArrayList<>(left.members());
        for (Type.Member member : right.members()) {
          if (members.stream().noneMatch(known -> known.key().equals(member.key()))) {
            members.add(member);
          }
        }
        return members.isEmpty()
            ? new Type.Obj(List.of(), Type.ANY, Type.ANY)
            : new Type.Obj(members, null, null);
      }
      if (a instanceof Type.Array left && b instanceof Type.Array right) {
        return left.prefix().size() >= right.prefix().size() ? left : right;
      }
      throw new Unusable("the parts of allOf have different types");
    }

    /** {@code #/definitions/x}; what refers to itself is any type, and nothing is fetched. */
    private Type referenced(String reference) {
      if (!reference.startsWith("#")) {
        throw new Unusable("the schema refers to " + reference + ", which is not fetched");
      }
      if (!open.add(reference)) {
        return Type.ANY;
      }
      RegoValue at = root;
      for (String token : reference.substring(1).split("/", -1)) {
        if (!token.isEmpty()) {
          String name = token.replace("~1", "/").replace("~0", "~");
          RegoValue next = at.get(name);
          if (next == null) {
            throw new Unusable("the schema has nothing at " + reference);
          }
          at = next;
        }
      }
      Type type = type(at);
      open.remove(reference);
      return type;
    }
  }
}
