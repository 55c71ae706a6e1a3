package dev.esclusa.kube;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** JSON Patch (RFC 6902). */
public final class JsonPatch {
  /** As many as the API server takes. */
  static final int MAX_OPERATIONS = 10_000;

  private JsonPatch() {}

  /** All operations in their order, or none. */
  public static Value patch(Value target, Value patch) {
    if (!(patch instanceof Value.Sequence(List<Value> operations))) {
      throw KubeException.patch(
          Pointer.ROOT, "a JSON Patch is a sequence of operations", "write a list");
    }
    if (operations.size() > MAX_OPERATIONS) {
      throw KubeException.patch(
          Pointer.ROOT,
          "the patch has " + operations.size() + " operations",
          "send at most " + MAX_OPERATIONS);
    }
    Value patched = target;
    for (int i = 0; i < operations.size(); i++) {
      patched = one(patched, operations.get(i), Pointer.ROOT.child(i));
    }
    return patched;
  }

  private static Value one(Value target, Value operation, Pointer at) {
    Pointer path = pointer(operation, "path", at);
    return switch (text(operation, "op", at)) {
      case "add" -> add(target, path, value(operation, at));
      case "remove" -> remove(target, path);
      case "replace" -> replace(target, path, value(operation, at));
      case "move" -> move(target, pointer(operation, "from", at), path);
      case "copy" -> add(target, path, present(target, pointer(operation, "from", at)));
      case "test" -> test(target, path, value(operation, at));
      case String other ->
          throw KubeException.patch(
              at,
              "the operation '" + other + "' is unknown",
              "use add, remove, replace, move, copy or test");
    };
  }

  private static Value add(Value target, Pointer path, Value value) {
    if (path.isRoot()) {
      return value;
    }
    return inParent(
        target,
        path,
        parent ->
            switch (parent) {
              case Value.Mapping mapping -> mapping.with(path.last(), value);
              case Value.Sequence(List<Value> items) -> insert(items, path, value);
              default -> throw missing(path);
            });
  }

  private static Value insert(List<Value> items, Pointer path, Value value) {
    List<Value> longer = new ArrayList<>(items);
    longer.add(path.last().equals("-") ? items.size() : index(path, items.size()), value);
    return new Value.Sequence(longer);
  }

  private static Value remove(Value target, Pointer path) {
    present(target, path);
    return target.without(path);
  }

  private static Value replace(Value target, Pointer path, Value value) {
    present(target, path);
    return path.isRoot() ? value : target.with(path, value);
  }

  private static Value move(Value target, Pointer from, Pointer path) {
    Value moved = present(target, from);
    if (path.equals(from)) {
      return target;
    }
    if (path.startsWith(from)) {
      throw KubeException.patch(
          path, "a value cannot be moved into itself", "copy it, or choose another path");
    }
    return add(remove(target, from), path, moved);
  }

  private static Value test(Value target, Pointer path, Value wanted) {
    Value found = target.at(path);
    if (!(found == null ? Value.NULL : found).equals(wanted)) {
      throw new KubeException(
          KubeException.Code.TEST_FAILED,
          path,
          "the value there is not the one that the patch tests for",
          "read the object again and make the patch anew");
    }
    return target;
  }

  private static Value inParent(Value target, Pointer path, UnaryOperator<Value> change) {
    Pointer parent = path.parent();
    Value changed = change.apply(present(target, parent));
    return parent.isRoot() ? changed : target.with(parent, changed);
  }

  private static Value present(Value target, Pointer path) {
    Value found = target.at(path);
    if (found == null) {
      throw missing(path);
    }
    return found;
  }

  private static KubeException missing(Pointer path) {
    return KubeException.patch(
        path, "the object has nothing there", "add the parent first, or correct the path");
  }

  private static int index(Pointer path, int size) {
    String token = path.last();
    if (token.matches("0|[1-9]\\d{0,8}") && Integer.parseInt(token) <= size) {
      return Integer.parseInt(token);
    }
    throw KubeException.patch(
        path, "the sequence has " + size + " items", "use an index up to that, or '-'");
  }

  private static String text(Value operation, String name, Pointer at) {
    @Nullable String found = operation.text(name);
    if (found == null) {
      throw KubeException.patch(at, "the operation has no '" + name + "'", "add it");
    }
    return found;
  }

  private static Pointer pointer(Value operation, String name, Pointer at) {
    String text = text(operation, name, at);
    try {
      return Pointer.parse(text);
    } catch (TreeException e) {
      throw KubeException.patch(
          at.child(name), "'" + text + "' is no JSON pointer", "begin it with '/'");
    }
  }

  private static Value value(Value operation, Pointer at) {
    Value found = operation.at("value");
    if (found == null) {
      throw KubeException.patch(at, "the operation has no 'value'", "add it");
    }
    return found;
  }
}
