package dev.esclusa.kustomize;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;

/** An object as the build left it, and how it came about. */
public final class RenderedObject {
  private final Value.Mapping value;
  private final List<Resource.Change> changes;

  RenderedObject(Value.Mapping value, List<Resource.Change> changes) {
    this.value = value;
    this.changes = changes;
  }

  public Value.Mapping value() {
    return value;
  }

  /** Where the field got its value; the nearest field around it where there is none. */
  public FieldOrigin origin(Pointer field) {
    return new Explanation(value, changes).origin(field);
  }
}
