package dev.esclusa.model;

import java.util.List;

/**
 * What an apply came to. Partial failure is a result, not an exception.
 *
 * @param steps in the order they were taken
 */
public record ApplyResult(List<StepOutcome> steps, Outcome outcome) {
  /** How an apply ended. */
  public enum Outcome {
    SUCCEEDED,
    FAILED,
    PARTIAL,
    CANCELLED
  }

  /** One object's end. */
  public record StepOutcome(Address address, Action action, StepResult result) {}

  public ApplyResult {
    steps = List.copyOf(steps);
  }
}
