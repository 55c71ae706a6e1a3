package dev.esclusa.tree;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Records to values and back. A record is a mapping by component name, without its null components.
 * A record that a sealed interface permits carries its name as {@code "kind": "plan-computed"};
 * enum constants are written the same way. Also: lists, sets (sorted by canonical text), maps with
 * text-like keys, text, whole and decimal numbers, booleans, {@code Instant} and {@code Duration}
 * (ISO-8601), {@code byte[]} (base64), {@code URI}, {@link Digest}, {@link Pointer}, {@link
 * Position}, {@link Value} as it is. Reading is strict: unknown keys, missing components and wrong
 * kinds are refused with the pointer where they stand.
 */
public final class Records {
  private Records() {}

  /** Marks a record of one component that travels as that component's value. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
  public @interface Transparent {}

  /**
   * The key under which a sealed interface's records carry their name, where {@code kind} is the
   * name of a component of theirs.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface Tag {
    String value();
  }

  public static Value toValue(Object object) {
    return Codecs.of(object.getClass()).write(object);
  }

  public static <T> T fromValue(Class<T> type, Value value) {
    return type.cast(Codecs.of(type).read(value, new Trail()));
  }
}
