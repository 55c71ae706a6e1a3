package dev.esclusa.policy;

/** What stands still by a person's order. */
public enum Pause {
  /** The one target. */
  TARGET,
  /** Everything. */
  ALL
}
