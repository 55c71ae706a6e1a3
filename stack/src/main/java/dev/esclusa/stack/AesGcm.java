package dev.esclusa.stack;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** AES-256-GCM (NIST SP 800-38D): nonce of 12 bytes, ciphertext, tag of 16. */
final class AesGcm {
  static final int KEY_BYTES = 32;
  static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private AesGcm() {}

  static byte[] seal(byte[] key, byte[] nonce, byte[] context, byte[] plain) {
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, context);
      byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plain.length));
      cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /**
   * @return absent when key, context or bytes are others than when it was sealed
   */
  static byte @Nullable [] open(byte[] key, byte[] context, byte[] sealed, int from) {
    int start = from + NONCE_BYTES;
    if (sealed.length < start + TAG_BYTES) {
      return null;
    }
    try {
      byte[] nonce = Arrays.copyOfRange(sealed, from, start);
      return cipher(Cipher.DECRYPT_MODE, key, nonce, context)
          .doFinal(sealed, start, sealed.length - start);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    cipher.updateAAD(context);
    return cipher;
  }
}
