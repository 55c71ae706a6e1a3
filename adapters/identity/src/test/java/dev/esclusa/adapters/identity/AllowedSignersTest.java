package dev.esclusa.adapters.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.approval.SignatureVerifier.Verdict;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedSignersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final SshPublicKey KEY = SshKeyPair.generate(new SecureRandom(), "").publicKey();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ana@x KEY                                        | ana@x",
        "ana@x KEY a comment of words                     | ana@x",
        "ana@x,ana@y KEY                                  | ana@x",
        "\"ana@x,ana@y\" KEY                              | ana@x",
        "*@x,ana@x KEY                                    | ana@x",
        "ana@x namespaces=\"git\" KEY                     | ana@x",
        "ana@x namespaces=\"file,g*t\" KEY                | ana@x",
        "ana@x NAMESPACES=git KEY                         | ana@x",
        "ana@x valid-after=\"20261121\" KEY               | ana@x",
        "ana@x valid-after=\"202611211200Z\" KEY          | ana@x",
        "ana@x valid-before=\"20261121120000\" KEY        | ana@x",
        "ana@x namespaces=\"git\",valid-before=\"2027\"0101 KEY | not among",
        "ana@x valid-after=\"20261121120001Z\" KEY        | not allowed for namespace git",
        "ana@x valid-before=\"202611211159\" KEY          | not allowed for namespace git",
        "ana@x namespaces=\"file\" KEY                    | not allowed for namespace git",
        "ana@x namespaces=\"*,!git\" KEY                  | not allowed for namespace git",
        "*@x KEY                                          | for a pattern",
        "ana@x cert-authority KEY                         | not among",
        "ana@x cert-authority,namespaces=\"git\" KEY      | not among",
        "# ana@x KEY                                      | not among"
      })
  void aLineAllowsWhatItSays(String line, String expected) {
    Verdict verdict = AllowedSigners.read(with(line)).personOf(KEY, "git", NOW);
    assertThat(
            switch (verdict) {
              case Verdict.Valid it -> it.principal();
              case Verdict.Invalid it -> it.cause();
            })
        .contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ana@x",
        "ana@x ssh-ed25519",
        "ana@x ssh-ed25519 AAAA",
        "ana@x cert-authority KEY",
        "ana@x surprise KEY",
        "ana@x namespaces=\"git\",namespaces=\"git\" KEY",
        "ana@x namespaces=\"\" KEY",
        "ana@x namespaces=\"git KEY",
        "ana@x valid-after=\"2026\" KEY",
        "ana@x valid-after=\"20261340\" KEY",
        "ana@x valid-after=\"20270101\",valid-before=\"20260101\" KEY",
        ",ana@x KEY"
      })
  void aLineThatCannotBeReadIsNamedAndSpoilsNoOther(String line) {
    AllowedSigners signers = AllowedSigners.read(with("# keys\n" + line + "\nben@x KEY\n"));
    assertThat(signers.problems()).hasSize(1);
    assertThat(signers.problems().getFirst().code()).isEqualTo("IDN-0004");
    assertThat(signers.problems().getFirst().cause()).contains("allowed_signers:2:1");
    assertThat(signers.personOf(KEY, "git", NOW))
        .isEqualTo(new Verdict.Valid("ben@x", KEY.fingerprint()));
  }

  @Test
  void aKeyOfTwoPeopleProvesNeither() {
    assertThat(AllowedSigners.read(with("ana@x KEY\nben@x KEY")).personOf(KEY, "git", NOW))
        .isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void oneKeyMayHaveALineForEachNamespace() {
    AllowedSigners signers =
        AllowedSigners.read(
            with("ana@x namespaces=\"git\" KEY\nana@x namespaces=\"approval@esclusa.dev\" KEY"));
    assertThat(signers.personOf(KEY, "git", NOW)).isInstanceOf(Verdict.Valid.class);
    assertThat(signers.personOf(KEY, "approval@esclusa.dev", NOW))
        .isInstanceOf(Verdict.Valid.class);
    assertThat(signers.personOf(KEY, "file", NOW)).isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void patternsAllowPeopleWhoAreAskedForByName() {
    AllowedSigners signers = AllowedSigners.read(with("*@x,!eve@x KEY"));
    assertThat(signers.allows("ana@x", KEY, "git", NOW)).isTrue();
    assertThat(signers.allows("eve@x", KEY, "git", NOW)).isFalse();
    assertThat(signers.allows("ana@y", KEY, "git", NOW)).isFalse();
  }

  private static String with(String line) {
    return line.replace("KEY", KEY.text());
  }
}
