package dev.esclusa.stack;

import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.time.Instant;

/**
 * One state that a stack once had, without its content.
 *
 * @param number from 1, without gaps
 * @param serial as the engine counts; goes back only where a verdict replaced the state
 * @param run who wrote it; for a replacement the name of the verdict
 * @param md5 of the content, hexadecimal: what the http backend compares
 * @param kept whether the content is still there
 */
public record StateVersion(
    TargetUid stack,
    long number,
    long serial,
    String lineage,
    String engineVersion,
    Origin origin,
    RunId run,
    long fencingToken,
    Instant writtenAt,
    Digest digest,
    String md5,
    long sizeBytes,
    boolean kept) {
  /** How it came. */
  public enum Origin {
    /** An engine handed it in, holding the lock. */
    WRITTEN,
    /** Somebody decided that this is the state now. */
    REPLACED
  }

  StateVersion withoutContent() {
    return new StateVersion(
        stack,
        number,
        serial,
        lineage,
        engineVersion,
        origin,
        run,
        fencingToken,
        writtenAt,
        digest,
        md5,
        sizeBytes,
        false);
  }
}
