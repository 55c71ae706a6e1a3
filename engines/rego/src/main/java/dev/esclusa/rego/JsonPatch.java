package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** RFC 6902 over Rego values: a set has its elements as keys. Each operation makes a new value. */
final class JsonPatch {
  private JsonPatch() {}

  static @Nullable RegoValue apply(BuiltinCall call, RegoValue target, RegoArray operations) {
    RegoValue value = target;
    for (RegoValue operation : operations) {
      if (!(operation instanceof RegoObject object)) {
        throw new BuiltinFailure(
            "must be an array of JSON-Patch objects, but at least one element is not an object");
      }
      call.step(1);
      value = apply(call, value, object);
    }
    return value;
  }

  private static @Nullable RegoValue apply(
      BuiltinCall call, @Nullable RegoValue value, RegoObject operation) {
    List<RegoValue> path = JsonBuiltins.path(attribute(operation, "path"));
    if (!(attribute(operation, "op") instanceof RegoString op)) {
      throw new BuiltinFailure(
          "attribute 'op' must be a string but found: " + attribute(operation, "op").typeName());
    }
    return switch (op.value()) {
      case "add" -> insert(call, value, path, 0, attribute(operation, "value"));
      case "remove" -> delete(call, value, path, 0);
      case "replace" -> {
        RegoValue rest = delete(call, value, path, 0);
        yield insert(call, rest, path, 0, attribute(operation, "value"));
      }
      case "move" -> {
        List<RegoValue> from = JsonBuiltins.path(attribute(operation, "from"));
        RegoValue moved = find(value, from);
        yield insert(call, delete(call, value, from, 0), path, 0, moved);
      }
      case "copy" ->
          insert(
              call, value, path, 0, find(value, JsonBuiltins.path(attribute(operation, "from"))));
      case "test" -> {
        RegoValue found = find(value, path);
        RegoValue wanted = attribute(operation, "value");
        if (!found.equals(wanted)) {
          throw new BuiltinFailure(
              "value from EditTree != patch value.\n\nExpected: " + wanted + "\n\nFound: " + found);
        }
        yield value;
      }
      default -> throw new BuiltinFailure("unrecognized op: '" + op.value() + "'");
    };
  }

  private static RegoValue attribute(RegoObject operation, String name) {
    RegoValue value = operation.get(name);
    if (value == null) {
      throw new BuiltinFailure("missing required attribute '" + name + "'");
    }
    return value;
  }

  private static RegoValue present(@Nullable RegoValue value) {
    if (value == null) {
      throw new BuiltinFailure("deleted node encountered");
    }
    return value;
  }

  private static RegoValue find(@Nullable RegoValue root, List<RegoValue> path) {
    RegoValue value = present(root);
    for (RegoValue key : path) {
      value = child(value, key);
    }
    return value;
  }

  private static RegoValue child(RegoValue value, RegoValue key) {
    RegoValue found =
        switch (value) {
          case RegoArray array -> {
            long index = index(array.size(), key);
            yield index >= 0 && index < array.size() ? array.at((int) index) : null;
          }
          case RegoObject object -> object.get(key);
          case RegoSet set -> set.get(key);
          default ->
              throw new BuiltinFailure(
                  "expected composite type for path " + key + ", found value: " + value);
        };
    if (found == null) {
      throw new BuiltinFailure(
          "path " + key + " does not exist in " + value.typeName() + " term " + value);
    }
    return found;
  }

  private static long index(int size, RegoValue key) {
    return switch (key) {
      case RegoNumber number when number.isPlainInt() -> number.longValue();
      case RegoNumber number -> throw new BuiltinFailure("invalid number type for indexing");
      case RegoString text when text.value().equals("-") -> size;
      case RegoString text -> {
        String digits = text.value();
        if (!digits.matches("[-+]?[0-9]{1,18}")) {
          throw new BuiltinFailure("invalid string for indexing");
        }
        if (!digits.equals("0") && digits.startsWith("0")) {
          throw new BuiltinFailure("leading zeros are not allowed in JSON paths");
        }
        yield Long.parseLong(digits);
      }
      default -> throw new BuiltinFailure("invalid type for indexing");
    };
  }

  private static RegoValue insert(
      BuiltinCall call,
      @Nullable RegoValue parent,
      List<RegoValue> path,
      int depth,
      RegoValue fresh) {
    if (depth == path.size()) {
      return fresh;
    }
    RegoValue value = present(parent);
    RegoValue key = path.get(depth);
    call.step(Math.max(1, value.size() / 8));
    if (depth < path.size() - 1) {
      return replaced(value, key, insert(call, child(value, key), path, depth + 1, fresh));
    }
    return switch (value) {
      case RegoObject object -> object.with(key, fresh);
      case RegoSet set -> {
        if (!key.equals(fresh)) {
          throw new BuiltinFailure(
              "set key " + key + " does not equal value to be inserted " + fresh);
        }
        yield set.union(RegoSet.of(fresh));
      }
      case RegoArray array -> {
        long index = index(array.size(), key);
        if (index < 0 || index > array.size()) {
          throw new BuiltinFailure("index for array insertion out of bounds");
        }
        List<RegoValue> items = new ArrayList<>(List.of(array.items()));
        items.add((int) index, fresh);
        yield RegoArray.of(items);
      }
      default -> throw new BuiltinFailure("expected composite type, found value: " + value);
    };
  }

  /** Null when the whole value is deleted. */
  private static @Nullable RegoValue delete(
      BuiltinCall call, @Nullable RegoValue parent, List<RegoValue> path, int depth) {
    RegoValue value = present(parent);
    if (depth == path.size()) {
      return null;
    }
    RegoValue key = path.get(depth);
    call.step(Math.max(1, value.size() / 8));
    if (depth < path.size() - 1) {
      return replaced(value, key, present(delete(call, child(value, key), path, depth + 1)));
    }
    return switch (value) {
      case RegoObject object when object.has(key) -> object.without(key);
      case RegoSet set when set.contains(key) -> set.minus(RegoSet.of(key));
      case RegoArray array -> {
        long index = index(array.size(), key);
        if (index < 0 || index >= array.size()) {
          throw new BuiltinFailure("index for array delete out of bounds");
        }
        List<RegoValue> items = new ArrayList<>(List.of(array.items()));
        items.remove((int) index);
        yield RegoArray.of(items);
      }
      case RegoObject object -> throw missing(key);
      case RegoSet set -> throw missing(key);
      default -> throw new BuiltinFailure("expected composite type, found value: " + value);
    };
  }

  private static BuiltinFailure missing(RegoValue key) {
    return new BuiltinFailure("cannot delete child key " + key + " that does not exist");
  }

  private static RegoValue replaced(RegoValue value, RegoValue key, RegoValue child) {
    return switch (value) {
      case RegoObject object -> object.with(key, child);
      case RegoSet set -> set.minus(RegoSet.of(key)).union(RegoSet.of(child));
      case RegoArray array -> {
        RegoValue[] items = array.items().clone();
        items[(int) index(items.length, key)] = child;
        yield RegoArray.owning(items);
      }
      default -> throw new BuiltinFailure("expected composite type, found value: " + value);
    };
  }
}
