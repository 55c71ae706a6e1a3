package dev.esclusa.adapters.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two hashes of SSHSIG. */
final class Digests {
  private Digests() {}

  static byte[] sha256(byte[] content) {
    return digest("SHA-256", content);
  }

  static byte[] sha512(byte[] content) {
    return digest("SHA-512", content);
  }

  private static byte[] digest(String algorithm, byte[] content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
