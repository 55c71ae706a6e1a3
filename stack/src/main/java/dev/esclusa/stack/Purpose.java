package dev.esclusa.stack;

/** What a sealed blob of a stack is. */
public enum Purpose {
  /** One version of the state. */
  STATE,
  /** The file of a saved plan; applied once. */
  SAVED_PLAN,
  /** What a saved plan says, as JSON, before anything in it is masked. */
  RENDERED_PLAN,
  /** A state that an engine could not hand in; kept until a recovery took it or let it go. */
  ERRORED_STATE,
  /** The objects of a stack as they were last accepted, secrets masked. */
  BASELINE,
  /** What an engine printed. */
  ENGINE_OUTPUT
}
