package dev.esclusa.adapters.terraform;

import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Set;

/**
 * What to plan.
 *
 * @param variables values by name; the engine reads them from a file that nobody else may read
 * @param variableFiles of the revision, relative to the stack's folder; {@code variables} win
 */
public record RunPlanJob(
    String runId,
    RunStack stack,
    RunIdentity identity,
    Value.Mapping variables,
    List<String> variableFiles,
    Set<Option> options,
    RunLimits limits,
    RunOutput output,
    RunControl control) {
  /** How the plan is made. */
  public enum Option {
    /** Hold the state's lock meanwhile; a speculative or drift plan does not. */
    LOCK,
    /** Believe the state, ask nobody. */
    NO_REFRESH,
    /** Take the state to what is there, and change nothing. */
    REFRESH_ONLY,
    /** Destroy everything. */
    DESTROY
  }

  public RunPlanJob {
    variableFiles = List.copyOf(variableFiles);
    options = Set.copyOf(options);
  }

  /** Without values or credentials. */
  @Override
  public String toString() {
    return "RunPlanJob[" + runId + " of " + stack.name() + "]";
  }
}
