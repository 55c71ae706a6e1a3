package dev.esclusa.rego;

import java.math.BigInteger;

/**
 * Reads the arguments of a built-in; what is of another kind is OPA's operand error. Operands count
 * from one.
 */
final class Operand {
  private Operand() {}

  static String text(RegoValue[] operands, int operand) {
    if (operands[operand - 1] instanceof RegoString text) {
      return text.value();
    }
    throw BuiltinFailure.operand(operand, "string", operands[operand - 1]);
  }

  /** The bytes that Go would see. */
  static byte[] bytes(RegoValue[] operands, int operand) {
    return GoBytes.of(text(operands, operand));
  }

  static RegoNumber number(RegoValue[] operands, int operand) {
    if (operands[operand - 1] instanceof RegoNumber number) {
      return number;
    }
    throw BuiltinFailure.operand(operand, "number", operands[operand - 1]);
  }

  /** A whole number of 64 bits. */
  static long integer(RegoValue[] operands, int operand) {
    RegoNumber number = number(operands, operand);
    if (number.isPlainInt()) {
      return number.longValue();
    }
    throw refused(operand, "must be integer number but got floating-point number");
  }

  /** A whole number cut to 32 bits: for places and counts, which are no larger. */
  static int place(RegoValue[] operands, int operand) {
    return Math.clamp(integer(operands, operand), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** A whole number of any size. */
  static BigInteger whole(RegoValue[] operands, int operand) {
    if (!(operands[operand - 1] instanceof RegoNumber number)) {
      throw BuiltinFailure.operand(operand, "integer", operands[operand - 1]);
    }
    if (!number.isWhole()) {
      throw refused(operand, "must be integer number but got floating-point number");
    }
    return number.integer();
  }

  static RegoArray array(RegoValue[] operands, int operand) {
    if (operands[operand - 1] instanceof RegoArray array) {
      return array;
    }
    throw BuiltinFailure.operand(operand, "array", operands[operand - 1]);
  }

  static RegoObject object(RegoValue[] operands, int operand) {
    if (operands[operand - 1] instanceof RegoObject object) {
      return object;
    }
    throw BuiltinFailure.operand(operand, "object", operands[operand - 1]);
  }

  static RegoSet set(RegoValue[] operands, int operand) {
    if (operands[operand - 1] instanceof RegoSet set) {
      return set;
    }
    throw BuiltinFailure.operand(operand, "set", operands[operand - 1]);
  }

  /** The elements of an array or a set, in order: not to be changed. */
  static RegoValue[] elements(RegoValue[] operands, int operand, String... kinds) {
    return switch (operands[operand - 1]) {
      case RegoArray array -> array.items();
      case RegoSet set -> set.sorted();
      default -> throw oneOf(operand, operands[operand - 1], kinds);
    };
  }

  /** The strings of an array or a set. */
  static String[] texts(RegoValue[] operands, int operand, String... kinds) {
    RegoValue[] elements = elements(operands, operand, kinds);
    String[] out = new String[elements.length];
    for (int i = 0; i < out.length; i++) {
      if (!(elements[i] instanceof RegoString text)) {
        throw element(operand, operands[operand - 1], elements[i], "string");
      }
      out[i] = text.value();
    }
    return out;
  }

  static BuiltinFailure oneOf(int operand, RegoValue seen, String... kinds) {
    if (kinds.length == 1) {
      return BuiltinFailure.operand(operand, kinds[0], seen);
    }
    return refused(
        operand, "must be one of {" + String.join(", ", kinds) + "} but got " + seen.typeName());
  }

  static BuiltinFailure element(int operand, RegoValue composite, RegoValue seen, String wanted) {
    String kind = composite.typeName();
    return refused(
        operand,
        "must be %s of %ss but got %s containing %s"
            .formatted(kind, wanted, kind, seen.typeName()));
  }

  /** An operand error with its own words. */
  static BuiltinFailure refused(int operand, String reason) {
    return new BuiltinFailure(RegoException.TYPE, "operand " + operand + " " + reason);
  }
}
