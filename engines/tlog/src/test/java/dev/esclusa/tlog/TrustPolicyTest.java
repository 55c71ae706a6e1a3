package dev.esclusa.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustPolicyTest {
  private static final String LOG = "log " + Logs.LOG_KEY.verifier() + " https://log.example/\n";
  private static final String W1 = "witness W1 " + Logs.WITNESS_KEY.verifier() + "\n";
  private static final String W2 = "\twitness  W2\t" + Logs.WITNESS_KEY_2.verifier() + "\n";
  private static final Instant AT = Instant.ofEpochSecond(1_700_000_000);

  private final List<byte[]> entries = Logs.entries(400);
  private final LogReader log = new LogReader(Logs.store(entries), 400);
  private final SignedCheckpoint plain = Logs.sign(log.head());
  private final SignedCheckpoint one = plain.with(plain.cosign(Logs.WITNESS_KEY, AT));
  private final SignedCheckpoint both = one.with(plain.cosign(Logs.WITNESS_KEY_2, AT));

  @Test
  void aQuorumDecides() {
    check("quorum none", true, true, true);
    check("quorum W1", false, true, true);
    check("quorum W2", false, false, true);
    check("group g any W1 W2\nquorum g", false, true, true);
    check("group g all W1 W2\nquorum g", false, false, true);
    check("group g 2 W1 W2\nquorum g", false, false, true);
    check("group a 1 W1\ngroup b any W2\ngroup c 2 a b\nquorum c", false, false, true);
  }

  @Test
  void theVerdictSaysWhoCosignedWhen() {
    var verdict = policy("# both\n\ngroup g all W1 W2\nquorum g").evaluate(both);
    assertThat(verdict)
        .isInstanceOfSatisfying(
            TrustVerdict.Trusted.class,
            trusted -> {
              assertThat(trusted.log()).isEqualTo(Logs.LOG_KEY.verifier());
              assertThat(trusted.cosignedAt()).containsEntry("W1", AT).containsEntry("W2", AT);
            });
    assertThat(policy("quorum W2").evaluate(one))
        .isEqualTo(
            new TrustVerdict.Distrusted(
                "quorum W2 is not met by the witnesses that cosigned: [W1]"));
  }

  @Test
  void aWrongSignatureOfAKnownKeyRejectsTheCheckpointEvenWhenItIsNotNeeded() {
    var other = Logs.sign(TreeHead.EMPTY).cosign(Logs.WITNESS_KEY_2, AT);
    assertThat(policy("quorum W1").evaluate(one.with(other)))
        .isInstanceOf(TrustVerdict.Distrusted.class);
  }

  @Test
  void aCheckpointOfAnotherLogIsNotTrusted() {
    var stranger =
        SignedCheckpoint.sign(
            new Checkpoint("other.example", log.head()),
            SignerKey.of("other.example", KeyType.NOTE, Logs.seed(9)));
    assertThat(policy("quorum none").evaluate(stranger))
        .isInstanceOf(TrustVerdict.Distrusted.class);
    // The known key, but under the origin of another log.
    var misused = SignedCheckpoint.sign(new Checkpoint("other.example", log.head()), Logs.LOG_KEY);
    assertThat(policy("quorum none").evaluate(misused)).isInstanceOf(TrustVerdict.Distrusted.class);
  }

  @Test
  void malformedPoliciesAreRefusedWithTheLine() {
    for (var bad :
        List.of(
            "",
            "quorum W3",
            "quorum none\nquorum none",
            "group g 3 W1 W2\nquorum g",
            "group g 0 W1\nquorum g",
            "group g any\nquorum g",
            "group g any none\nquorum g",
            "group g any W1\ngroup h any W1\nquorum h",
            "group W1 any W2\nquorum W1",
            "group none any W1\nquorum none",
            "witness W9 " + Logs.WITNESS_KEY.verifier() + "\nquorum none",
            "log " + Logs.WITNESS_KEY.verifier() + "\nquorum none",
            "witness W9 " + Logs.LOG_KEY.verifier() + "\nquorum none",
            "quorum none\r",
            "trust everyone\nquorum none")) {
      assertThatThrownBy(() -> policy(bad))
          .as(bad)
          .isInstanceOf(TlogException.class)
          .hasMessageContaining("TLG-0005");
    }
    assertThatThrownBy(() -> policy("quorum W3")).hasMessageContaining("line 4");
  }

  @Test
  void aProofFileIsVerifiedOfflineAgainstThePolicy() {
    var policy = policy("group g all W1 W2\nquorum g");
    var proof =
        TlogProof.of(log.inclusion(123), both).withExtra("extra".getBytes(StandardCharsets.UTF_8));
    var read = TlogProof.parse(proof.encoded());
    assertThat(read.encoded()).isEqualTo(proof.encoded());
    assertThat(read.verify(Hash.leaf(entries.get(123)), policy))
        .isInstanceOf(TrustVerdict.Trusted.class);
    assertThat(read.verify(Hash.leaf(entries.get(124)), policy))
        .isInstanceOf(TrustVerdict.Distrusted.class);
    assertThat(TlogProof.of(log.inclusion(123), one).verify(Hash.leaf(entries.get(123)), policy))
        .isInstanceOf(TrustVerdict.Distrusted.class);
  }

  @Test
  void aChangeOfAnyByteOfAProofFileIsNoticed() {
    var text = TlogProof.of(log.inclusion(123), both).encoded().getBytes(StandardCharsets.UTF_8);
    var policy = policy("group g all W1 W2\nquorum g");
    for (int i = 0; i < text.length; i++) {
      var changed = text.clone();
      changed[i] ^= 1;
      assertThat(trusts(changed, policy)).as("byte %d", i).isFalse();
    }
    assertThat(trusts(text, policy)).isTrue();
  }

  private boolean trusts(byte[] proof, TrustPolicy policy) {
    try {
      return TlogProof.parse(new String(proof, StandardCharsets.UTF_8))
              .verify(Hash.leaf(entries.get(123)), policy)
          instanceof TrustVerdict.Trusted;
    } catch (TlogException malformed) {
      return false;
    }
  }

  private void check(String rules, boolean none, boolean first, boolean all) {
    var policy = policy(rules);
    assertThat(policy.evaluate(plain) instanceof TrustVerdict.Trusted).as(rules).isEqualTo(none);
    assertThat(policy.evaluate(one) instanceof TrustVerdict.Trusted).as(rules).isEqualTo(first);
    assertThat(policy.evaluate(both) instanceof TrustVerdict.Trusted).as(rules).isEqualTo(all);
  }

  private static TrustPolicy policy(String rules) {
    return TrustPolicy.parse(LOG + W1 + W2 + rules + "\n");
  }
}
