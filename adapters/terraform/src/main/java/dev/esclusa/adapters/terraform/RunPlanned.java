package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.terraform.RunReport;
import dev.esclusa.tree.Digest;
import java.util.List;

/** What came of a plan run. */
public sealed interface RunPlanned {
  /** What the engine said, secrets scrubbed. */
  RunReport report();

  /**
   * A saved plan.
   *
   * @param plan the bytes; a secret as a whole
   * @param planHash of the bytes, taken before anything else read them
   * @param lockFile the dependency lock file that was in force; empty without providers
   */
  @SuppressWarnings("ArrayRecordComponent") // large, and nobody changes them
  record Made(
      byte[] plan,
      Digest planHash,
      byte[] lockFile,
      List<ProviderPackage> providers,
      RunReport report)
      implements RunPlanned {
    public Made {
      providers = List.copyOf(providers);
    }

    /** Whether there is neither drift nor anything to do, so that nobody needs to render it. */
    public boolean clean() {
      return report.clean();
    }

    @Override
    public String toString() {
      return "Made[" + planHash + "]";
    }
  }

  /** No plan, and why. */
  record Failed(Problem problem, RunReport report) implements RunPlanned {}
}
