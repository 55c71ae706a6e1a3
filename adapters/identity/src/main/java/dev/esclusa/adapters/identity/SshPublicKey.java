package dev.esclusa.adapters.identity;

import dev.esclusa.model.Problem;
import java.util.Arrays;
import java.util.Base64;

/**
 * A public key in SSH's form. Two keys are equal when their bytes are.
 *
 * @param type {@code ssh-ed25519}
 * @param blob as in RFC 4253 section 6.6, the type included
 */
public record SshPublicKey(String type, byte[] blob) {
  public SshPublicKey {
    blob = blob.clone();
  }

  /**
   * Reads {@code ssh-ed25519 AAAA... comment}.
   *
   * @throws dev.esclusa.model.ProblemException IDN-0001 for anything else
   */
  public static SshPublicKey parse(String line) {
    String[] parts = line.strip().split("[ \t]+", 3);
    try {
      if (parts.length < 2) {
        throw new MalformedKey("it has no key type and key");
      }
      return of(parts[0], parts[1]);
    } catch (MalformedKey e) {
      throw Problem.caller(
              "IDN-0001",
              "this is not an SSH public key: " + e.what(),
              "Give one line of a .pub file: ssh-ed25519 AAAA... comment")
          .asException();
    }
  }

  static SshPublicKey of(String type, String base64) {
    SshPublicKey key = of(Armor.base64(base64));
    if (!key.type().equals(type)) {
      throw new MalformedKey("it says " + type + " and is " + key.type());
    }
    return key;
  }

  static SshPublicKey of(byte[] blob) {
    return new SshPublicKey(new WireReader(blob).text(), blob);
  }

  static SshPublicKey ed25519(byte[] point) {
    return new SshPublicKey(
        SshAlgorithms.ED25519,
        new WireWriter().string(SshAlgorithms.ED25519).string(point).bytes());
  }

  @Override
  public byte[] blob() {
    return blob.clone();
  }

  /** {@code SHA256:...} as ssh-keygen prints it. */
  public String fingerprint() {
    return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(Digests.sha256(blob));
  }

  /** {@code ssh-ed25519 AAAA...}, without a comment. */
  public String text() {
    return type + " " + Base64.getEncoder().encodeToString(blob);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SshPublicKey it && Arrays.equals(blob, it.blob);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(blob);
  }

  @Override
  public String toString() {
    return type + " " + fingerprint();
  }
}
