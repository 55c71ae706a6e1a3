package dev.esclusa.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Lifecycle;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.model.Team;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String COMMIT = "a".repeat(40);
  private static final String NONCE = "0123456789abcdef0123456789abcdef";
  private static final Address VOLUME =
      new Address.Kubernetes("", "PersistentVolumeClaim", "crm", "data");
  private static final Hands HANDS =
      Hands.of(
          new Principal.Known("ana@x", Principal.Proof.COMMIT_SIGNATURE), List.of("Ana <ana@x>"));

  private final Approvals approvals = new Approvals(new InMemorySignatures());
  private final Plan plan = plan(new Intent.Follow(COMMIT, false));
  private final PolicyDecision decision = decision();
  private final Change.Judged change = change("c-1", plan, decision);
  private final Estate estate = estate();

  @Test
  void anApprovalOfExactlyThisTransitionIsTaken() {
    Acceptance acceptance = approvals.accept(input(signed(offer())));
    assertThat(acceptance).isInstanceOf(Acceptance.Accepted.class);
    Acceptance.Accepted accepted = (Acceptance.Accepted) acceptance;
    assertThat(accepted.approval().approvedAt()).isEqualTo(NOW);
    Fact.ApprovalGranted fact = accepted.fact(new PersonId("p-kim"), decision);
    assertThat(Lifecycle.next(change, fact)).isInstanceOf(Change.Approved.class);
  }

  @Test
  void anOfferAsksOnlyForRulesThatItsReaderMayAnswer() {
    assertThat(Bindings.offer("here", change, plan, decision, List.of("crm"), NOW).rules())
        .isEmpty();
    assertThat(offer().rules()).containsExactly(new RuleId("two"));
    assertThat(offer().expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(8)));
  }

  /** Each field of a binding, changed; the canonical keys are the components. */
  static Stream<Arguments> changedFields() {
    String other = Digest.of(new byte[] {9}).toString();
    return Stream.of(
        Arguments.of("version", Value.of(2L)),
        Arguments.of("installation", Value.of("elsewhere")),
        Arguments.of("change", Value.of("c-2")),
        Arguments.of("target", Value.of("other")),
        Arguments.of("targetName", Value.of("prod/eu/other")),
        Arguments.of("intent", Value.of("restore")),
        Arguments.of("commit", Value.of("b".repeat(40))),
        Arguments.of("desiredHash", Value.of(other)),
        Arguments.of("planHash", Value.of(other)),
        Arguments.of("decisionHash", Value.of(other)),
        Arguments.of("verdictHash", Value.of(other)),
        Arguments.of("configHash", Value.of(other)),
        Arguments.of("risk", Value.of("low")),
        Arguments.of("destructive", Value.of(false)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changedFields")
  void anApprovalThatDiffersInOneFieldIsRefusedWithBothValues(String field, Value other) {
    Value.Mapping changed =
        Records.toValue(Bindings.withNonce(offer(), NONCE)).asMapping().with(field, other);
    Binding binding = Records.fromValue(Binding.class, changed);
    String cause = refusal(input(signedAs("kim@x", binding)), "APR-0003");
    assertThat(cause).contains(" in the approval and ", " in the change");
  }

  @Test
  void theTestAboveNamesEveryFieldThatIsNotTheApproversOwn() {
    Set<String> own = Set.of("confirms", "rules", "expiresAt", "nonce");
    List<String> fields =
        Records.toValue(offer()).asMapping().entries().keySet().stream()
            .filter(it -> !own.contains(it))
            .toList();
    assertThat(changedFields().map(it -> it.get()[0].toString()))
        .containsExactlyInAnyOrderElementsOf(fields);
  }

  @Test
  void anExpiredApprovalIsRefused() {
    Binding binding = Bindings.withNonce(offerEnding(NOW), NONCE);
    refusal(input(signedAs("kim@x", binding)), "APR-0004");
  }

  @Test
  void anApprovalThatCountsTooLongIsRefused() {
    Instant tooLate = NOW.plus(Duration.ofHours(8)).plusSeconds(1);
    refusal(input(signedAs("kim@x", Bindings.withNonce(offerEnding(tooLate), NONCE))), "APR-0005");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123",
        "0123456789ABCDEF0123456789ABCDEF",
        "g123456789abcdef0123456789abcdef"
      })
  void aNonceIsOf128Bits(String nonce) {
    refusal(input(signedAs("kim@x", Bindings.withNonce(offer(), nonce))), "APR-0006");
  }

  @Test
  void aReplayedApprovalIsRefused() {
    refusal(input(signed(offer()), estate, HANDS, Set.of(NONCE)), "APR-0007");
  }

  @Test
  void aSignatureOfOtherBytesIsRefused() {
    Binding binding = Bindings.withNonce(offer(), NONCE);
    String foreign = InMemorySignatures.sign("kim@x", new byte[] {1}, Binding.NAMESPACE);
    refusal(input(new Submission(binding, "kim@x", "sshsig", foreign)), "APR-0008");
  }

  @Test
  void aSignatureForAnotherNamespaceIsRefused() {
    Binding binding = Bindings.withNonce(offer(), NONCE);
    String git = InMemorySignatures.sign("kim@x", binding.canonicalBytes(), "git");
    refusal(input(new Submission(binding, "kim@x", "sshsig", git)), "APR-0008");
  }

  @Test
  void aSignatureOfSomebodyElseIsRefused() {
    Binding binding = Bindings.withNonce(offer(), NONCE);
    String lees = InMemorySignatures.sign("lee@x", binding.canonicalBytes(), Binding.NAMESPACE);
    refusal(input(new Submission(binding, "kim@x", "sshsig", lees)), "APR-0009");
  }

  @Test
  void whoseHandIsInTheChangeIsRefused() {
    Hands kims = Hands.of(Principal.SYSTEM, List.of("Kim <kim@x>"));
    refusal(input(signed(offer()), estate, kims, Set.of()), "APR-0001");
  }

  @Test
  void anApprovalThatAnswersNothingIsRefused() {
    Binding nothing = Bindings.offer("here", change, plan, decision, List.of("crm"), NOW);
    refusal(input(signed(nothing)), "APR-0010");
  }

  @Test
  void aRuleThatIsNotAskedIsRefused() {
    Binding binding =
        Bindings.of(
            "here", change, plan, decision, List.of(new RuleId("mine")), offer().expiresAt());
    refusal(input(signed(binding)), "APR-0011");
  }

  @Test
  void whoIsNotOfTheTeamIsRefused() {
    refusal(input(signedAs("ben@x", Bindings.withNonce(offer(), NONCE))), "APR-0012");
  }

  @Test
  void aDeletionThatIsNotNamedIsRefused() {
    Binding silent = Bindings.confirming(offer(), List.of());
    assertThat(refusal(input(signed(silent)), "APR-0013")).contains(VOLUME.text());
    Binding named = Bindings.confirming(offer(), List.of(VOLUME.text()));
    assertThat(approvals.accept(input(signed(named)))).isInstanceOf(Acceptance.Accepted.class);
  }

  @Test
  void aDeletionThatIsNotPlannedIsRefused() {
    Address namespace = new Address.Kubernetes("", "Namespace", null, "crm");
    Value both = Records.toValue(new Confirming(List.of(VOLUME, namespace))).at("confirms");
    Value.Mapping more =
        Records.toValue(Bindings.withNonce(offer(), NONCE)).asMapping().with("confirms", both);
    Binding binding = Records.fromValue(Binding.class, more);
    refusal(input(signedAs("kim@x", binding)), "APR-0014");
  }

  private record Confirming(List<Address> confirms) {}

  @Test
  void aChangeThatIsSettledTakesNoApprovals() {
    Change.Stopped stopped =
        ((Change.Untouched) change)
            .stopped(new Fact.ChangeStopped(Fact.ChangeStopped.Stop.WITHDRAWN, null));
    ApprovalInput input =
        new ApprovalInput(
            signed(offer()), "here", stopped, plan, decision, estate, HANDS, Set.of(), NOW);
    assertThat(refusal(input, "APR-0002")).contains("stopped");
  }

  @Test
  void aStoredPlanThatIsNotTheJournalsIsRefused() {
    Plan lie = plan(new Intent.Restore(new dev.esclusa.model.EpisodeId("e-1"), COMMIT));
    Binding binding =
        Bindings.of("here", change, lie, decision, offer().rules(), offer().expiresAt());
    ApprovalInput input =
        new ApprovalInput(
            signed(binding), "here", change, lie, decision, estate, HANDS, Set.of(), NOW);
    assertThat(refusal(input, "APR-0003")).contains("stored plan");
  }

  @Test
  void anApprovalCarriesOverToWhatWasMergedFromItsProposal() {
    Approval given = proposalApproval();
    Carriage carriage = Approvals.carries(given, change, NOW);
    assertThat(carriage).isInstanceOf(Carriage.Carried.class);
    Fact.ApprovalCarried fact = ((Carriage.Carried) carriage).fact(new PersonId("p-kim"), decision);
    assertThat(fact.from()).isEqualTo(new ChangeId("c-0"));
    assertThat(Lifecycle.next(change, fact)).isInstanceOf(Change.Approved.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"target", "desiredHash", "planHash", "verdictHash"})
  void anApprovalOfSomethingElseDoesNotCarryOver(String field) {
    Value other = Value.of(field.equals("target") ? "other" : Digest.of(new byte[] {9}).toString());
    Approval given = proposalApproval();
    Binding binding =
        Records.fromValue(
            Binding.class, Records.toValue(given.binding()).asMapping().with(field, other));
    Approval foreign = new Approval(binding, "kim@x", "sshsig", NOW, given.signature());
    Carriage carriage = Approvals.carries(foreign, change, NOW);
    assertThat(carriage).isInstanceOf(Carriage.Left.class);
    assertThat(((Carriage.Left) carriage).problem().code()).isEqualTo("APR-0015");
  }

  @Test
  void anExpiredApprovalDoesNotCarryOver() {
    Instant end = proposalApproval().binding().expiresAt();
    assertThat(Approvals.carries(proposalApproval(), change, end))
        .isInstanceOf(Carriage.Left.class);
  }

  @Test
  void anAcceptedApprovalIsVoidOnceItsKeyIsWithdrawnOrItsSignerHasAHandInIt() {
    Approval given = proposalApproval();
    String signers = estate.allowedSigners();
    assertThat(approvals.whyVoid(given, HANDS, signers, NOW)).isEmpty();
    assertThat(approvals.whyVoid(given, HANDS, "lee@x key", NOW)).isPresent();
    assertThat(approvals.whyVoid(given, HANDS.pushedBy("kim@x"), signers, NOW)).isPresent();
  }

  private Approval proposalApproval() {
    Plan proposed = plan(new Intent.Follow("b".repeat(40), true));
    Change proposal = change("c-0", proposed, decision);
    Binding binding =
        Bindings.withNonce(
            Bindings.offer("here", proposal, proposed, decision, List.of("platform"), NOW), NONCE);
    return new Approval(binding, "kim@x", "sshsig", NOW, signedAs("kim@x", binding).signature());
  }

  private Binding offer() {
    return Bindings.offer("here", change, plan, decision, List.of("platform"), NOW);
  }

  private Binding offerEnding(Instant end) {
    return Bindings.of("here", change, plan, decision, offer().rules(), end);
  }

  private static Submission signed(Binding offered) {
    return signedAs("kim@x", Bindings.withNonce(offered, NONCE));
  }

  private static Submission signedAs(String approver, Binding binding) {
    return new Submission(
        binding,
        approver,
        "sshsig",
        InMemorySignatures.sign(approver, binding.canonicalBytes(), Binding.NAMESPACE));
  }

  private ApprovalInput input(Submission submission) {
    return input(submission, estate, HANDS, Set.of());
  }

  private ApprovalInput input(
      Submission submission, Estate estate, Hands hands, Set<String> usedNonces) {
    return new ApprovalInput(
        submission, "here", change, plan, decision, estate, hands, usedNonces, NOW);
  }

  private String refusal(ApprovalInput input, String code) {
    Acceptance acceptance = approvals.accept(input);
    assertThat(acceptance).isInstanceOf(Acceptance.Refused.class);
    assertThat(((Acceptance.Refused) acceptance).problem().code()).isEqualTo(code);
    return ((Acceptance.Refused) acceptance).problem().cause();
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Plan plan(Intent intent) {
    Target target =
        new Target(
            new TargetUid("crm-core"),
            TargetName.of("prod", "eu", "crm-core"),
            "crm",
            new Authority("kubernetes"),
            "crm",
            RiskTier.STANDARD,
            Map.of());
    List<ResourceChange> changes =
        List.of(new ResourceChange(VOLUME, Action.DELETE, List.of(), 0, "prune", true, null));
    return new Plan(
        target,
        intent,
        null,
        changes,
        List.of(),
        digest("desired"),
        digest("config"),
        null,
        "yaml 1",
        new Risk(Risk.Level.HIGH, List.of(), true),
        NOW,
        Plan.hashOf(target.uid(), intent, changes, List.of(), null, null));
  }

  private static PolicyDecision decision() {
    return PolicyDecision.of(
        PolicyDecision.Outcome.REQUIRE_APPROVAL,
        List.of(new Requirement(new RuleId("two"), "platform", 1)),
        List.of(VOLUME),
        List.of(),
        Duration.ofHours(8),
        digest("packs"),
        digest("input"));
  }

  private static Change.Judged change(String id, Plan plan, PolicyDecision decision) {
    List<Fact.OfChange> facts = new ArrayList<>();
    facts.add(
        new Fact.ChangeProposed(
            new ChangeId(id),
            plan.target().uid(),
            plan.intent(),
            plan.desiredHash(),
            plan.configHash(),
            null,
            List.of(),
            null,
            null));
    facts.add(
        new Fact.PlanComputed(
            plan.hash(), plan.desiredHash(), plan.configHash(), Risk.Level.HIGH, true, 1));
    facts.add(
        new Fact.PolicyDecided(
            decision.outcome(),
            decision.quorum(),
            decision.hash(),
            decision.verdictHash(),
            decision.packHash()));
    return (Change.Judged) Lifecycle.fold(facts);
  }

  private static Estate estate() {
    return new Estate(
        COMMIT,
        List.of(
            new Team("crm", List.of("ana@x", "ben@x")),
            new Team("platform", List.of("kim@x", "lee@x"))),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "ana@x key\nben@x key\nkim@x key\nlee@x key\n",
        Map.of(),
        digest("estate"));
  }
}
