package dev.esclusa.adapters.terraform;

import dev.esclusa.model.ResourceChange;
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.tree.Value;
import java.util.List;

/** What is otherwise than it was accepted, and would stay so after an apply. */
record StackDrift(List<ResourceChange> unresolved) {
  static final StackDrift NONE = new StackDrift(List.of());

  StackDrift {
    unresolved = List.copyOf(unresolved);
  }

  static StackDrift of(PlanDocument document, Value baseline, Masking masking) {
    return NONE;
  }

  static Value baseline(PlanDocument document, Masking masking) {
    return Value.mapping();
  }
}
