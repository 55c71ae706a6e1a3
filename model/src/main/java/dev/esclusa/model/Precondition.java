package dev.esclusa.model;

import java.util.List;

/** What must still hold of one object when the plan is applied. */
public sealed interface Precondition {
  Address address();

  /** The object is there, is this very one, and these fields are as they were. */
  record Exists(Address address, String uid, List<FieldChange> before) implements Precondition {
    public Exists {
      before = List.copyOf(before);
    }
  }

  /** The object is not there. */
  record Absent(Address address) implements Precondition {}

  /** The authority's own mark of the state the plan was made on, e.g. a lineage and serial. */
  record Unmoved(Address address, String mark) implements Precondition {}
}
