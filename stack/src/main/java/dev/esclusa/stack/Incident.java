package dev.esclusa.stack;

import dev.esclusa.model.TargetUid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something about a state that was not an everyday write: a refusal, or a verdict.
 *
 * @param run whose request was refused; absent where a person decided
 * @param code of the problem that the refused one got; absent where a person decided
 */
public record Incident(
    TargetUid stack,
    Instant at,
    Kind kind,
    @Nullable RunId run,
    @Nullable String code,
    String words) {
  /** What happened. */
  public enum Kind {
    REFUSED,
    FENCE_RAISED,
    LOCK_BROKEN,
    STATE_REPLACED
  }
}
