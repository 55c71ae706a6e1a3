package dev.esclusa.rego;

import org.jspecify.annotations.Nullable;

/**
 * The code of one built-in function. Arguments have the declared kinds only where the type checker
 * could prove it: each built-in checks what it is given. Relations ({@code walk}), operators that
 * bind variables and {@code internal.*}, {@code print} and {@code trace} live in the evaluator.
 */
@FunctionalInterface
interface Builtin {
  /**
   * The result; null is undefined. A {@link BuiltinFailure} is undefined too unless built-in errors
   * are strict.
   */
  @Nullable RegoValue call(BuiltinCall call, RegoValue[] arguments);
}
