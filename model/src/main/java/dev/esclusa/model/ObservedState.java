package dev.esclusa.model;

import java.time.Instant;
import java.util.List;

/**
 * What one target's authority says now. Objects that are asked for and absent from the list are not
 * there.
 */
public record ObservedState(TargetUid target, Instant observedAt, List<Resource> resources) {
  public ObservedState {
    resources = List.copyOf(resources);
  }
}
