package dev.esclusa.evidence;

import java.time.Instant;

/** The port to what tells whose an SSH signature is (PROTOCOL.sshsig of OpenSSH). */
@FunctionalInterface
public interface ApproverSignatures {
  /**
   * @param armoredSignature as {@code ssh-keygen -Y sign} writes it
   * @param namespace what the signature must have been made for
   * @param at the key must be allowed at this instant
   * @param allowedSigners content of a file in the format of ssh-keygen(1), ALLOWED SIGNERS
   */
  Answer check(
      byte[] message, String armoredSignature, String namespace, Instant at, String allowedSigners);

  /** Whose, or why nobody's. */
  sealed interface Answer {
    /**
     * @param keyFingerprint {@code SHA256:...}
     */
    record SignedBy(String principal, String keyFingerprint) implements Answer {}

    /** Not a signature of anybody who is allowed, for this reason. */
    record Worthless(String cause) implements Answer {}
  }
}
