package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import dev.esclusa.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of JSON Patch operations (RFC 6902, as evanphx/json-patch v4 reads it). */
final class JsonPatch {
  private final List<Operation> operations;

  private record Operation(
      String op, Pointer path, @Nullable Pointer from, @Nullable Value value, Position position) {}

  private JsonPatch(List<Operation> operations) {
    this.operations = operations;
  }

  /** Reads JSON where the text begins with a bracket, else YAML; refuses what is no list. */
  static JsonPatch parse(String text, String file, Limits limits) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Value root;
    Document document = null;
    if (text.startsWith("[")) {
      root = ParsedFile.reading(() -> Json.read(file, bytes, limits));
    } else {
      List<Document> documents =
          ParsedFile.reading(
              () -> Yaml.read(file, bytes, ScalarProfile.KUBECTL, limits, Yaml.Repeats.LAST_WINS));
      document = documents.isEmpty() ? null : documents.get(0);
      root = document == null ? Value.sequence() : document.root();
    }
    if (!(root instanceof Sequence list)) {
      throw new KustomizeException(
          Code.PATCH,
          new Position(file, 1, 1),
          "A JSON patch is a list of operations, not " + root.kindText() + ".",
          "Write - op: replace, path: and value: entries.");
    }
    return new JsonPatch(operations(list, document, file));
  }

  boolean isEmpty() {
    return operations.isEmpty();
  }

  private static List<Operation> operations(
      Sequence list, @Nullable Document document, String file) {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < list.items().size(); i++) {
      Position place =
          document == null ? new Position(file, 1, 1) : document.nearest(Pointer.ROOT.child(i));
      if (!(list.items().get(i) instanceof Mapping entry)) {
        throw refuse(place, "Operation " + i + " is no mapping.", "Write op, path and value.");
      }
      operations.add(operation(entry, place));
    }
    return List.copyOf(operations);
  }

  private static Operation operation(Mapping entry, Position place) {
    String from = entry.text("from");
    return new Operation(
        Scalars.text(entry.get("op")),
        pointer(Scalars.text(entry.get("path")), place),
        from == null ? null : pointer(from, place),
        entry.get("value"),
        place);
  }

  private static Pointer pointer(String text, Position place) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw refuse(
          place, "The path '" + text + "' names no field.", "Write it as /metadata/labels.");
    }
    try {
      return Pointer.parse(text.substring(slash));
    } catch (TreeException e) {
      throw new KustomizeException(Code.PATCH, place, e.cause(), e.fix(), e);
    }
  }

  Value apply(Value object, BuildState build) {
    Value result = object;
    for (Operation operation : operations) {
      result = apply(result, operation);
      if (operation.from != null) {
        build.measure(result, operation.position);
      }
    }
    return result;
  }

  private static Value apply(Value object, Operation operation) {
    return switch (operation.op) {
      case "add" -> add(object, operation.path, value(operation), operation);
      case "remove" -> remove(object, operation.path, operation);
      case "replace" -> replace(object, operation);
      case "move" -> {
        Value moved = get(object, from(operation), operation);
        yield add(remove(object, from(operation), operation), operation.path, moved, operation);
      }
      case "copy" ->
          add(object, operation.path, get(object, from(operation), operation), operation);
      case "test" -> test(object, operation);
      default ->
          throw refuse(
              operation.position,
              "There is no operation '" + operation.op + "'.",
              "Write add, remove, replace, move, copy or test.");
    };
  }

  private static Value value(Operation operation) {
    return operation.value == null ? Value.NULL : operation.value;
  }

  private static Pointer from(Operation operation) {
    if (operation.from == null) {
      throw refuse(
          operation.position, "The operation " + operation.op + " has no 'from'.", "Name it.");
    }
    return operation.from;
  }

  private static Value test(Value object, Operation operation) {
    Value seen = find(object, operation.path);
    Value wanted = value(operation);
    boolean holds = seen == null ? wanted.isNull() : seen.equals(wanted);
    if (!holds) {
      throw refuse(
          operation.position,
          "The test of " + operation.path + " found " + (seen == null ? "nothing" : seen) + ".",
          "Mend the patch or the object.");
    }
    return object;
  }

  private static Value replace(Value object, Operation operation) {
    if (operation.path.isRoot()) {
      return value(operation);
    }
    return edit(
        object,
        operation.path,
        0,
        operation,
        (parent, token) -> {
          if (parent instanceof Sequence) {
            get(object, operation.path, operation);
          }
          return put(parent, token, value(operation)); // upstream adds a key that is not there
        });
  }

  private static Value add(Value object, Pointer path, Value value, Operation operation) {
    if (path.isRoot()) {
      return value;
    }
    return edit(
        object,
        path,
        0,
        operation,
        (parent, token) ->
            parent instanceof Sequence sequence
                ? insert(sequence, token, value, operation)
                : put(parent, token, value));
  }

  private static Value remove(Value object, Pointer path, Operation operation) {
    get(object, path, operation);
    if (path.isRoot()) {
      return Value.NULL;
    }
    return edit(
        object,
        path,
        0,
        operation,
        (parent, token) -> {
          if (parent instanceof Mapping mapping) {
            return mapping.without(token);
          }
          List<Value> items = new ArrayList<>(parent.asSequence().items());
          items.remove(index(token, items.size()));
          return new Sequence(items);
        });
  }

  /** What an edit makes of the collection that holds the place. */
  private interface Edit {
    Value of(Value parent, String token);
  }

  private static Value edit(Value here, Pointer path, int depth, Operation operation, Edit edit) {
    String token = path.tokens().get(depth);
    if (Scalars.isScalar(here)) {
      throw unreachable(operation, path);
    }
    if (depth == path.tokens().size() - 1) {
      return edit.of(here, token);
    }
    Value child = child(here, token);
    if (child == null || child.isNull()) {
      throw unreachable(operation, path);
    }
    return put(here, token, edit(child, path, depth + 1, operation, edit));
  }

  private static Value put(Value parent, String token, Value value) {
    if (parent instanceof Mapping mapping) {
      return mapping.with(token, value);
    }
    List<Value> items = new ArrayList<>(parent.asSequence().items());
    items.set(index(token, items.size()), value);
    return new Sequence(items);
  }

  private static Value insert(Sequence sequence, String token, Value value, Operation operation) {
    List<Value> items = new ArrayList<>(sequence.items());
    int size = items.size();
    int at = token.equals("-") ? size : index(token, size + 1);
    if (at < 0 || at > size) {
      throw refuse(
          operation.position,
          operation.path + " names item '" + token + "' of a list of " + size + ".",
          "Use an index that exists, or '-' to append.");
    }
    items.add(at, value);
    return new Sequence(items);
  }

  private static Value get(Value object, Pointer path, Operation operation) {
    Value found = find(object, path);
    if (found == null) {
      throw unreachable(operation, path);
    }
    return found;
  }

  private static @Nullable Value find(Value object, Pointer path) {
    Value here = object;
    for (String token : path.tokens()) {
      Value next = child(here, token);
      if (next == null) {
        return null;
      }
      here = next;
    }
    return here;
  }

  private static @Nullable Value child(Value parent, String token) {
    if (parent instanceof Mapping mapping) {
      return mapping.get(token);
    }
    if (parent instanceof Sequence sequence) {
      int index = index(token, sequence.items().size());
      return index < 0 ? null : sequence.items().get(index);
    }
    return null;
  }

  /**
   * The index that a token means; a negative one counts from the end; -1 when there is no such
   * item.
   */
  private static int index(String token, int size) {
    boolean negative = token.startsWith("-") && token.length() > 1;
    String digits = negative ? token.substring(1) : token;
    if (!Paths.isIndex(digits)) {
      return -1;
    }
    int number = Integer.parseInt(digits);
    int index = negative ? size - number : number;
    return index < 0 || index >= size ? -1 : index;
  }

  private static KustomizeException unreachable(Operation operation, Pointer path) {
    return refuse(
        operation.position,
        "The operation " + operation.op + " does not find " + path + ".",
        "Mend the path, or add what leads to it first.");
  }

  private static KustomizeException refuse(Position place, String fault, String fix) {
    return new KustomizeException(Code.PATCH, place, fault, fix);
  }
}
