package dev.esclusa.adapters.identity;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key that signs. It never prints its secret. */
public final class SshKeyPair {
  private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
  private static final String NONE = "none";
  private static final int BLOCK = 8;
  private static final byte[] EMPTY = {};

  private final byte[] seed;
  private final byte[] point;
  private final String comment;

  private SshKeyPair(byte[] seed, String comment) {
    this.seed = seed.clone();
    this.point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    this.comment = comment;
    Ed25519.generatePublicKey(this.seed, 0, point, 0);
  }

  public static SshKeyPair generate(SecureRandom random, String comment) {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(seed);
    return new SshKeyPair(seed, comment);
  }

  /**
   * Reads an unencrypted Ed25519 key file as ssh-keygen writes it (PROTOCOL.key of OpenSSH).
   *
   * @throws ProblemException IDN-0002 for an encrypted key, IDN-0003 for anything else
   */
  public static SshKeyPair read(String file) {
    try {
      return parse(new WireReader(Armor.PRIVATE_KEY.read(file)));
    } catch (MalformedKey e) {
      throw Problem.caller(
              "IDN-0003",
              "this is not an OpenSSH Ed25519 private key: " + e.what(),
              "Make one with `ssh-keygen -t ed25519`.")
          .asException();
    }
  }

  public SshPublicKey publicKey() {
    return SshPublicKey.ed25519(point);
  }

  public String comment() {
    return comment;
  }

  /** The line of a {@code .pub} file. */
  public String publicLine() {
    return publicKey().text() + (comment.isEmpty() ? "" : " " + comment);
  }

  /** What {@code ssh-keygen -Y sign -n namespace} would write. */
  public String sign(byte[] message, String namespace) {
    byte[] signed = SshSignature.toSign(namespace, EMPTY, SshSignature.SHA512, message);
    byte[] bytes = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, signed, 0, signed.length, bytes, 0);
    byte[] signature = new WireWriter().string(SshAlgorithms.ED25519).string(bytes).bytes();
    return new SshSignature(publicKey(), namespace, EMPTY, SshSignature.SHA512, signature)
        .armored();
  }

  /** The private key file, unencrypted: for a file of mode 0600. */
  public String write(SecureRandom random) {
    int check = random.nextInt();
    WireWriter secret =
        new WireWriter()
            .uint32(check)
            .uint32(check)
            .string(SshAlgorithms.ED25519)
            .string(point)
            .string(new WireWriter().raw(seed).raw(point).bytes())
            .string(comment);
    for (int i = 1; secret.size() % BLOCK != 0; i++) {
      secret.raw((byte) i);
    }
    return Armor.PRIVATE_KEY.write(
        new WireWriter()
            .raw(MAGIC)
            .string(NONE)
            .string(NONE)
            .string(EMPTY)
            .uint32(1)
            .string(publicKey().blob())
            .string(secret.bytes())
            .bytes());
  }

  private static SshKeyPair parse(WireReader wire) {
    if (!Arrays.equals(wire.raw(MAGIC.length), MAGIC)) {
      throw new MalformedKey("it does not begin with openssh-key-v1");
    }
    if (!wire.text().equals(NONE)) {
      throw encrypted();
    }
    wire.string(); // the key derivation and its options mean nothing without a cipher
    wire.string();
    if (wire.uint32() != 1) {
      throw new MalformedKey("it holds more than one key");
    }
    byte[] publicBlob = wire.string();
    WireReader secret = new WireReader(wire.string());
    wire.end();
    SshKeyPair pair = secret(secret);
    if (!MessageDigest.isEqual(publicBlob, pair.publicKey().blob())) {
      throw new MalformedKey("its public and its private part do not belong together");
    }
    return pair;
  }

  private static SshKeyPair secret(WireReader wire) {
    int check = wire.uint32();
    if (wire.uint32() != check) {
      throw new MalformedKey("its check numbers differ");
    }
    String type = wire.text();
    if (!type.equals(SshAlgorithms.ED25519)) {
      throw new MalformedKey("it is of kind " + type + ", taken is ssh-ed25519");
    }
    byte[] point = wire.string();
    byte[] both = wire.string();
    if (both.length != Ed25519.SECRET_KEY_SIZE + Ed25519.PUBLIC_KEY_SIZE) {
      throw new MalformedKey("its secret has " + both.length + " bytes and should have 64");
    }
    SshKeyPair pair = new SshKeyPair(Arrays.copyOf(both, Ed25519.SECRET_KEY_SIZE), wire.text());
    byte[] padding = wire.rest();
    for (int i = 0; i < padding.length; i++) {
      if (padding[i] != i + 1) {
        throw new MalformedKey("its padding is damaged");
      }
    }
    byte[] inBoth = Arrays.copyOfRange(both, Ed25519.SECRET_KEY_SIZE, both.length);
    if (!Arrays.equals(point, pair.point) || !Arrays.equals(inBoth, pair.point)) {
      throw new MalformedKey("its public and its private part do not belong together");
    }
    return pair;
  }

  private static ProblemException encrypted() {
    return Problem.caller(
            "IDN-0002",
            "the private key is encrypted with a passphrase, which is never asked for here",
            "Sign with `ssh-keygen -Y sign`, or use a key without passphrase:"
                + " `ssh-keygen -p -f FILE`.")
        .asException();
  }

  @Override
  public String toString() {
    return publicKey() + " (sensitive)";
  }
}
