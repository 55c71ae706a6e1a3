package dev.esclusa.tlog;

/** What a note says about one key. Only {@link #VALID} gives trust. */
public enum SignatureCheck {
  VALID,
  ABSENT,
  /** There is a line of this key that does not verify: the whole note is to be rejected. */
  WRONG
}
