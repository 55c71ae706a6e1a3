package dev.esclusa.observe;

import dev.esclusa.tree.Pointer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who wrote fields of an object, as far as the authority tells.
 *
 * @param manager the name it gave itself, e.g. {@code kubectl-edit}
 * @param fields what it holds; empty for the object as a whole
 * @param actor who it was, only where an audit source says so
 * @param at when it last wrote, where that is known
 */
public record Writer(
    String manager, List<Pointer> fields, @Nullable String actor, @Nullable Instant at) {
  public Writer {
    fields = List.copyOf(fields);
  }

  boolean holds(Pointer pointer) {
    return fields.isEmpty()
        || fields.stream().anyMatch(it -> pointer.startsWith(it) || it.startsWith(pointer));
  }
}
