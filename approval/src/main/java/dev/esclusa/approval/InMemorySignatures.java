package dev.esclusa.approval;

import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Signatures for trials and simulations. Anybody can make one for any principal: it proves that the
 * bytes and the namespace are the signed ones, and that the principal begins a line of the allowed
 * signers, and nothing more.
 */
public final class InMemorySignatures implements SignatureVerifier {
  private static final String PREFIX = "in-memory ";

  /** What {@link #verify} takes for the principal's signature. */
  public static String sign(String principal, byte[] message, String namespace) {
    return PREFIX + principal + " " + digest(principal, message, namespace).hex();
  }

  @Override
  public Verdict verify(
      byte[] message,
      String armoredSignature,
      String namespace,
      Instant at,
      String allowedSigners) {
    String[] parts = armoredSignature.split(" ", -1);
    if (!armoredSignature.startsWith(PREFIX) || parts.length != 3) {
      return new Verdict.Invalid("it is not an in-memory signature");
    }
    String principal = parts[1];
    if (!parts[2].equals(digest(principal, message, namespace).hex())) {
      return new Verdict.Invalid("it signs other bytes, or for another namespace");
    }
    return allowedSigners.lines().anyMatch(line -> line.split(" ")[0].equals(principal))
        ? new Verdict.Valid(principal, fingerprint(principal))
        : new Verdict.Invalid("the key of " + principal + " is not among the allowed signers");
  }

  private static String fingerprint(String principal) {
    return "SHA256:" + Digest.of(principal.getBytes(StandardCharsets.UTF_8)).shortText();
  }

  private static Digest digest(String principal, byte[] message, String namespace) {
    String signed = principal + "\n" + namespace + "\n" + HexFormat.of().formatHex(message);
    return Digest.of(signed.getBytes(StandardCharsets.UTF_8));
  }
}
