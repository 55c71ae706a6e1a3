package dev.esclusa.model;

/**
 * A target as the configuration declares it.
 *
 * @param document kind and name of the document that declares it
 */
public record Managed(
    Target target,
    Source source,
    OnRemove onRemove,
    ApplyMode apply,
    Address.Configuration document) {
  /** What happens to the objects of a target that left Git. */
  public enum OnRemove {
    FORGET,
    DELETE
  }

  /** Whether proposals wait for their merge. */
  public enum ApplyMode {
    AFTER_MERGE,
    BEFORE_MERGE
  }
}
