package dev.esclusa.rego;

import org.jspecify.annotations.Nullable;

/** Is told what happens while a policy is evaluated; asked for, since it costs time. */
interface Observer {
  /** The body of a rule is about to be tried. */
  default void enterRule(Rule rule, Module module) {}

  /** The rule is done. */
  default void leaveRule(Rule rule, Module module) {}

  /** The rule's body held, with this value (the key for {@code contains}). */
  default void produced(Rule rule, Module module, RegoValue value) {}

  /** The expression is about to be tried. */
  default void enter(Expression expression, Frame frame) {}

  /** The expression held, once for each way it holds. */
  default void held(Expression expression, Frame frame) {}

  /** A built-in failed and its call is undefined. */
  default void failed(String builtin, String reason, @Nullable Expression expression) {}

  /** {@code print(...)} was called. */
  default void printed(String text) {}
}
