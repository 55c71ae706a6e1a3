package dev.esclusa.rego;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Aggregates, comparison, arrays and sets. */
final class CollectionBuiltins {
  private static final String[] ARRAY_OR_SET = {"array", "set"};
  private static final String[] SET_OR_ARRAY = {"set", "array"};

  private CollectionBuiltins() {}

  static void declare(BuiltinTable table) {
    aggregates(table);
    comparison(table);
    arrays(table);
    sets(table);
  }

  private static void aggregates(BuiltinTable table) {
    table.add(
        "count(collection: (string | array[any] | object[any: any] | set[any])) -> n: number",
        CollectionBuiltins::count);
    table.add(
        "sum(collection: (array[number] | set[number])) -> n: number", CollectionBuiltins::sum);
    table.add(
        "product(collection: (array[number] | set[number])) -> n: number",
        CollectionBuiltins::product);
    table.add(
        "max(collection: (array[any] | set[any])) -> n: any", (call, x) -> extreme(call, x, 1));
    table.add(
        "min(collection: (array[any] | set[any])) -> n: any", (call, x) -> extreme(call, x, -1));
    table.add(
        "sort(collection: (array[any] | set[any])) -> n: array[any]", CollectionBuiltins::sort);
    table.deprecated("all((array[any] | set[any])) -> boolean", CollectionBuiltins::all);
    table.deprecated("any((array[any] | set[any])) -> boolean", CollectionBuiltins::any);
    table.infix(
        "in",
        "internal.member_2(any, any) -> boolean",
        (call, x) -> RegoValue.of(member(call, x[0], x[1])));
    table.infix(
        "in",
        "internal.member_3(any, any, any) -> boolean",
        (call, x) -> RegoValue.of(member(x[0], x[1], x[2])));
  }

  private static void comparison(BuiltinTable table) {
    table.infix(
        "==",
        "equal(x: any, y: any) -> result: boolean",
        (call, x) -> RegoValue.of(x[0].equals(x[1])));
    table.infix(
        "!=",
        "neq(x: any, y: any) -> result: boolean",
        (call, x) -> RegoValue.of(!x[0].equals(x[1])));
    table.infix(
        "<",
        "lt(x: any, y: any) -> result: boolean",
        (call, x) -> RegoValue.of(x[0].compareTo(x[1]) < 0));
    table.infix(
        "<=",
        "lte(x: any, y: any) -> result: boolean",
        (call, x) -> RegoValue.of(x[0].compareTo(x[1]) <= 0));
    table.infix(
        ">",
        "gt(x: any, y: any) -> result: boolean",
        (call, x) -> RegoValue.of(x[0].compareTo(x[1]) > 0));
    table.infix(
        ">=",
        "gte(x: any, y: any) -> result: boolean",
        (call, x) -> RegoValue.of(x[0].compareTo(x[1]) >= 0));
    table.infix("=", "eq(any, any) -> boolean", null);
    table.infix(":=", "assign(any, any) -> boolean", null);
  }

  private static void arrays(BuiltinTable table) {
    table.add(
        "array.concat(x: array[any], y: array[any]) -> z: array[any]", CollectionBuiltins::concat);
    table.add(
        "array.slice(arr: array[any], start: number, stop: number) -> slice: array[any]",
        CollectionBuiltins::slice);
    table.add("array.reverse(arr: array[any]) -> rev: array[any]", CollectionBuiltins::reverse);
    table.add(
        "array.flatten(arr: array[any]) -> flattened: array[any]", CollectionBuiltins::flatten);
  }

  private static void sets(BuiltinTable table) {
    table.infix(
        "&",
        "and(x: set[any], y: set[any]) -> z: set[any]",
        (call, x) -> {
          call.step(Operand.set(x, 1).size());
          return Operand.set(x, 1).intersection(Operand.set(x, 2));
        });
    table.infix(
        "|",
        "or(x: set[any], y: set[any]) -> z: set[any]",
        (call, x) -> {
          call.step((long) Operand.set(x, 1).size() + Operand.set(x, 2).size());
          return Operand.set(x, 1).union(Operand.set(x, 2));
        });
    table.deprecated(
        "set_diff(set[any], set[any]) -> set[any]",
        (call, x) -> Operand.set(x, 1).minus(Operand.set(x, 2)));
    table.add("intersection(xs: set[set[any]]) -> y: set[any]", CollectionBuiltins::intersection);
    table.add("union(xs: set[set[any]]) -> y: set[any]", CollectionBuiltins::union);
  }

  private static RegoValue count(BuiltinCall call, RegoValue[] operands) {
    return switch (operands[0]) {
      case RegoString text -> RegoNumber.of(text.value().codePointCount(0, text.value().length()));
      case RegoArray array -> RegoNumber.of(array.size());
      case RegoObject object -> RegoNumber.of(object.size());
      case RegoSet set -> RegoNumber.of(set.size());
      default -> throw Operand.oneOf(1, operands[0], "array", "object", "set", "string");
    };
  }

  private static RegoValue sum(BuiltinCall call, RegoValue[] operands) {
    RegoValue[] numbers = numbers(call, operands);
    if (!allWhole(numbers)) {
      BinaryFloat total = BinaryFloat.ZERO;
      for (RegoValue item : numbers) {
        total = total.plus(BinaryFloat.of((RegoNumber) item));
      }
      return total.number();
    }
    RegoNumber total = RegoNumber.ZERO;
    for (RegoValue item : numbers) {
      total = NumberBuiltins.plus(total, (RegoNumber) item);
    }
    return total;
  }

