package dev.esclusa.stack;

import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The port to sealed blobs. Rows stay for ever; bytes may go. */
public interface ArtifactStore {
  /** What came of using one up. */
  enum Consumption {
    /** It is yours, and nobody else's ever. */
    CONSUMED,
    USED_BEFORE,
    /** The stack's fence is above the token. */
    FENCED,
    DROPPED,
    UNKNOWN
  }

  /**
   * @return false when there is one of this stack, purpose and digest already; nothing is written
   *     then
   */
  boolean put(Artifact artifact, byte[] sealed);

  Optional<Artifact> get(TargetUid stack, Purpose purpose, Digest digest);

  /** Empty when they were dropped. */
  Optional<byte[]> sealed(TargetUid stack, Purpose purpose, Digest digest);

  /** Newest first: in the order in which they were put, whatever the clocks said. */
  List<Artifact> list(TargetUid stack, Purpose purpose);

  /** Atomic, also against a fence that rises. */
  Consumption consume(TargetUid stack, Purpose purpose, Digest digest, Artifact.Use use);

  /**
   * Drops the bytes of one.
   *
   * @return whether there were any
   */
  boolean drop(TargetUid stack, Purpose purpose, Digest digest, Instant now);

  /**
   * Drops the bytes of all that are older.
   *
   * @return how many
   */
  int dropOld(Purpose purpose, Instant madeBefore, Instant now);
}
