package dev.esclusa.rego;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/**
 * RSASSA-PSS (RFC 8017, 8.1.2) with a salt of any length, as Go verifies it; Java wants to know the
 * length before.
 */
final class PssSignature {
  private PssSignature() {}

  static boolean fits(RSAPublicKey key, String hash, byte[] signed, byte[] signature) {
    int bits = key.getModulus().bitLength() - 1;
    BigInteger number = new BigInteger(1, signature);
    if (signature.length != (key.getModulus().bitLength() + 7) / 8
        || number.compareTo(key.getModulus()) >= 0) {
      return false;
    }
    byte[] encoded = new byte[(bits + 7) / 8];
    byte[] message = number.modPow(key.getPublicExponent(), key.getModulus()).toByteArray();
    int length = Math.min(message.length, encoded.length);
    System.arraycopy(message, message.length - length, encoded, encoded.length - length, length);
    return fits(encoded, bits, hash, CryptoBuiltins.hash(hash, signed));
  }

  /** EMSA-PSS-VERIFY (9.1.2). */
  private static boolean fits(byte[] encoded, int bits, String hash, byte[] digest) {
    int maskedLength = encoded.length - digest.length - 1;
    if (maskedLength < 1 || (encoded[encoded.length - 1] & 0xFF) != 0xBC) {
      return false;
    }
    byte[] h = Arrays.copyOfRange(encoded, maskedLength, encoded.length - 1);
    byte[] block = mask(hash, h, maskedLength);
    for (int i = 0; i < maskedLength; i++) {
      block[i] ^= encoded[i];
    }
    block[0] &= (byte) (0xFF >> 8 * encoded.length - bits);
    int salt = 0;
    while (salt < maskedLength && block[salt] == 0) {
      salt++;
    }
    if (salt == maskedLength || block[salt] != 1) {
      return false;
    }
    byte[] prime = new byte[8 + digest.length + maskedLength - salt - 1];
    System.arraycopy(digest, 0, prime, 8, digest.length);
    System.arraycopy(block, salt + 1, prime, 8 + digest.length, maskedLength - salt - 1);
    return Arrays.equals(h, CryptoBuiltins.hash(hash, prime));
  }

  /** MGF1 (B.2.1). */
  private static byte[] mask(String hash, byte[] seed, int length) {
    byte[] out = new byte[length];
    for (int counter = 0, at = 0; at < length; counter++) {
      byte[] input = Arrays.copyOf(seed, seed.length + 4);
      for (int i = 0; i < 4; i++) {
        input[seed.length + i] = (byte) (counter >> 24 - 8 * i);
      }
      byte[] block = CryptoBuiltins.hash(hash, input);
      int copied = Math.min(block.length, length - at);
      System.arraycopy(block, 0, out, at, copied);
      at += copied;
    }
    return out;
  }
}
