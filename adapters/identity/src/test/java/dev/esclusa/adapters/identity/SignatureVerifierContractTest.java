package dev.esclusa.adapters.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.approval.InMemorySignatures;
import dev.esclusa.approval.SignatureVerifier;
import dev.esclusa.approval.SignatureVerifier.Verdict;
import dev.esclusa.model.Binding;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every verifier of the port promises, in memory and with real keys. */
class SignatureVerifierContractTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final byte[] MESSAGE = {1, 2, 3};

  /** A verifier with somebody who can sign for it. */
  record Kit(SignatureVerifier verifier, Signer signer, String line) {
    @Override
    public String toString() {
      return verifier.getClass().getSimpleName();
    }
  }

  interface Signer {
    String sign(byte[] message, String namespace);
  }

  static Stream<Kit> kits() {
    SshKeyPair kim = SshKeyPair.generate(new SecureRandom(), "kim");
    return Stream.of(
        new Kit(
            new InMemorySignatures(),
            (message, namespace) -> InMemorySignatures.sign("kim@x", message, namespace),
            "kim@x key"),
        new Kit(new SshSignatures(), kim::sign, "kim@x " + kim.publicLine()));
  }

  @ParameterizedTest
  @MethodSource("kits")
  void aSignatureNamesItsSignerAndNothingElsePasses(Kit kit) {
    String signature = kit.signer().sign(MESSAGE, Binding.NAMESPACE);
    assertThat(verdict(kit, MESSAGE, signature, Binding.NAMESPACE, kit.line()))
        .isInstanceOfSatisfying(
            Verdict.Valid.class, it -> assertThat(it.principal()).isEqualTo("kim@x"));
    assertInvalid(verdict(kit, new byte[] {1, 2, 4}, signature, Binding.NAMESPACE, kit.line()));
    assertInvalid(verdict(kit, MESSAGE, signature, "git", kit.line()));
    assertInvalid(verdict(kit, MESSAGE, signature, Binding.NAMESPACE, ""));
    assertInvalid(verdict(kit, MESSAGE, "", Binding.NAMESPACE, kit.line()));
    assertInvalid(verdict(kit, MESSAGE, signature + "x", Binding.NAMESPACE, kit.line()));
  }

  private static void assertInvalid(Verdict verdict) {
    assertThat(verdict)
        .isInstanceOfSatisfying(Verdict.Invalid.class, it -> assertThat(it.cause()).isNotBlank());
  }

  private static Verdict verdict(
      Kit kit, byte[] message, String signature, String namespace, String signers) {
    return kit.verifier().verify(message, signature, namespace, NOW, signers);
  }
}
