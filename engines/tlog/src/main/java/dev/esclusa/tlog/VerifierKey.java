package dev.esclusa.tlog;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A named public key, written {@code example.com/log+530d903a+AekyeRrm...} (C2SP signed-note,
 * "Verifier keys").
 */
public final class VerifierKey {
  private final String name;
  private final KeyType type;
  private final byte[] publicKey;
  private final int id;

  private VerifierKey(String name, KeyType type, byte[] publicKey) {
    this.name = checkName(name);
    this.type = type;
    this.publicKey = publicKey;
    this.id = idOf(name, type, publicKey);
  }

  static VerifierKey of(String name, KeyType type, byte[] publicKey) {
    if (publicKey.length != Ed25519.PUBLIC_KEY_SIZE
        || !Ed25519.validatePublicKeyFull(publicKey, 0)) {
      throw new IllegalArgumentException("not an Ed25519 public key");
    }
    return new VerifierKey(name, type, publicKey.clone());
  }

  public static VerifierKey parse(String text) {
    try {
      // The base64 part may hold plus signs; name and id may not.
      var parts = text.split("\\+", 3);
      if (parts.length != 3) {
        throw new IllegalArgumentException("it has %d of 3 parts".formatted(parts.length));
      }
      var material = StrictBase64.decode(parts[2]);
      if (material.length == 0) {
        throw new IllegalArgumentException("it has no key type");
      }
      var key =
          of(
              parts[0],
              KeyType.of(material[0] & 0xFF),
              Arrays.copyOfRange(material, 1, material.length));
      if (!key.idHex().equals(parts[1])) {
        throw new IllegalArgumentException(
            "it says key id %s, its key has %s".formatted(parts[1], key.idHex()));
      }
      return key;
    } catch (IllegalArgumentException malformed) {
      throw new TlogException(
          TlogException.Code.KEY,
          "verifier key " + text,
          "is not a key: " + malformed.getMessage(),
          "Copy the key again from its owner; the form is name+id+base64",
          malformed);
    }
  }

  public String name() {
    return name;
  }

  public KeyType type() {
    return type;
  }

  /** The first four bytes of the hash over name, type and key; not unique, so never trusted. */
  public int id() {
    return id;
  }

  boolean isSameKey(VerifierKey other) {
    return Arrays.equals(publicKey, other.publicKey);
  }

  boolean verifies(byte[] message, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
  }

  private String idHex() {
    return HexFormat.of().toHexDigits(id);
  }

  /** The verifier key's text form. */
  @Override
  public String toString() {
    return name + "+" + idHex() + "+" + Base64.getEncoder().encodeToString(typed(type, publicKey));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey key && toString().equals(key.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  static byte[] typed(KeyType type, byte[] key) {
    return ByteBuffer.allocate(1 + key.length).put((byte) type.id()).put(key).array();
  }

  static int idOf(String name, KeyType type, byte[] publicKey) {
    var hashed = new ByteArrayOutputStream();
    hashed.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    hashed.write('\n');
    hashed.writeBytes(typed(type, publicKey));
    return ByteBuffer.wrap(Hash.sha256().digest(hashed.toByteArray())).getInt();
  }

  static String checkName(String name) {
    if (name.isEmpty()
        || name.codePoints()
            .anyMatch(
                c ->
                    c == '+'
                        || c < 0x20
                        || Character.isSpaceChar(c)
                        || Character.isWhitespace(c)
                        || c == 0x85)) {
      throw new IllegalArgumentException(
          "key name '%s' must not be empty and not contain spaces or plus signs".formatted(name));
    }
    return name;
  }
}
