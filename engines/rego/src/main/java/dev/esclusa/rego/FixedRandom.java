package dev.esclusa.rego;

import java.security.SecureRandom;

/**
 * "Random" bytes that follow from a seed, so that a signature is the same in each replay: the first
 * bytes are the seed itself, more come from HMAC-SHA-256 over a counter (the idea of RFC 6979).
 */
final class FixedRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final byte[] seed;
  private int taken;

  FixedRandom(byte[] seed) {
    super();
    this.seed = seed.clone();
  }

  /** For a signature: bound to the key and to what is signed. */
  static FixedRandom forSignature(byte[] key, byte[] signed) {
    return new FixedRandom(CryptoBuiltins.mac("HmacSHA512", key, signed));
  }

  @Override
  public void nextBytes(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = next();
    }
  }

  private byte next() {
    int place = taken++;
    if (place < seed.length) {
      return seed[place];
    }
    int block = (place - seed.length) / 32;
    byte[] counter = {
      (byte) (block >> 24), (byte) (block >> 16), (byte) (block >> 8), (byte) block
    };
    return CryptoBuiltins.mac("HmacSHA256", seed, counter)[(place - seed.length) % 32];
  }
}
