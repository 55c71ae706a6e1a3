package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.terraform.RunReport;
import org.jspecify.annotations.Nullable;

/**
 * What came of an apply whose engine was started.
 *
 * @param problem null when it succeeded
 * @param erroredState the state that could not be handed in, a secret as a whole; null when the
 *     engine left none
 */
@SuppressWarnings("ArrayRecordComponent")
public record RunApplied(
    RunEnd end, RunReport report, @Nullable Problem problem, byte @Nullable [] erroredState) {
  @Override
  public String toString() {
    return "RunApplied[" + end + ", " + problem + "]";
  }
}
