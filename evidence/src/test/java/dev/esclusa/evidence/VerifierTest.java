package dev.esclusa.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.model.Admission;
import dev.esclusa.model.Binding;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.RuleId;
import dev.esclusa.tlog.KeyType;
import dev.esclusa.tlog.SignerKey;
import dev.esclusa.tlog.TrustPolicy;
import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private static final long SEED = 20261121;

  /** Every byte takes half a minute of one core; 1 looks at each of them. */
  private static final int STRIDE_BYTES = Integer.getInteger("esclusa.evidence.stride", 11);

  @Test
  void theEvidenceOfAProvenChangeIsValid() {
    Verdict verdict = Sample.proven().verdict();

    assertThat(verdict).as(verdict.text()).isInstanceOf(Verdict.Valid.class);
    Report report = ((Verdict.Valid) verdict).report();
    assertThat(report.state()).isEqualTo("proven");
    assertThat(report.facts()).hasSize(10);
    assertThat(report.aboutTarget()).hasSize(3);
    assertThat(report.approvals().getFirst().keyFingerprint()).isEqualTo("SHA256:key-of-ben");
    assertThat(report.erased()).isEmpty();
    assertThat(report.targetName()).isEqualTo("prod/eu-west-1/crm-core");
    assertThat(verdict.text())
        .startsWith("VALID\n  change  c-one, proven\n")
        .contains("LEAF  OF", "approval-granted", "target/crm-core-prod-7f3a", "not checked");
  }

  @Test
  void aFlippedByteNeverLeavesTheSameClaims() {
    byte[] bundle = Sample.proven().bundle().encoded();
    Report whole = ((Verdict.Valid) Sample.verifier().verify(bundle)).report();
    RandomGenerator seeded = new java.util.SplittableRandom(SEED);
    int valid = 0;
    int first = seeded.nextInt(STRIDE_BYTES);
    for (int i = first; i < bundle.length; i += STRIDE_BYTES) {
      byte[] flipped = bundle.clone();
      flipped[i] ^= (byte) (1 << seeded.nextInt(8));
      if (Sample.verifier().verify(flipped) instanceof Verdict.Valid it) {
        valid++;
        assertThat(it.report()).as("seed %d, byte %d", SEED, i).isNotEqualTo(whole);
      }
    }
    // Only comments of the bundle's own allowed signers may differ, and their digest tells.
    assertThat(valid).isLessThan(Sample.ALLOWED.length());
  }

  @Test
  void aFlippedByteOfALeafIsFoundAndNamed() {
    Bundle bundle = Sample.proven().bundle();
    for (int i = 0; i < bundle.leaves().size(); i++) {
      Bundle.FactLeaf fact = bundle.leaves().get(i);
      byte[] leaf = fact.entry().leaf().clone();
      leaf[leaf.length / 2] ^= 1;
      List<Bundle.FactLeaf> leaves = new ArrayList<>(bundle.leaves());
      leaves.set(
          i,
          new Bundle.FactLeaf(
              new Bundle.Proven(fact.entry().index(), leaf, fact.entry().proof()),
              fact.payload(),
              null));
      refuted(with(bundle, leaves), "EVD-0003", "leaf " + fact.entry().index());
    }
  }

  @Test
  void aFlippedByteOfAPayloadIsFoundAndNamed() {
    Bundle bundle = Sample.proven().bundle();
    Bundle.FactLeaf fact = bundle.leaves().get(3);
    Bundle.Payload payload = java.util.Objects.requireNonNull(fact.payload());
    byte[] bytes = payload.bytes().clone();
    bytes[40] ^= 1;
    List<Bundle.FactLeaf> leaves = new ArrayList<>(bundle.leaves());
    leaves.set(
        3, new Bundle.FactLeaf(fact.entry(), new Bundle.Payload(payload.salt(), bytes), null));

    refuted(with(bundle, leaves), "EVD-0007", "payload of leaf 11 (approval-granted)");
  }

  @Test
  void aFactLeftOutIsFound() {
    Bundle bundle = Sample.proven().bundle();
    for (int i = 0; i < bundle.leaves().size(); i++) {
      List<Bundle.FactLeaf> leaves = new ArrayList<>(bundle.leaves());
      leaves.remove(i);
      assertThat(Sample.verifier().verify(with(bundle, leaves).encoded()).valid()).isFalse();
    }
  }

  @Test
  void withoutItsSealAChangeIsNotClaimedToBeWhole() {
    Bundle bundle = Sample.proven().bundle();
    Bundle shortened =
        new Bundle(
            bundle.format(),
            bundle.version(),
            bundle.change(),
            "verified",
            bundle.checkpoint(),
            bundle.allowedSigners(),
            bundle.erasures(),
            bundle.leaves().subList(0, bundle.leaves().size() - 1),
            bundle.aboutTarget());

    Verdict verdict = Sample.verifier().verify(shortened.encoded());

    assertThat(verdict.text()).contains("whether facts follow leaf 17: the change is verified");
  }

  @Test
  void factsInAnotherOrderAreFound() {
    Bundle bundle = Sample.proven().bundle();
    List<Bundle.FactLeaf> leaves = new ArrayList<>(bundle.leaves());
    Collections.swap(leaves, 4, 5);

    refuted(with(bundle, leaves), "EVD-0005", "leaf 12");
  }

  @Test
  void aLeafOfAnotherChangeIsFound() {
    Bundle bundle = Sample.proven().bundle();
    List<Bundle.FactLeaf> leaves = new ArrayList<>(bundle.leaves());
    leaves.add(3, new Bundle.FactLeaf(bundle.aboutTarget().getFirst(), null, null));

    refuted(with(bundle, leaves), "EVD-0005", "leaf 7 (target-paused)");
  }

  @Test
  void anEntryAboutTheTargetLeftOutIsFound() {
    Sample sample = Sample.proven();
    sample.hide(7);

    Verdict verdict = sample.verdict();

    assertThat(verdict).isInstanceOf(Verdict.Invalid.class);
    assertThat(((Verdict.Invalid) verdict).place()).isEqualTo("leaf 10 (target-resumed)");
  }

  @Test
  void aCheckpointOfAnotherLogIsNotTrusted() {
    Sample sample = Sample.proven();
    SignerKey foreign = SignerKey.of("log.elsewhere", KeyType.NOTE, Sample.seed(9));
    sample.witness(foreign, Sample.WITNESS_KEY);

    refuted(sample.bundle(), "EVD-0002", "checkpoint line 1");
  }

  @Test
  void aCheckpointOfAKeyThatOnlyHasTheNameIsNotTrusted() {
    Sample sample = Sample.proven();
    SignerKey forged = SignerKey.of(Sample.ORIGIN, KeyType.NOTE, Sample.seed(9));
    sample.witness(forged, Sample.WITNESS_KEY);

    refuted(sample.bundle(), "EVD-0002", "checkpoint");
  }

  @Test
  void aCheckpointWithoutItsWitnessIsNotTrusted() {
    Sample sample = Sample.proven();
    SignerKey stranger = SignerKey.of("witness.example", KeyType.COSIGNATURE, Sample.seed(9));
    sample.witness(Sample.LOG_KEY, stranger);

    refuted(sample.bundle(), "EVD-0002", "checkpoint");
  }

  @Test
  void aTrustPolicyOfSomebodyElseRefuses() {
    SignerKey other = SignerKey.of("log.elsewhere", KeyType.NOTE, Sample.seed(9));
    TrustPolicy policy = TrustPolicy.parse("log " + other.verifier() + "\nquorum none\n");

    Verdict verdict =
        new Verifier(policy, new FakeSignatures()).verify(Sample.proven().bundle().encoded());

    assertThat(verdict.valid()).isFalse();
  }

  @Test
  void anOlderCheckpointDoesNotProveYoungerLeaves() {
    Sample sample = new Sample();
    sample.begin();
    String older = sample.witness();
    sample.apply(sample.approve());
    sample.seal();
    sample.witness();
    Bundle bundle = sample.bundle();
    Bundle older1 =
        new Bundle(
            bundle.format(),
            bundle.version(),
            bundle.change(),
            bundle.state(),
            older,
            bundle.allowedSigners(),
            bundle.erasures(),
            bundle.leaves(),
            bundle.aboutTarget());

    refuted(older1, "EVD-0003", "leaf 0 (change-proposed)");
  }

  @Test
  void erasedPayloadsAreNamedAndTheRestStaysValid() {
    Sample sample = new Sample();
    sample.live();
    sample.erase();
    sample.witness();

    Verdict verdict = sample.verdict();

    assertThat(verdict).as(verdict.text()).isInstanceOf(Verdict.Valid.class);
    Report report = ((Verdict.Valid) verdict).report();
    assertThat(report.state()).isEqualTo("proven");
    assertThat(report.erased()).hasSize(10);
    assertThat(report.erased().getFirst())
        .isEqualTo("payload of leaf 4 (change-proposed), by leaf 21 (payloads-erased)");
    assertThat(report.targetName()).isNull();
    assertThat(sample.bundle().approvals()).isEmpty();
  }

  @Test
  void aPayloadThatIsGoneWithoutARecordIsNotErased() {
    Sample sample = Sample.proven();
    Bundle bundle = sample.bundle();
    List<Bundle.FactLeaf> leaves = new ArrayList<>(bundle.leaves());
    leaves.set(3, new Bundle.FactLeaf(leaves.get(3).entry(), null, null));
    refuted(with(bundle, leaves), "EVD-0007", "payload of leaf 11 (approval-granted)");

    leaves.set(3, new Bundle.FactLeaf(leaves.get(3).entry(), null, new Bundle.Erased(12)));
    refuted(with(bundle, leaves), "EVD-0007", "payload of leaf 11 (approval-granted)");

    sample.losePayloads();
    assertThatThrownBy(sample::bundle)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("EVD-0007");
  }

  @Test
  void anApprovalOfAnotherChangeIsRefused() {
    approvedOtherwise(Sample.bindingOf(new ChangeId("c-two")), "change");
  }

  @Test
  void anApprovalOfAnotherPlanIsRefused() {
    Binding right = Sample.bindingOf(Sample.CHANGE);
    approvedOtherwise(
        new Binding(
            right.version(),
            right.installation(),
            right.change(),
            right.target(),
            right.targetName(),
            right.intent(),
            right.commit(),
            right.desiredHash(),
            Sample.digest("another plan"),
            right.decisionHash(),
            right.verdictHash(),
            right.configHash(),
            right.risk(),
            right.destructive(),
            right.confirms(),
            right.rules(),
            right.expiresAt(),
            right.nonce()),
        "plan hash");
  }

  @Test
  void anApprovalForAnotherRuleIsRefused() {
    Binding right = Sample.bindingOf(Sample.CHANGE);
    approvedOtherwise(
        new Binding(
            right.version(),
            right.installation(),
            right.change(),
            right.target(),
            right.targetName(),
            right.intent(),
            right.commit(),
            right.desiredHash(),
            right.planHash(),
            right.decisionHash(),
            right.verdictHash(),
            right.configHash(),
            right.risk(),
            right.destructive(),
            right.confirms(),
            List.of(new RuleId("dev")),
            right.expiresAt(),
            right.nonce()),
        "rules");
  }

  private static void approvedOtherwise(Binding binding, String what) {
    Sample sample = new Sample();
    sample.binding = right -> binding;

    Verdict.Invalid invalid =
        refutedOnceLive(sample, "EVD-0009", "payload of leaf 11 (approval-granted)");
    assertThat(invalid.cause()).contains(what);
  }

  @Test
  void aSignatureOfAnotherKeyIsWorthless() {
    Sample sample = new Sample();
    sample.signature = message -> FakeSignatures.sign("key-of-eve", message);
    refutedOnceLive(sample, "EVD-0010", "payload of leaf 11 (approval-granted)");
  }

  @Test
  void allowedSignersGivenOutOfBandDecide() {
    byte[] bundle = Sample.proven().bundle().encoded();

    Verdict strict = Sample.verifier().verify(bundle, "ben@crm.example new-key\n");
    assertThat(((Verdict.Invalid) strict).problem().code()).isEqualTo("EVD-0010");

    Verdict given = Sample.verifier().verify(bundle, Sample.ALLOWED);
    assertThat(((Verdict.Valid) given).report().unchecked())
        .noneMatch(it -> it.contains("allowed signers"));
    Verdict own = Sample.verifier().verify(bundle);
    assertThat(((Verdict.Valid) own).report().unchecked())
        .anyMatch(it -> it.contains("allowed signers"));
  }

  @Test
  void theAuthorsOwnApprovalIsRefused() {
    Sample sample = new Sample();
    sample.author = Sample.BEN;
    refutedOnceLive(sample, "EVD-0009", "leaf 11 (approval-granted)");
  }

  @Test
  void anApprovalThatHadRunOutIsRefused() {
    Sample sample = new Sample();
    sample.untilApply = Duration.ofHours(25);
    refutedOnceLive(sample, "EVD-0009", "leaf 12 (apply-started)");
  }

  @Test
  void aPlanFactOfAnotherPlanIsFound() {
    Sample sample = new Sample();
    sample.planFact =
        it ->
            new Fact.PlanComputed(
                it.planHash(), it.desiredHash(), it.configHash(), it.risk(), true, it.objects());
    refutedOnceLive(sample, "EVD-0008", "payload of leaf 5 (plan-computed)");
  }

  @Test
  void anAdmissionOfOtherApprovalsIsFound() {
    Sample sample = new Sample();
    sample.admission = it -> admission(it, List.of(Sample.digest("another")), it.waiversUsed());
    refutedOnceLive(sample, "EVD-0008", "payload of leaf 12 (apply-started)");
  }

  @Test
  void anAdmissionUnderAWaiverThatTheDecisionDoesNotNameIsFound() {
    Sample sample = new Sample();
    sample.admission = it -> admission(it, it.bindings(), List.of("inc-7"));
    refutedOnceLive(sample, "EVD-0008", "payload of leaf 12 (apply-started)");
  }

  @Test
  void anAdmissionThatCountsTooFewIsFound() {
    Sample sample = new Sample();
    sample.admission = it -> admission(it, List.of(), it.waiversUsed());
    refutedOnceLive(sample, "EVD-0009", "leaf 12 (apply-started)");
  }

  @Test
  void aSealOfOtherFactsIsFound() {
    Sample sample = new Sample();
    sample.statement = right -> Sample.digest("other facts");
    refutedOnceLive(sample, "EVD-0011", "leaf 18 (evidence-sealed)");
  }

  @Test
  void aStateThatTheFactsDoNotReachIsFound() {
    Sample sample = new Sample();
    sample.begin();
    sample.witness();
    Bundle bundle = sample.bundle();
    assertThat(bundle.state()).isEqualTo("awaiting-approval");
    assertThat(Sample.verifier().verify(bundle.encoded()).valid()).isTrue();
    String text = new String(bundle.encoded(), StandardCharsets.UTF_8);

    Verdict verdict =
        Sample.verifier()
            .verify(
                text.replace("\"awaiting-approval\"", "\"approved\"")
                    .getBytes(StandardCharsets.UTF_8));

    assertThat(((Verdict.Invalid) verdict).problem().code()).isEqualTo("EVD-0006");
  }

  @Test
  void aLeafThatTheJournalHoldsOtherwiseIsNotHandedOut() {
    Sample sample = Sample.proven();
    byte[] leaf = sample.leavesOf(Sample.CHANGE).get(2).bytes().clone();
    leaf[20] ^= 1;
    sample.tamper(6, leaf);

    assertThatThrownBy(sample::bundle)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("EVD-0014")
        .hasMessageContaining("Leaf 6");
  }

  @Test
  void aChangeThatTheWitnessHasNotSeenYetHasToWait() {
    Sample sample = new Sample();
    sample.live();

    assertThatThrownBy(sample::bundle).hasMessageContaining("EVD-0012");
  }

  @Test
  void nothingIsABundle() {
    assertThat(Sample.verifier().verify(new byte[0]).valid()).isFalse();
    assertThat(Sample.verifier().verify("[]".getBytes(StandardCharsets.UTF_8)).text())
        .startsWith("INVALID\n  place  bundle\n  cause  EVD-0001");
  }

  private static Admission admission(
      Admission right, List<Digest> bindings, List<String> waiversUsed) {
    return new Admission(
        right.change(),
        right.planHash(),
        right.decisionHash(),
        bindings,
        waiversUsed,
        right.decidedAt(),
        null);
  }

  private static Verdict.Invalid refutedOnceLive(Sample sample, String code, String place) {
    sample.live();
    sample.witness();
    return refuted(sample.bundle(), code, place);
  }

  private static Verdict.Invalid refuted(Bundle bundle, String code, String place) {
    Verdict verdict = Sample.verifier().verify(bundle.encoded());
    assertThat(verdict).as(verdict.text()).isInstanceOf(Verdict.Invalid.class);
    Verdict.Invalid invalid = (Verdict.Invalid) verdict;
    assertThat(invalid.problem().code()).as(verdict.text()).isEqualTo(code);
    assertThat(invalid.place()).startsWith(place);
    return invalid;
  }

  private static Bundle with(Bundle bundle, List<Bundle.FactLeaf> leaves) {
    return new Bundle(
        bundle.format(),
        bundle.version(),
        bundle.change(),
        bundle.state(),
        bundle.checkpoint(),
        bundle.allowedSigners(),
        bundle.erasures(),
        leaves,
        bundle.aboutTarget());
  }
}
