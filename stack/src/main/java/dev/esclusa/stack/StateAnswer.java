package dev.esclusa.stack;

import dev.esclusa.model.Problem;

/** What an engine gets when it asks for a state, in the words of no protocol. */
public sealed interface StateAnswer {
  /** The state as it was written. */
  record Content(byte[] bytes, StateVersion version) implements StateAnswer {}

  /** There is none yet. */
  record Nothing() implements StateAnswer {}

  /** It is done, now or when it was asked before. */
  record Done() implements StateAnswer {}

  /** Another holds the lock. */
  record Held(StateLock lock) implements StateAnswer {}

  /** Nothing was done. */
  record Refused(Reason reason, Problem problem) implements StateAnswer {}

  /** Whose move it is after a refusal. */
  enum Reason {
    /** No credential of this stack; said in the same words for every cause. */
    UNKNOWN,
    FORBIDDEN,
    CONFLICT,
    MALFORMED,
    TOO_LARGE,
    BUSY
  }
}
