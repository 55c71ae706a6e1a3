package dev.esclusa.adapters.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.approval.SignatureVerifier.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshSignaturesTest {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String NAMESPACE = "approval@esclusa.dev";
  private static final byte[] MESSAGE = "{\"change\":\"c-1\"}".getBytes(StandardCharsets.UTF_8);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SshKeyPair ana = SshKeyPair.generate(RANDOM, "ana");
  private final String signers = "ana@crm.example " + ana.publicLine() + "\n";

  @TempDir Path folder;

  @Test
  void aSignatureIsItsSignersOwn() {
    assertThat(verify(MESSAGE, ana.sign(MESSAGE, NAMESPACE), signers))
        .isEqualTo(new Verdict.Valid("ana@crm.example", ana.publicKey().fingerprint()));
  }

  @Test
  void aSignatureOfOtherBytesIsRefused() {
    assertThat(cause(verify(new byte[] {1}, ana.sign(MESSAGE, NAMESPACE), signers)))
        .contains("did not sign these bytes");
  }

  @Test
  void aSignatureForAnotherNamespaceIsRefused() {
    assertThat(cause(verify(MESSAGE, ana.sign(MESSAGE, "git"), signers)))
        .contains("namespace git, wanted is " + NAMESPACE);
  }

  @Test
  void aKeyThatIsNotListedIsRefused() {
    SshKeyPair eve = SshKeyPair.generate(RANDOM, "eve");
    assertThat(cause(verify(MESSAGE, eve.sign(MESSAGE, NAMESPACE), signers)))
        .contains("not among the allowed signers");
  }

  @Test
  void everyFlippedBitOfASignatureIsFound() {
    byte[] blob = Armor.SIGNATURE.read(ana.sign(MESSAGE, NAMESPACE));
    for (int i = 0; i < blob.length * 8; i++) {
      byte[] flipped = blob.clone();
      flipped[i / 8] ^= (byte) (1 << i % 8);
      assertThat(verify(MESSAGE, Armor.SIGNATURE.write(flipped), signers))
          .as("bit %d", i)
          .isInstanceOf(Verdict.Invalid.class);
    }
  }

  @Test
  void everyFlippedByteOfAnArmoredSignatureIsFound() {
    byte[] armored = ana.sign(MESSAGE, NAMESPACE).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < armored.length; i++) {
      for (int bit = 0; bit < 7; bit++) {
        byte[] flipped = armored.clone();
        flipped[i] ^= (byte) (1 << bit);
        String text = new String(flipped, StandardCharsets.US_ASCII);
        assertThat(verify(MESSAGE, text, signers))
            .as("byte %d bit %d", i, bit)
            .isInstanceOf(Verdict.Invalid.class);
      }
    }
  }

  @Test
  void everyTruncatedSignatureIsRefused() {
    byte[] blob = Armor.SIGNATURE.read(ana.sign(MESSAGE, NAMESPACE));
    for (int length = 0; length < blob.length; length++) {
      String text = Armor.SIGNATURE.write(java.util.Arrays.copyOf(blob, length));
      assertThat(verify(MESSAGE, text, signers)).isInstanceOf(Verdict.Invalid.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"ed25519,256", "ecdsa,256", "ecdsa,384", "rsa,2048", "rsa,3072"})
  void whatSshKeygenSignsVerifies(String kind, String bits) throws Exception {
    Tool keygen = Tool.of("ssh-keygen", folder);
    keygen.must("-q", "-t", kind, "-b", bits, "-N", "", "-C", "ben", "-f", "key");
    for (String hash : new String[] {"sha256", "sha512"}) {
      String armored =
          keygen
              .run(
                  MESSAGE,
                  "-Y",
                  "sign",
                  "-q",
                  "-O",
                  "hashalg=" + hash,
                  "-f",
                  "key",
                  "-n",
                  NAMESPACE)
              .text();
      SshPublicKey key = SshPublicKey.parse(Files.readString(folder.resolve("key.pub")));
      String allowed = "ben@crm.example " + key.text();
      assertThat(verify(MESSAGE, armored, allowed))
          .isEqualTo(new Verdict.Valid("ben@crm.example", key.fingerprint()));
      assertThat(verify(new byte[] {7}, armored, allowed)).isInstanceOf(Verdict.Invalid.class);
      assertThat(keygen.must("-l", "-f", "key.pub").text()).contains(key.fingerprint());
    }
  }

  @ParameterizedTest
  @CsvSource({"ecdsa,256", "ecdsa,384", "rsa,2048"})
  void everyFlippedByteOfAForeignSignatureIsFound(String kind, String bits) throws Exception {
    Tool keygen = Tool.of("ssh-keygen", folder);
    keygen.must("-q", "-t", kind, "-b", bits, "-N", "", "-f", "key");
    String armored = keygen.run(MESSAGE, "-Y", "sign", "-q", "-f", "key", "-n", NAMESPACE).text();
    String allowed = "ben@crm.example " + Files.readString(folder.resolve("key.pub"));
    byte[] blob = Armor.SIGNATURE.read(armored);
    for (int i = 0; i < blob.length; i++) {
      byte[] flipped = blob.clone();
      flipped[i] ^= 1;
      assertThat(verify(MESSAGE, Armor.SIGNATURE.write(flipped), allowed))
          .as("byte %d", i)
          .isInstanceOf(Verdict.Invalid.class);
    }
  }

  @Test
  void whatIsSignedHereVerifiesWithSshKeygen() throws Exception {
    Tool keygen = Tool.of("ssh-keygen", folder);
    Files.writeString(folder.resolve("allowed_signers"), signers);
    Files.writeString(folder.resolve("signature"), ana.sign(MESSAGE, NAMESPACE));
    assertThat(sshKeygenVerifies(keygen, MESSAGE)).isZero();
    assertThat(sshKeygenVerifies(keygen, new byte[] {1})).isNotZero();
  }

  private int sshKeygenVerifies(Tool keygen, byte[] message) throws Exception {
    return keygen
        .run(
            message,
            "-Y",
            "verify",
            "-f",
            "allowed_signers",
            "-I",
            "ana@crm.example",
            "-n",
            NAMESPACE,
            "-s",
            "signature")
        .exit();
  }

  @Test
  void aSecurityKeyThatWasTouchedVerifies() {
    assertThat(verify(MESSAGE, securityKeySignature(1), securityKeyLine()))
        .isInstanceOf(Verdict.Valid.class);
    assertThat(verify(new byte[] {1}, securityKeySignature(1), securityKeyLine()))
        .isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void aSecurityKeyThatNobodyTouchedIsRefused() {
    assertThat(cause(verify(MESSAGE, securityKeySignature(4), securityKeyLine())))
        .contains("not touched");
  }

  private final byte[] seed = new byte[32];

  private SshPublicKey securityKey() {
    byte[] point = new byte[32];
    Ed25519.generatePublicKey(seed, 0, point, 0);
    return SshPublicKey.of(
        new WireWriter().string(SshAlgorithms.SK_ED25519).string(point).string("ssh:").bytes());
  }

  private String securityKeyLine() {
    return "kim@crm.example " + securityKey().text();
  }

  /** PROTOCOL.u2f: what a token would sign. */
  private String securityKeySignature(int flags) {
    byte[] toSign = SshSignature.toSign(NAMESPACE, new byte[0], "sha256", MESSAGE);
    byte[] message =
        new WireWriter()
            .raw(Digests.sha256("ssh:".getBytes(StandardCharsets.US_ASCII)))
            .raw((byte) flags)
            .uint32(7)
            .raw(Digests.sha256(toSign))
            .bytes();
    byte[] bytes = new byte[64];
    Ed25519.sign(seed, 0, message, 0, message.length, bytes, 0);
    byte[] signature =
        new WireWriter()
            .string(SshAlgorithms.SK_ED25519)
            .string(bytes)
            .raw((byte) flags)
            .uint32(7)
            .bytes();
    return new SshSignature(securityKey(), NAMESPACE, new byte[0], "sha256", signature).armored();
  }

  @Test
  void anRsaKeyDoesNotSignWithSha1() throws Exception {
    Tool keygen = Tool.of("ssh-keygen", folder);
    keygen.must("-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "key");
    SshPublicKey key = SshPublicKey.parse(Files.readString(folder.resolve("key.pub")));
    byte[] sha1 = new WireWriter().string("ssh-rsa").string(new byte[256]).bytes();
    String armored = new SshSignature(key, NAMESPACE, new byte[0], "sha512", sha1).armored();
    assertThat(cause(verify(MESSAGE, armored, "ben@crm.example " + key.text())))
        .contains("does not make signatures of kind ssh-rsa");
  }

  @Test
  void aShortRsaKeyIsRefused() throws Exception {
    Tool keygen = Tool.of("ssh-keygen", folder);
    keygen.must("-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", "key");
    String armored = keygen.run(MESSAGE, "-Y", "sign", "-q", "-f", "key", "-n", NAMESPACE).text();
    String allowed = "ben@crm.example " + Files.readString(folder.resolve("key.pub"));
    assertThat(cause(verify(MESSAGE, armored, allowed))).contains("1024 bits");
  }

  private static Verdict verify(byte[] message, String armored, String signers) {
    return new SshSignatures().verify(message, armored, NAMESPACE, NOW, signers);
  }

  private static String cause(Verdict verdict) {
    return ((Verdict.Invalid) verdict).cause();
  }
}
