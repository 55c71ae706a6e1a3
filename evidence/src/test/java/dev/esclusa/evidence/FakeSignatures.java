package dev.esclusa.evidence;

import dev.esclusa.model.Binding;
import dev.esclusa.tree.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Signatures that a digest stands for; allowed signers are lines of principal and key. */
final class FakeSignatures implements ApproverSignatures {
  static String sign(String key, byte[] message) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(key.getBytes(StandardCharsets.UTF_8));
    all.write(0);
    all.writeBytes(message);
    return Digest.of(all.toByteArray()).hex();
  }

  @Override
  public Answer check(
      byte[] message,
      String armoredSignature,
      String namespace,
      Instant at,
      String allowedSigners) {
    for (String line : allowedSigners.split("\n")) {
      String[] parts = line.split(" ");
      if (parts.length == 2
          && namespace.equals(Binding.NAMESPACE)
          && sign(parts[1], message).equals(armoredSignature)) {
        return new Answer.SignedBy(parts[0], "SHA256:" + parts[1]);
      }
    }
    return new Answer.Worthless("no allowed key made it");
  }
}
