package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is special about a kind when it is written; as kube-apiserver's registry strategies. */
interface KindRule {

  /** What reading an object adds to it beyond defaults; it belongs to who writes it. */
  default Mapping decoded(@Nullable Mapping live, Mapping object) {
    return object;
  }

  /** A new object with what the server adds to it. */
  default Mapping created(Mapping object) {
    return object;
  }

  /** A changed object with what the server adds to it or keeps of the live one. */
  default Mapping updated(Mapping live, Mapping next) {
    return next;
  }

  /**
   * Why the object cannot have what it asks for out of what all objects share. It is asked before
   * {@link #faults}, as allocators are before validation; {@code live} is null for a new one.
   */
  default List<Refusal.Cause> shortages(
      @Nullable Mapping live, Mapping next, WriteOptions.Effect effect) {
    return List.of();
  }

  /** Why the object is not valid; {@code live} is null for a new one. */
  default List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    return List.of();
  }
}
