package dev.esclusa.rego;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects and graphs. */
final class ObjectBuiltins {
  private static final String KEYS = "(array[any] | object[any: any] | set[any])";
  private static final String GRAPH =
      "graph: object[any: (array[any] | set[any])], initial: (array[any] | set[any])";

  private ObjectBuiltins() {}

  static void declare(BuiltinTable table) {
    table.add(
        "object.get(object: object[any: any], key: any, default: any) -> value: any",
        ObjectBuiltins::get);
    table.add(
        "object.keys(object: object[any: any]) -> value: set[any]",
        (call, x) -> Operand.object(x, 1).keySet());
    table.add(
        "object.union(a: object[any: any], b: object[any: any]) -> output: object[any: any]",
        (call, x) -> union(call, Operand.object(x, 1), Operand.object(x, 2)));
    table.add(
        "object.union_n(objects: array[object[any: any]]) -> output: object[any: any]",
        ObjectBuiltins::unionAll);
    table.add(
        "object.remove(object: object[any: any], keys: " + KEYS + ") -> output: object[any: any]",
        (call, x) -> keep(call, Operand.object(x, 1), keys(x), false));
    table.add(
        "object.filter(object: object[any: any], keys: " + KEYS + ") -> filtered: object[any: any]",
        (call, x) -> keep(call, Operand.object(x, 1), keys(x), true));
    table.add(
        "object.subset(super: " + KEYS + ", sub: " + KEYS + ") -> result: boolean",
        ObjectBuiltins::subset);
    table.add("graph.reachable(" + GRAPH + ") -> output: set[any]", ObjectBuiltins::reachable);
    table.add(
        "graph.reachable_paths(" + GRAPH + ") -> output: set[array[any]]",
        ObjectBuiltins::reachablePaths);
    table.relation("walk(x: any) -> output: [array[any], any]");
  }

  private static RegoValue get(BuiltinCall call, RegoValue[] operands) {
    RegoValue current = Operand.object(operands, 1);
    if (!(operands[1] instanceof RegoArray path)) {
      RegoValue found = current.get(operands[1]);
      return found == null ? operands[2] : found;
    }
    for (RegoValue key : path) {
      current = current.get(key);
      if (current == null) {
        return operands[2];
      }
    }
    return current;
  }

  /** Both, the second one winning; objects under the same key are united too. */
  static RegoObject union(BuiltinCall call, RegoObject a, RegoObject b) {
    call.step((long) a.size() + b.size());
    if (a.size() == 0) {
      return b;
    }
    if (b.size() == 0) {
      return a;
    }
    call.allocate(16L * (a.size() + b.size()));
    RegoObject.Builder out = RegoObject.builder().putAll(a);
    for (int i = 0; i < b.size(); i++) {
      RegoValue key = b.keyAt(i);
      RegoValue value = b.valueAt(i);
      if (a.get(key) instanceof RegoObject left && value instanceof RegoObject right) {
        value = union(call, left, right);
      }
      out.put(key, value);
    }
    return out.build();
  }

  private static RegoValue unionAll(BuiltinCall call, RegoValue[] operands) {
    RegoArray objects = Operand.array(operands, 1);
    RegoObject out = RegoObject.EMPTY;
    for (RegoValue item : objects) {
      if (!(item instanceof RegoObject)) {
        throw Operand.element(1, objects, item, "object");
      }
    }
    for (RegoValue item : objects) {
      out = union(call, out, (RegoObject) item);
    }
    return out;
  }

  private static RegoSet keys(RegoValue[] operands) {
    return switch (operands[1]) {
      case RegoArray array -> RegoSet.of(array);
      case RegoSet set -> set;
      case RegoObject object -> object.keySet();
      default -> throw Operand.oneOf(2, operands[1], "object", "set", "array");
    };
  }

  private static RegoObject keep(BuiltinCall call, RegoObject object, RegoSet keys, boolean named) {
    call.step(object.size());
    RegoObject.Builder out = RegoObject.builder();
    for (int i = 0; i < object.size(); i++) {
      if (keys.contains(object.keyAt(i)) == named) {
        out.put(object.keyAt(i), object.valueAt(i));
      }
    }
    return out.build();
  }

  private static RegoValue subset(BuiltinCall call, RegoValue[] operands) {
    if (operands[0] instanceof RegoArray all && operands[1] instanceof RegoSet some) {
      // as OPA counts: a repeated element counts each time
      long matches = java.util.Arrays.stream(all.items()).filter(some::contains).count();
      return RegoValue.of(all.size() > 0 && matches >= some.size());
    }
    if (operands[0].rank() != operands[1].rank() || operands[0].rank() < RegoArray.EMPTY.rank()) {
      throw new BuiltinFailure(
          RegoException.TYPE,
          "both arguments object.subset must be of the same type or array and set");
    }
    return RegoValue.of(contains(call, operands[0], operands[1]));
  }