  private static RegoValue product(BuiltinCall call, RegoValue[] operands) {
    RegoValue[] numbers = numbers(call, operands);
    if (!allWhole(numbers)) {
      BinaryFloat total = BinaryFloat.of(BigInteger.ONE);
      for (RegoValue item : numbers) {
        total = total.timesAsDouble(BinaryFloat.of((RegoNumber) item));
      }
      return total.numberAsDouble();
    }
    RegoNumber total = RegoNumber.ONE;
    for (RegoValue item : numbers) {
      total = NumberBuiltins.times(call, total, (RegoNumber) item);
    }
    return total;
  }

  private static boolean allWhole(RegoValue[] numbers) {
    for (RegoValue item : numbers) {
      if (!((RegoNumber) item).isWhole()) {
        return false;
      }
    }
    return true;
  }

  private static RegoValue[] numbers(BuiltinCall call, RegoValue[] operands) {
    RegoValue[] items = Operand.elements(operands, 1, SET_OR_ARRAY);
    call.step(items.length);
    for (RegoValue item : items) {
      if (!(item instanceof RegoNumber)) {
        throw Operand.element(1, operands[0], item, "number");
      }
    }
    return items;
  }

  private static @Nullable RegoValue extreme(BuiltinCall call, RegoValue[] operands, int sign) {
    RegoValue[] items = Operand.elements(operands, 1, SET_OR_ARRAY);
    call.step(items.length);
    RegoValue best = null;
    for (RegoValue item : items) {
      if (best == null || item.compareTo(best) * sign >= 0) {
        best = item;
      }
    }
    return best;
  }

  private static RegoValue sort(BuiltinCall call, RegoValue[] operands) {
    RegoValue[] items = Operand.elements(operands, 1, SET_OR_ARRAY).clone();
    call.step(items.length);
    call.allocate(8L * items.length);
    Arrays.sort(items);
    return RegoArray.owning(items);
  }

  private static RegoValue all(BuiltinCall call, RegoValue[] operands) {
    RegoValue[] items = Operand.elements(operands, 1, ARRAY_OR_SET);
    return RegoValue.of(Arrays.stream(items).allMatch(item -> item == RegoBoolean.TRUE));
  }

  private static RegoValue any(BuiltinCall call, RegoValue[] operands) {
    RegoValue[] items = Operand.elements(operands, 1, ARRAY_OR_SET);
    return RegoValue.of(Arrays.stream(items).anyMatch(item -> item == RegoBoolean.TRUE));
  }

  static boolean member(BuiltinCall call, RegoValue value, RegoValue collection) {
    return switch (collection) {
      case RegoSet set -> set.contains(value);
      case RegoArray array -> among(call, value, array.items());
      case RegoObject object -> among(call, value, object.values());
      default -> false;
    };
  }

  private static boolean among(BuiltinCall call, RegoValue value, RegoValue[] items) {
    call.step(items.length);
    for (RegoValue item : items) {
      if (item.equals(value)) {
        return true;
      }
    }
    return false;
  }

  static boolean member(RegoValue key, RegoValue value, RegoValue collection) {
    return switch (collection) {
      case RegoSet set -> key.equals(value) && set.contains(key);
      case RegoArray array -> value.equals(array.get(key));
      case RegoObject object -> value.equals(object.get(key));
      default -> false;
    };
  }

  private static RegoValue concat(BuiltinCall call, RegoValue[] operands) {
    RegoArray head = Operand.array(operands, 1);
    RegoArray tail = Operand.array(operands, 2);
    call.step((long) head.size() + tail.size());
    call.allocate(8L * ((long) head.size() + tail.size()));
    return head.plus(tail);
  }

  private static RegoValue slice(BuiltinCall call, RegoValue[] operands) {
    RegoArray array = Operand.array(operands, 1);
    int from = Operand.place(operands, 2);
    int to = Math.clamp(Operand.place(operands, 3), 0, array.size());
    RegoArray part = array.slice(Math.clamp(from, 0, to), to);
    call.step(part.size());
    return part;
  }

  private static RegoValue reverse(BuiltinCall call, RegoValue[] operands) {
    RegoArray array = Operand.array(operands, 1);
    call.step(array.size());
    RegoValue[] out = new RegoValue[array.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = array.at(out.length - 1 - i);
    }
    return RegoArray.owning(out);
  }

  private static RegoValue flatten(BuiltinCall call, RegoValue[] operands) {
    long size = 0;
    for (RegoValue item : Operand.array(operands, 1).items()) {
      size += item instanceof RegoArray nested ? nested.size() : 1;
    }
    RegoValue[] out = new RegoValue[(int) Results.size(call, BigInteger.valueOf(size), 8)];
    int at = 0;
    for (RegoValue item : Operand.array(operands, 1).items()) {
      if (item instanceof RegoArray nested) {
        System.arraycopy(nested.items(), 0, out, at, nested.size());
        at += nested.size();
      } else {
        out[at++] = item;
      }
    }
    return RegoArray.owning(out);
  }

  private static RegoValue intersection(BuiltinCall call, RegoValue[] operands) {
    RegoSet result = null;
    for (RegoValue item : Operand.set(operands, 1)) {
      RegoSet next = nested(item);
      call.step(next.size());
      result = result == null ? next : result.intersection(next);
    }
    return result == null ? RegoSet.EMPTY : result;
  }

  private static RegoValue union(BuiltinCall call, RegoValue[] operands) {
    RegoSet.Builder result = RegoSet.builder();
    for (RegoValue item : Operand.set(operands, 1)) {
      RegoSet next = nested(item);
      call.step(next.size());
      call.allocate(16L * next.size());
      result.addAll(next);
    }
    return result.build();
  }

  private static RegoSet nested(RegoValue item) {
    if (item instanceof RegoSet set) {
      return set;
    }
    throw BuiltinFailure.operand(1, "set", item);
  }
}
