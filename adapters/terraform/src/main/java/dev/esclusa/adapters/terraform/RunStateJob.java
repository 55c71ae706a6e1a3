package dev.esclusa.adapters.terraform;

/** Work on the state of a stack whose backend is not ours. */
public record RunStateJob(
    String runId,
    RunStack stack,
    RunIdentity identity,
    RunLimits limits,
    RunOutput output,
    RunControl control) {
  @Override
  public String toString() {
    return "RunStateJob[" + runId + " of " + stack.name() + "]";
  }
}
