package dev.esclusa.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A target as the configuration declares it.
 *
 * @param document kind and name of the document that declares it
 * @param lookEvery how often it is looked for drift though nothing hints at any; absent where hints
 *     tell of everything
 */
public record Managed(
    Target target,
    Source source,
    OnRemove onRemove,
    ApplyMode apply,
    Address.Configuration document,
    @Nullable Duration lookEvery) {
  /** One whose authority tells of everything that moves. */
  public Managed(
      Target target,
      Source source,
      OnRemove onRemove,
      ApplyMode apply,
      Address.Configuration document) {
    this(target, source, onRemove, apply, document, null);
  }

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
