package dev.esclusa.adapters.terraform;

import dev.esclusa.tree.Digest;

/**
 * What to apply: exactly these bytes.
 *
 * @param plan the saved plan
 * @param planHash what was approved; other bytes are refused
 * @param lockFile of {@link RunPlanned.Made}
 */
@SuppressWarnings("ArrayRecordComponent")
public record RunApplyJob(
    String runId,
    RunStack stack,
    RunIdentity identity,
    byte[] plan,
    Digest planHash,
    byte[] lockFile,
    RunLimits limits,
    RunOutput output,
    RunControl control) {
  @Override
  public String toString() {
    return "RunApplyJob[" + runId + " of " + stack.name() + ", " + planHash + "]";
  }
}
