package dev.esclusa.rego;

/**
 * OPA's built-in error: the call is undefined unless built-in errors are strict. Carries no stack.
 */
final class BuiltinFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  BuiltinFailure(String message) {
    this(RegoException.BUILTIN, message);
  }

  /** code: {@link RegoException#BUILTIN} or {@link RegoException#TYPE} (wrong kind of operand). */
  BuiltinFailure(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** "operand 1 must be string but got number": operands are counted from one. */
  static BuiltinFailure operand(int operand, String wanted, RegoValue seen) {
    return new BuiltinFailure(
        RegoException.TYPE,
        "operand " + operand + " must be " + wanted + " but got " + seen.typeName());
  }

  String code() {
    return code;
  }

  String reason() {
    return getMessage() == null ? "" : getMessage();
  }
}
