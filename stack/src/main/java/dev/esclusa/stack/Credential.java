package dev.esclusa.stack;

import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one run may do with the state of one stack, until it is closed. It does not run out with
 * time: a living engine's last write must not be refused.
 *
 * @param passwordHash of the password, which nobody keeps
 * @param fencingToken of the lease under which the run was started
 * @param closedAt when it was ended; absent while it opens
 */
public record Credential(
    Digest passwordHash,
    TargetUid stack,
    RunId run,
    Right right,
    long fencingToken,
    Instant issuedAt,
    @Nullable Instant closedAt) {
  /** What the run may do. */
  public enum Right {
    READ,
    WRITE
  }

  Credential closed(Instant at) {
    return new Credential(passwordHash, stack, run, right, fencingToken, issuedAt, at);
  }
}
