package dev.esclusa.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one step of an apply ended. */
public sealed interface StepResult {
  /**
   * @param uid the authority's identity of the object, so that the inventory needs no second look
   * @param version what the authority calls the new state, e.g. a resource version
   */
  record Done(String uid, String version) implements StepResult {}

  record Failed(Problem problem) implements StepResult {}

  record Skipped(String because) implements StepResult {}

  /** A precondition no longer holds; nothing was done. */
  record Stale(String because) implements StepResult {}

  /**
   * A saved plan ran to its end, well or not.
   *
   * @param parts what became of each object that it names
   * @param version what the authority calls the new state
   * @param problem why not all of it was done; absent when it was
   */
  record Ran(List<ApplyResult.StepOutcome> parts, String version, @Nullable Problem problem)
      implements StepResult {
    public Ran {
      parts = List.copyOf(parts);
    }
  }

  /**
   * The reply was lost; read back before going on.
   *
   * @param inDoubt the objects that it may or may not have touched, where they can be named
   */
  record Unknown(String cause, List<Address> inDoubt) implements StepResult {
    public Unknown {
      inDoubt = List.copyOf(inDoubt);
    }

    public Unknown(String cause) {
      this(cause, List.of());
    }
  }
}
