package dev.esclusa.tree;

import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import org.jspecify.annotations.Nullable;

/** One document of a file: its value, and where each part of it was written. */
public final class Document {
  private final String file;
  private final Value root;
  private final Marks marks;

  Document(String file, Value root, Marks marks) {
    this.file = file;
    this.root = root;
    this.marks = marks;
  }

  public Value root() {
    return root;
  }

  public String file() {
    return file;
  }

  /** Where the document's root begins. */
  public Position position() {
    return marks.position(file, 0);
  }

  /**
   * Where the pointer's value begins, or its key where the value begins on a later line; null when
   * the pointer names nothing. What comes through an alias or a merge key stands where its anchor
   * is.
   */
  public @Nullable Position positionOf(Pointer pointer) {
    Value here = root;
    int node = 0;
    for (String token : pointer.tokens()) {
      int ordinal = ordinal(here, token);
      Value next = ordinal < 0 ? null : here.at(Pointer.of(token));
      if (next == null) {
        return null;
      }
      node = marks.child(node, ordinal);
      here = next;
    }
    return marks.position(file, node);
  }

  /** The place of the pointer or, when it names nothing, of the nearest value around it. */
  public Position nearest(Pointer pointer) {
    Position exact = positionOf(pointer);
    return exact != null || pointer.isRoot()
        ? exact != null ? exact : position()
        : nearest(pointer.parent());
  }

  private static int ordinal(Value parent, String token) {
    if (parent instanceof Mapping mapping && mapping.has(token)) {
      int ordinal = 0;
      for (String key : mapping.keys()) {
        if (key.equals(token)) {
          return ordinal;
        }
        ordinal++;
      }
    }
    if (parent instanceof Sequence sequence) {
      int index = Pointer.index(token);
      return index < sequence.items().size() ? index : -1;
    }
    return -1;
  }
}
