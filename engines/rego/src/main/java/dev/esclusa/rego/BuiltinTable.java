package dev.esclusa.rego;

import org.jspecify.annotations.Nullable;

/**
 * Takes the declarations of one topic after the other; each line is OPA's signature of the
 * built-in.
 */
final class BuiltinTable {
  private final java.util.function.Consumer<Builtins.Declared> declared;

  BuiltinTable(java.util.function.Consumer<Builtins.Declared> declared) {
    this.declared = declared;
  }

  /** A function of its arguments. */
  void add(String signature, @Nullable Builtin code) {
    declare(signature, null, true, false, false, code);
  }

  /** A function that is also an operator. */
  void infix(String operator, String signature, @Nullable Builtin code) {
    declare(signature, operator, true, false, false, code);
  }

  /** What strict mode and Rego v1 refuse. */
  void deprecated(String signature, Builtin code) {
    declare(signature, null, true, false, true, code);
  }

  /** A function whose answer also depends on the world. */
  void world(String signature, Builtin code) {
    declare(signature, null, false, false, false, code);
  }

  /** A call that yields many results; the evaluator walks them. */
  void relation(String signature) {
    declare(signature, null, true, true, false, null);
  }

  private void declare(
      String signature,
      @Nullable String operator,
      boolean deterministic,
      boolean relation,
      boolean deprecated,
      @Nullable Builtin code) {
    BuiltinSignature parsed = BuiltinSignature.parse(signature);
    declared.accept(
        new Builtins.Declared(
            parsed.name(), operator, parsed.type(), deterministic, relation, deprecated, code));
  }
}
