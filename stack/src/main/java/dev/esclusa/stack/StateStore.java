package dev.esclusa.stack;

import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The port to what is kept of the states of stacks. It decides nothing: it makes a move when the
 * head is still where the mover saw it, whole or not at all.
 */
public interface StateStore {
  /** Incidents that are kept for each stack. */
  int INCIDENTS_KEPT = 200;

  /**
   * What changes together.
   *
   * @param after with a revision one higher than before
   * @param sealed content of {@code after.current}, when that is new
   * @param dropThrough contents up to this number go, but never the current or the applied one's
   * @param issued a new credential
   * @param ended all open credentials of this run end
   */
  record Move(
      Head after,
      byte @Nullable [] sealed,
      long dropThrough,
      @Nullable Credential issued,
      @Nullable Ended ended,
      @Nullable Incident incident) {
    static Move to(Head after) {
      return new Move(after, null, 0, null, null, null);
    }

    Move because(Incident incident) {
      return new Move(after, sealed, dropThrough, issued, ended, incident);
    }
  }

  /** The end of a run's credentials. */
  record Ended(RunId run, java.time.Instant at) {}

  /** {@link Head#untouched} for a stack that nobody wrote to. */
  Head head(TargetUid stack);

  /**
   * @return false when the head's revision is no longer that of {@code before}; nothing moved then
   */
  boolean move(Head before, Move move);

  Optional<Credential> credential(Digest passwordHash);

  /** Those of a run that are not closed, of any stack. */
  List<Credential> openCredentials(RunId run);

  /** Those to one stack that are not closed, oldest first. */
  List<Credential> openCredentials(TargetUid stack);

  /** Newest first. */
  List<StateVersion> versions(TargetUid stack);

  Optional<StateVersion> version(TargetUid stack, long number);

  /** The sealed content; empty when it was dropped or never there. */
  Optional<byte[]> sealed(TargetUid stack, long number);

  /** Keeps the newest {@link #INCIDENTS_KEPT} of each stack. */
  void record(Incident incident);

  /** Newest first. */
  List<Incident> incidents(TargetUid stack);
}
