package dev.esclusa.stack;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sealed blob of a stack that is not a state, without its bytes: a saved plan above all.
 *
 * @param digest of the content in the clear
 * @param use by whom it was used up; absent until then
 * @param droppedAt when its bytes went; absent while they are there
 */
public record Artifact(
    TargetUid stack,
    Purpose purpose,
    Digest digest,
    long sizeBytes,
    Instant madeAt,
    @Nullable Use use,
    @Nullable Instant droppedAt) {
  /** The one use of it. */
  public record Use(ChangeId change, long fencingToken, Instant at) {}

  Artifact usedBy(Use next) {
    return new Artifact(stack, purpose, digest, sizeBytes, madeAt, next, droppedAt);
  }

  Artifact dropped(Instant at) {
    return new Artifact(stack, purpose, digest, sizeBytes, madeAt, use, at);
  }
}
