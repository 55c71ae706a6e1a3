package dev.esclusa.tlog;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A named private key, written {@code PRIVATE+KEY+name+id+base64} as Go's {@code sumdb/note} does.
 * Its {@link #toString()} shows only the public half.
 */
public final class SignerKey {
  private static final String PREFIX = "PRIVATE+KEY+";

  private final VerifierKey verifier;
  private final byte[] seed;

  private SignerKey(VerifierKey verifier, byte[] seed) {
    this.verifier = verifier;
    this.seed = seed;
  }

  /**
   * @param seed 32 bytes, to be drawn from a secure source and used for this one key only
   */
  public static SignerKey of(String name, KeyType type, byte[] seed) {
    if (seed.length != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("a seed has 32 bytes, was " + seed.length);
    }
    var publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    return new SignerKey(VerifierKey.of(name, type, publicKey), seed.clone());
  }

  /** Failures never repeat the text: it is a secret. */
  public static SignerKey parse(String text) {
    try {
      if (!text.startsWith(PREFIX)) {
        throw new IllegalArgumentException("it does not start with " + PREFIX);
      }
      var parts = text.substring(PREFIX.length()).split("\\+", 3);
      if (parts.length != 3) {
        throw new IllegalArgumentException("it has too few parts");
      }
      return parse(parts[0], parts[1], decode(parts[2]));
    } catch (IllegalArgumentException malformed) {
      throw new TlogException(
          TlogException.Code.KEY,
          "signer key",
          "is not a key: " + malformed.getMessage(),
          "Give the whole line PRIVATE+KEY+name+id+base64");
    }
  }

  private static SignerKey parse(String name, String id, byte[] material) {
    if (material.length != 1 + Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("its secret has %d bytes".formatted(material.length));
    }
    var seed = Arrays.copyOfRange(material, 1, material.length);
    var key = of(name, KeyType.of(material[0] & 0xFF), seed);
    if (!HexFormat.of().toHexDigits(key.verifier.id()).equals(id)) {
      throw new IllegalArgumentException("name, id and secret do not belong together");
    }
    return key;
  }

  private static byte[] decode(String base64) {
    try {
      return StrictBase64.decode(base64);
    } catch (IllegalArgumentException secret) {
      throw new IllegalArgumentException("its secret is not base64");
    }
  }

  public VerifierKey verifier() {
    return verifier;
  }

  /** The secret in text form, for a key file only its owner can read. */
  public String secretText() {
    return PREFIX
        + verifier.name()
        + "+"
        + HexFormat.of().toHexDigits(verifier.id())
        + "+"
        + Base64.getEncoder().encodeToString(VerifierKey.typed(verifier.type(), seed));
  }

  byte[] sign(byte[] message) {
    var signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  @Override
  public String toString() {
    return "signer of " + verifier;
  }
}
