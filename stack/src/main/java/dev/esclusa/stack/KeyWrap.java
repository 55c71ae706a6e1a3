package dev.esclusa.stack;

/**
 * The port to the keys that wrap data keys: a file of ours, or a key service that never gives its
 * keys away. Several keys can unwrap; one of them wraps what is new.
 */
public interface KeyWrap {
  /**
   * A data key as it is stored.
   *
   * @param keyId which key wrapped it, at most 255 bytes of ASCII
   */
  record Wrapped(String keyId, byte[] bytes) {}

  /** The key that wraps what is new. */
  String keyId();

  /**
   * @param context what the data key is for; unwrapping takes the same bytes
   */
  Wrapped wrap(byte[] dataKey, byte[] context);

  /**
   * @throws dev.esclusa.model.ProblemException STK-0012 when it does not open
   */
  byte[] unwrap(Wrapped wrapped, byte[] context);
}
