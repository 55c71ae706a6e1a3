package dev.esclusa.adapters.identity;

import dev.esclusa.approval.SignatureVerifier;
import java.time.Instant;

/**
 * Checks SSH signatures (PROTOCOL.sshsig): ssh-ed25519, sk-ssh-ed25519@openssh.com, ECDSA on P-256
 * and P-384, RSA with SHA-2.
 */
public final class SshSignatures implements SignatureVerifier {
  @Override
  public Verdict verify(
      byte[] message,
      String armoredSignature,
      String namespace,
      Instant at,
      String allowedSigners) {
    try {
      SshSignature signature = SshSignature.parse(armoredSignature);
      if (!signature.namespace().equals(namespace)) {
        return new Verdict.Invalid(
            "it was made for namespace " + signature.namespace() + ", wanted is " + namespace);
      }
      return signature.covers(message)
          ? AllowedSigners.read(allowedSigners).personOf(signature.key(), namespace, at)
          : new Verdict.Invalid(
              "key " + signature.key().fingerprint() + " did not sign these bytes");
    } catch (MalformedKey e) {
      return new Verdict.Invalid("it is not a sound SSH signature: " + e.what());
    }
  }
}
