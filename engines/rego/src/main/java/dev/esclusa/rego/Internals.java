package dev.esclusa.rego;

import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Built-ins that the compiler writes calls of: operators and what rewriting leaves behind. */
final class Internals {
  private static final Map<String, Builtin> BY_NAME =
      Map.of(
          "internal.member_2", (call, a) -> RegoValue.of(isMember(a[0], a[1])),
          "internal.member_3", (call, a) -> RegoValue.of(isMemberAt(a[0], a[1], a[2])),
          "internal.print", (call, a) -> print(call, a[0]),
          "internal.template_string", (call, a) -> template(a[0]),
          "equal", (call, a) -> RegoValue.of(a[0].equals(a[1])),
          "neq", (call, a) -> RegoValue.of(!a[0].equals(a[1])),
          "lt", (call, a) -> RegoValue.of(a[0].compareTo(a[1]) < 0),
          "lte", (call, a) -> RegoValue.of(a[0].compareTo(a[1]) <= 0),
          "gt", (call, a) -> RegoValue.of(a[0].compareTo(a[1]) > 0),
          "gte", (call, a) -> RegoValue.of(a[0].compareTo(a[1]) >= 0));

  private Internals() {}

  static @Nullable Builtin of(String name) {
    return BY_NAME.get(name);
  }

  private static boolean isMember(RegoValue wanted, RegoValue collection) {
    return switch (collection) {
      case RegoSet set -> set.contains(wanted);
      case RegoArray array -> among(array.items(), wanted);
      case RegoObject object -> among(object.values(), wanted);
      default -> false;
    };
  }

  private static boolean among(RegoValue[] values, RegoValue wanted) {
    for (RegoValue value : values) {
      if (value.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMemberAt(RegoValue key, RegoValue wanted, RegoValue collection) {
    RegoValue found = collection.get(key);
    return found != null && found.equals(wanted);
  }

  /** Operands are sets: empty where the operand was undefined. One line for each combination. */
  private static RegoValue print(BuiltinCall call, RegoValue operands) {
    if (call instanceof Run run && run.observer != null && operands instanceof RegoArray array) {
      StringJoiner line = new StringJoiner(" ");
      for (RegoValue operand : array) {
        line.add(shown(operand, "<undefined>"));
      }
      run.observer.printed(line.toString());
    }
    return RegoBoolean.TRUE;
  }

  private static RegoValue template(RegoValue parts) {
    StringBuilder text = new StringBuilder();
    if (parts instanceof RegoArray array) {
      for (RegoValue part : array) {
        text.append(part instanceof RegoSet ? shown(part, "<undefined>") : plain(part));
      }
    }
    return RegoString.of(text.toString());
  }

  private static String shown(RegoValue operand, String undefined) {
    if (operand instanceof RegoSet set) {
      if (set.size() == 0) {
        return undefined;
      }
      if (set.size() > 1) {
        throw new RegoException(
            RegoException.CONFLICT,
            "an expression in a string template has several values",
            "Make the expression give one value");
      }
      return plain(set.at(0));
    }
    return plain(operand);
  }

  private static String plain(RegoValue value) {
    return value instanceof RegoString text ? text.value() : value.toString();
  }
}
