package dev.esclusa.apply;

import dev.esclusa.model.StepResult;
import java.util.Map;
import java.util.Set;

/**
 * How far an earlier run of the same plan came.
 *
 * @param finished how steps ended, by index
 * @param started steps that were announced and of whose end nothing is known
 */
public record Progress(Map<Integer, StepResult> finished, Set<Integer> started) {
  /** No run before this one. */
  public static final Progress NONE = new Progress(Map.of(), Set.of());

  public Progress {
    finished = Map.copyOf(finished);
    started = Set.copyOf(started);
  }

  /** Whether a run lies before this one. */
  public boolean resumes() {
    return !finished.isEmpty() || !started.isEmpty();
  }
}
