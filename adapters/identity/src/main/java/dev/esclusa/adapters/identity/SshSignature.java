package dev.esclusa.adapters.identity;

import java.util.Arrays;

/**
 * A detached signature in the format of OpenSSH's PROTOCOL.sshsig.
 *
 * @param hashAlgorithm {@code sha256} or {@code sha512}
 * @param signature the algorithm and its own bytes
 */
record SshSignature(
    SshPublicKey key, String namespace, byte[] reserved, String hashAlgorithm, byte[] signature) {
  private static final byte[] MAGIC = {'S', 'S', 'H', 'S', 'I', 'G'};
  private static final int VERSION = 1;
  static final String SHA512 = "sha512";
  private static final String SHA256 = "sha256";

  static SshSignature parse(String armored) {
    WireReader wire = new WireReader(Armor.SIGNATURE.read(armored));
    if (!Arrays.equals(wire.raw(MAGIC.length), MAGIC)) {
      throw new MalformedKey("it does not begin with SSHSIG");
    }
    int version = wire.uint32();
    if (version != VERSION) {
      throw new MalformedKey("it is of version " + version + ", known is " + VERSION);
    }
    SshSignature signature =
        new SshSignature(
            SshPublicKey.of(wire.string()), wire.text(), wire.string(), wire.text(), wire.string());
    wire.end();
    return signature;
  }

  String armored() {
    return Armor.SIGNATURE.write(
        new WireWriter()
            .raw(MAGIC)
            .uint32(VERSION)
            .string(key.blob())
            .string(namespace)
            .string(reserved)
            .string(hashAlgorithm)
            .string(signature)
            .bytes());
  }

  boolean covers(byte[] message) {
    return SshAlgorithms.verifies(
        key, toSign(namespace, reserved, hashAlgorithm, message), signature);
  }

  /** What the key signs: the message only by its hash, the namespace always with it. */
  static byte[] toSign(String namespace, byte[] reserved, String hashAlgorithm, byte[] message) {
    return new WireWriter()
        .raw(MAGIC)
        .string(namespace)
        .string(reserved)
        .string(hashAlgorithm)
        .string(hash(hashAlgorithm, message))
        .bytes();
  }

  private static byte[] hash(String algorithm, byte[] message) {
    return switch (algorithm) {
      case SHA256 -> Digests.sha256(message);
      case SHA512 -> Digests.sha512(message);
      default -> throw new MalformedKey("hash " + algorithm + " is not sha256 or sha512");
    };
  }
}
