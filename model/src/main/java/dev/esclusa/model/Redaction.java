package dev.esclusa.model;

import dev.esclusa.model.Masked.SecretOrigin;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns what nobody may see into what everybody may compare: keyed digests of sensitive leaves and
 * pseudonyms of persons, under the installation's key.
 */
public final class Redaction {
  private final SecretKeySpec key;

  /**
   * @param key at least 32 random bytes
   */
  public Redaction(byte[] key) {
    if (key.length < 32) {
      throw new ModelException("a redaction key has at least 32 bytes, this one has " + key.length);
    }
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /** Equal values at one place give equal masks; at different places they give different ones. */
  public Masked mask(Address address, Pointer pointer, Value secret, SecretOrigin origin) {
    return new Masked(
        hmac("secret", address.text(), pointer.toString(), Canonical.text(secret)).substring(0, 32),
        origin);
  }

  public PersonId pseudonym(String principal) {
    return new PersonId("p-" + hmac("person", principal).substring(0, 16));
  }

  private String hmac(String... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      for (String part : parts) {
        mac.update(part.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0);
      }
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
