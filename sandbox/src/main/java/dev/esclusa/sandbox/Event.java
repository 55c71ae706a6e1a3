package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import org.jspecify.annotations.Nullable;

/** One committed write: the object before (null when created) and after (null when removed). */
record Event(long revision, Key key, @Nullable Mapping before, @Nullable Mapping after) {

  /** The object to show for this event; a removed object carries the revision of its removal. */
  Mapping shown() {
    Mapping object = after != null ? after : before;
    if (object == null) throw new IllegalStateException("an event without an object");
    return after != null ? object : Meta.withRevision(object, revision);
  }
}
