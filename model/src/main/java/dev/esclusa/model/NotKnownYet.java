package dev.esclusa.model;

import dev.esclusa.tree.Value;

/** What stands for a value that only the apply will tell, e.g. an id that a provider draws. */
public final class NotKnownYet {
  /** {@code {"$unknown": true}}. */
  public static final Value VALUE = Value.mapping("$unknown", true);

  private NotKnownYet() {}

  public static boolean is(Value value) {
    return value.equals(VALUE);
  }
}
