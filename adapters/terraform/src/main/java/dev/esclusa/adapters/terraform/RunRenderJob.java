package dev.esclusa.adapters.terraform;

import dev.esclusa.tree.Digest;

/**
 * A saved plan to be told as JSON.
 *
 * @param planHash what the bytes must have
 * @param lockFile of {@link RunPlanned.Made}
 */
@SuppressWarnings("ArrayRecordComponent")
public record RunRenderJob(
    String runId,
    String stack,
    Engine engine,
    byte[] plan,
    Digest planHash,
    byte[] lockFile,
    RunLimits limits,
    RunControl control) {
  @Override
  public String toString() {
    return "RunRenderJob[" + runId + " of " + stack + ", " + planHash + "]";
  }
}
