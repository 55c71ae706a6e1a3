package dev.esclusa.adapters.terraform;

import org.jspecify.annotations.Nullable;

/** The hand of whoever started a run: it can ask the engine to stop, and say why to kill it. */
public final class RunControl {
  /** Why an apply is killed without regard to what it is doing. */
  public enum KillReason {
    /** Its credentials were taken away: it can do nothing any more. */
    IDENTITY_REVOKED,
    /** The machine goes down anyway. */
    MACHINE_ENDS,
    /** A person looked and decided so. */
    VERDICT
  }

  private volatile boolean stopWanted;
  private volatile @Nullable KillReason killReason; // null: it is not to be killed

  /** Asks for the engine's own orderly stop; what it is doing it may finish or undo. */
  public void stop() {
    stopWanted = true;
  }

  /** After the grace that follows a stop, ends it in any case. */
  public void kill(KillReason reason) {
    killReason = reason;
    stopWanted = true;
  }

  boolean stopWanted() {
    return stopWanted;
  }

  @Nullable KillReason killReason() {
    return killReason;
  }
}
