package dev.esclusa.model;

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

  /** The reply was lost; read back before going on. */
  record Unknown(String cause) implements StepResult {}
}
