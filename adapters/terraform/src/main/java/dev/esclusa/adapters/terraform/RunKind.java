package dev.esclusa.adapters.terraform;

/** What a run of an engine is for; it decides what may be done to the process. */
public enum RunKind {
  PLAN,
  RENDER,
  APPLY,
  /** Unlocking, and reading a state that somebody else keeps. */
  STATE,
  /** Handing in a state that an apply could not. */
  PUSH;

  /** What writes is never killed for its slowness: it may be about to write down what it made. */
  boolean mayBeKilled() {
    return this != APPLY && this != PUSH;
  }
}
