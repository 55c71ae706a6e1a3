package dev.esclusa.approval;

import java.time.Instant;

/** Port: whose signature is this, by the keys that the configuration allows? */
public interface SignatureVerifier {
  /**
   * @param armoredSignature as {@code ssh-keygen -Y sign} writes it
   * @param namespace what the signature must have been made for
   * @param at the key must be allowed at this instant
   * @param allowedSigners content of a file in the format of ssh-keygen(1), ALLOWED SIGNERS
   */
  Verdict verify(
      byte[] message, String armoredSignature, String namespace, Instant at, String allowedSigners);

  /** Whose, or why nobody's. */
  sealed interface Verdict {
    /**
     * @param principal the one person that the key stands for
     * @param keyFingerprint {@code SHA256:...}
     */
    record Valid(String principal, String keyFingerprint) implements Verdict {}

    /**
     * @param cause in words for whoever signed
     */
    record Invalid(String cause) implements Verdict {}
  }
}
