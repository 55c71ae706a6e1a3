package dev.esclusa.kustomize;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import org.jspecify.annotations.Nullable;

/**
 * What changed or made an object: a field of a kustomization, and the document it brought, if any.
 */
record Step(String name, Position position, @Nullable Brought brought) {
  Step(String name, Position position) {
    this(name, position, null);
  }

  /** A document, or a part of it, that stands at this place of the object. */
  record Brought(Document document, Pointer at) {}

  Step bringing(Document document, Pointer at) {
    return new Step(name, position, new Brought(document, at));
  }
}
