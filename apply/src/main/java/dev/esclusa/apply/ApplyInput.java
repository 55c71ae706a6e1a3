package dev.esclusa.apply;

import dev.esclusa.model.Ownership;
import dev.esclusa.model.Target;
import java.time.Duration;
import java.util.List;

/**
 * What an apply is started with.
 *
 * @param steps from {@link Instructions#of}
 * @param healthTimeout how long each wait for health may take
 */
public record ApplyInput(
    Target target,
    Ownership ownership,
    List<Step> steps,
    Progress progress,
    Duration healthTimeout) {
  public ApplyInput {
    steps = List.copyOf(steps);
  }
}
