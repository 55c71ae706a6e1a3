package dev.esclusa.estate;

import dev.esclusa.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * One field of a configuration document.
 *
 * @param otherwise what stands for it when it is not written; absent for none
 * @param says what it means, for people
 */
record Field(
    String name, FieldType type, boolean required, @Nullable Value otherwise, String says) {
  static Field required(String name, FieldType type, String says) {
    return new Field(name, type, true, null, says);
  }

  static Field optional(String name, FieldType type, String says) {
    return new Field(name, type, false, null, says);
  }

  static Field otherwise(String name, FieldType type, Object value, String says) {
    return new Field(name, type, false, Value.of(value), says);
  }
}