  private static boolean contains(BuiltinCall call, RegoValue whole, RegoValue part) {
    call.step(1);
    if (whole.equals(part)) {
      return true;
    }
    if (whole instanceof RegoObject all && part instanceof RegoObject some) {
      for (int i = 0; i < some.size(); i++) {
        RegoValue value = all.get(some.keyAt(i));
        if (value == null || !contains(call, value, some.valueAt(i))) {
          return false;
        }
      }
      return true;
    }
    if (whole instanceof RegoSet all && part instanceof RegoSet some) {
      return some.size() <= all.size() && all.intersection(some).size() == some.size();
    }
    return whole instanceof RegoArray all && part instanceof RegoArray some && run(call, all, some);
  }

  /** Whether the elements of one array stand side by side in the other. */
  private static boolean run(BuiltinCall call, RegoArray all, RegoArray some) {
    for (int start = 0; start + some.size() <= all.size(); start++) {
      int same = 0;
      while (same < some.size() && all.at(start + same).equals(some.at(same))) {
        same++;
      }
      call.step(same + 1L);
      if (same == some.size()) {
        return true;
      }
    }
    return some.size() == 0;
  }

  private static RegoValue[] neighbours(@Nullable RegoValue edges) {
    return switch (edges) {
      case RegoArray array -> array.items();
      case RegoSet set -> set.sorted();
      case null, default -> RegoArray.EMPTY.items();
    };
  }

  private static RegoValue[] initial(RegoValue[] operands) {
    if (operands[1] instanceof RegoArray || operands[1] instanceof RegoSet) {
      return neighbours(operands[1]);
    }
    throw BuiltinFailure.operand(2, "{array, set}", operands[1]);
  }

  private static RegoValue reachable(BuiltinCall call, RegoValue[] operands) {
    RegoObject graph = Operand.object(operands, 1);
    Deque<RegoValue> queue = new ArrayDeque<>(List.of(initial(operands)));
    java.util.Set<RegoValue> reached = new java.util.HashSet<>();
    while (!queue.isEmpty()) {
      call.step(1);
      RegoValue node = queue.remove();
      RegoValue edges = graph.get(node);
      if (edges == null || !reached.add(node)) {
        continue;
      }
      for (RegoValue neighbour : neighbours(edges)) {
        call.step(1);
        if (!reached.contains(neighbour)) {
          queue.add(neighbour);
        }
      }
    }
    return RegoSet.of(reached);
  }

  private static RegoValue reachablePaths(BuiltinCall call, RegoValue[] operands) {
    RegoObject graph = Operand.object(operands, 1);
    Paths paths = new Paths(call, graph);
    for (RegoValue node : initial(operands)) {
      RegoValue edges = graph.get(node);
      if (edges != null) {
        paths.from(node, edges);
      }
    }
    return paths.found.build();
  }

  /** All paths without a repeated node, walked with a stack of our own: graphs may be deep. */
  private static final class Paths {
    private final BuiltinCall call;
    private final RegoObject graph;
    final RegoSet.Builder found = RegoSet.builder();
    private final List<RegoValue> path = new ArrayList<>();
    private final java.util.Set<RegoValue> reached = new java.util.HashSet<>();
    private final Deque<java.util.Iterator<RegoValue>> open = new ArrayDeque<>();

    Paths(BuiltinCall call, RegoObject graph) {
      this.call = call;
      this.graph = graph;
    }

    void from(RegoValue node, RegoValue edges) {
      enter(node, edges);
      while (!open.isEmpty()) {
        if (open.peek().hasNext()) {
          visit(open.peek().next());
        } else {
          open.pop();
          RegoValue left = path.removeLast();
          if (path.isEmpty() || !left.equals(path.getFirst())) {
            reached.remove(left);
          }
        }
      }
    }

    private void enter(RegoValue node, RegoValue edges) {
      path.add(node);
      reached.add(node);
      RegoValue[] next = neighbours(edges);
      if (next.length == 0) {
        record();
      }
      open.push(List.of(next).iterator());
    }

    private void visit(RegoValue neighbour) {
      call.step(1);
      RegoValue edges = graph.get(neighbour);
      // as in OPA, an edge of the first node back to itself is followed once
      if (edges == null || path.size() > 1 && reached.contains(neighbour)) {
        record();
      } else {
        enter(neighbour, edges);
      }
    }

    private void record() {
      call.step(path.size());
      call.allocate(8L * path.size() + 40);
      found.add(RegoArray.of(path));
    }
  }
}
