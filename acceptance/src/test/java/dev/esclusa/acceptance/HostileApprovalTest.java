package dev.esclusa.acceptance;

import static dev.esclusa.acceptance.World.DATA;
import static dev.esclusa.acceptance.World.DEVELOPER;
import static dev.esclusa.acceptance.World.PAULA;
import static dev.esclusa.acceptance.World.PLATFORM;
import static dev.esclusa.acceptance.World.refusal;
import static dev.esclusa.acceptance.World.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.approval.InMemorySignatures;
import dev.esclusa.approval.Submission;
import dev.esclusa.control.InMemoryRepositories;
import dev.esclusa.control.Recorded;
import dev.esclusa.model.Address;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What somebody may send as a yes: each false one is refused with a reason, and nothing is applied.
 */
class HostileApprovalTest {
  private final World world = new World();

  /** A change of production that waits; brought by the developer. */
  private Recorded waiting(String colour) {
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", colour));
    world.push(DEVELOPER);
    Recorded change = world.newest("core-prod");
    World.in(Change.AwaitingApproval.class, change);
    return change;
  }

  /** In place in production from the start, so that later changes are updates. */
  private void bluePlaced() {
    world.approve(world.newest("core-prod"), PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("blue");
  }

  private Problem refused(Recorded change, Submission submission) {
    World.Frozen before = world.frozen();
    Problem problem = refusal(() -> world.plane.desk().approve(change.id(), submission));
    world.quiet();
    assertThat(world.frozen()).isEqualTo(before);
    assertThat(problem.fix()).isNotEmpty();
    return problem;
  }

  @Test
  void aTrueApprovalIsApplied() {
    Recorded change = waiting("red");
    world.approve(change, PLATFORM);
    World.in(Change.Verified.class, world.newest("core-prod"));
    assertThat(world.live("core-prod", "colour")).isEqualTo("red");
  }

  @Test
  void anAuthorDoesNotApproveTheirOwnChange() {
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    world.push(PLATFORM);
    Recorded change = world.newest("core-prod");
    assertThat(refused(change, world.submission(change, PLATFORM)).code()).isEqualTo("APR-0001");
  }

  @Test
  void anAuthorDoesNotApproveBehindACommitOfSomebodyElse() {
    bluePlaced();
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    world.commit(PLATFORM, signed(PLATFORM));
    world.put("README.md", "harmless\n");
    world.push(DEVELOPER);
    Recorded change = world.newest("core-prod");
    assertThat(refused(change, world.submission(change, PLATFORM)).code()).isEqualTo("APR-0001");
    world.approve(change, PAULA);
    World.in(Change.Verified.class, world.newest("core-prod"));
  }

  @Test
  void whoeverCommittedElsewhereMayApprove() {
    bluePlaced();
    world.put("README.md", "harmless\n");
    world.commit(PLATFORM, signed(PLATFORM));
    Recorded change = waiting("red");
    world.approve(change, PLATFORM);
    World.in(Change.Verified.class, world.newest("core-prod"));
  }

  @Test
  void anApprovalSignedByAnotherKeyIsRefused() {
    Recorded change = waiting("red");
    Binding binding = world.binding(change, PLATFORM);
    Submission submission =
        new Submission(
            binding,
            PLATFORM,
            "in-memory",
            InMemorySignatures.sign(DEVELOPER, binding.canonicalBytes(), Binding.NAMESPACE));
    assertThat(refused(change, submission).code()).isEqualTo("APR-0009");
  }

  @Test
  void anApprovalSignedForAnotherPurposeIsRefused() {
    Recorded change = waiting("red");
    Binding binding = world.binding(change, PLATFORM);
    Submission submission =
        new Submission(
            binding,
            PLATFORM,
            "in-memory",
            InMemorySignatures.sign(PLATFORM, binding.canonicalBytes(), "git"));
    assertThat(refused(change, submission).code()).isEqualTo("APR-0008");
  }

  @Test
  void anApprovalOfAKeyThatIsNotAllowedIsRefused() {
    Recorded change = waiting("red");
    Binding binding = world.binding(change, PLATFORM);
    Submission submission = signed(binding, "mallory@elsewhere.example");
    assertThat(refused(change, submission).code()).startsWith("APR-");
  }

  @Test
  void aMemberOfAnotherTeamDoesNotApprove() {
    Recorded change = waiting("red");
    Binding binding = world.binding(change, PLATFORM);
    assertThat(refused(change, signed(binding, DATA)).code()).isEqualTo("APR-0012");
  }

  @Test
  void anApprovalIsNotUsedTwice() {
    Recorded first = waiting("red");
    Submission used = world.submission(first, PLATFORM);
    world.plane.desk().approve(first.id(), used);
    world.quiet();
    World.in(Change.Verified.class, world.newest("core-prod"));
    Problem again = refusal(() -> world.plane.desk().approve(first.id(), used));
    assertThat(again.code()).isEqualTo("CTL-0012");
    Recorded second = waiting("green");
    assertThat(refused(second, used).code()).isEqualTo("APR-0003");
  }

  @Test
  void aReplayedApprovalDoesNotMakeAQuorum() {
    world.replace(
        WorldEstate.RULES,
        "environments: [prod], require: [{team: platform, count: 1}]",
        "environments: [prod], require: [{team: platform, count: 2}]");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    Recorded change = waiting("red");
    Submission one = world.submission(change, PLATFORM);
    world.plane.desk().approve(change.id(), one);
    world.quiet();
    assertThat(refused(change, one).code()).isEqualTo("APR-0007");
    Submission another = world.submission(change, PLATFORM); // another nonce, the same person
    assertThat(refused(change, another).code()).isEqualTo("CTL-0015");
    World.in(Change.AwaitingApproval.class, world.newest("core-prod"));
    world.approve(change, PAULA);
    World.in(Change.Verified.class, world.newest("core-prod"));
  }

  @Test
  void anExpiredApprovalIsNotTaken() {
    Recorded change = waiting("red");
    Submission submission = world.submission(change, PLATFORM);
    world.tempo.advance(Duration.ofHours(2));
    assertThat(refused(change, submission).code()).isEqualTo("APR-0004");
  }

  @Test
  void anApprovalThatExpiresBeforeTheApplyLapses() {
    Recorded change = waiting("red");
    world.plane.desk().pauseAll(PLATFORM, "wait a moment");
    World.Frozen before = world.frozen();
    world.approve(change, PLATFORM);
    World.in(Change.Approved.class, world.newest("core-prod"));
    world.later(Duration.ofHours(2));
    world.plane.desk().resumeAll(PLATFORM, "on we go");
    world.quiet();
    World.in(Change.AwaitingApproval.class, world.newest("core-prod"));
    assertThat(world.facts(Fact.ApprovalLapsed.class))
        .extracting(Fact.ApprovalLapsed::cause)
        .containsExactly(Fact.ApprovalLapsed.Lapse.EXPIRED);
    assertThat(world.frozen()).isEqualTo(before);
  }

  @Test
  void theBindingOfAnotherInstallationIsRefused() {
    World other = new World();
    other.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    other.push(DEVELOPER);
    Recorded elsewhere = other.newest("core-prod");
    Binding foreign = changed(other.binding(elsewhere, PLATFORM), "installation", "i-elsewhere");
    Recorded change = waiting("red");
    assertThat(refused(change, signed(foreign, PLATFORM)).code()).isEqualTo("APR-0003");
  }

  @Test
  void aBindingWithAnyFieldChangedIsRefused() {
    Recorded change = waiting("red");
    for (RecordComponent component : Binding.class.getRecordComponents()) {
      String field = component.getName();
      Binding honest = world.binding(change, PLATFORM);
      Binding forged = changed(honest, field, other(honest, field));
      assertThat(forged).as(field).isNotEqualTo(honest);
      // Changed after it was signed.
      Submission altered =
          new Submission(forged, PLATFORM, "in-memory", signed(honest, PLATFORM).signature());
      assertThat(refused(change, altered).code()).as(field).startsWith("APR-");
      // Signed as changed: only the nonce is the signer's own.
      if (!field.equals("nonce")) {
        assertThat(refused(change, signed(forged, PLATFORM)).code()).as(field).startsWith("APR-");
      }
    }
    World.in(Change.AwaitingApproval.class, world.newest("core-prod"));
  }

  private static Object other(Binding binding, String field) {
    return switch (field) {
      case "version" -> 2;
      case "change" -> new ChangeId("c-00000000000000000000000000");
      case "target" -> new TargetUid("data-prod");
      case "intent" -> "restore";
      case "risk" -> binding.risk() == Risk.Level.CRITICAL ? Risk.Level.LOW : Risk.Level.CRITICAL;
      case "destructive" -> !binding.destructive();
      case "confirms" -> List.of(new Address.Kubernetes("", "Namespace", null, "crm-prod"));
      case "rules" -> List.of(new RuleId("another"));
      case "expiresAt" -> binding.expiresAt().plusSeconds(86_400);
      case "nonce" -> "f".repeat(32);
      case "desiredHash", "planHash", "decisionHash", "verdictHash", "configHash" ->
          Digest.of(field.getBytes(StandardCharsets.UTF_8));
      default -> "something-else";
    };
  }

  /** The same record with one component replaced. */
  static Binding changed(Binding binding, String field, Object value) {
    try {
      List<Object> values = new ArrayList<>();
      List<Class<?>> types = new ArrayList<>();
      for (RecordComponent it : Binding.class.getRecordComponents()) {
        types.add(it.getType());
        values.add(it.getName().equals(field) ? value : it.getAccessor().invoke(binding));
      }
      return Binding.class
          .getDeclaredConstructor(types.toArray(Class<?>[]::new))
          .newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anApprovalOfSomebodyWhoLeftTheTeamBeforeTheApplyDoesNotCount() {
    Recorded change = waiting("red");
    world.plane.desk().pause(change.target(), PLATFORM, "wait a moment");
    world.approve(change, PAULA);
    World.in(Change.Approved.class, world.newest("core-prod"));
    paulaLeavesBeforeItResumes(change);
    assertThat(world.problems(world.newest("core-prod")))
        .extracting(Problem::code)
        .contains("POL-0010");
  }

  @Test
  void anApprovalWhoseKeyWasTakenAwayBeforeTheApplyDoesNotCount() {
    Recorded change = waiting("red");
    world.plane.desk().pause(change.target(), PLATFORM, "wait a moment");
    world.approve(change, PAULA);
    world.put(
        WorldEstate.SIGNERS,
        new String(world.files.get(WorldEstate.SIGNERS), StandardCharsets.UTF_8)
            .lines()
            .filter(it -> !it.startsWith("paula"))
            .reduce("", (all, line) -> all + line + "\n"));
    paulaLeavesBeforeItResumes(change);
    assertThat(world.problems(world.newest("core-prod")))
        .extracting(Problem::code)
        .contains("POL-0011");
  }

  private void paulaLeavesBeforeItResumes(Recorded change) {
    world.replace(
        WorldEstate.PEOPLE, "[platform@crm.example, paula@crm.example]", "[platform@crm.example]");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    World.in(Change.Verified.class, world.newest("configuration"));
    World.Frozen before = world.frozen();
    world.plane.desk().resume(change.target(), PLATFORM, "on we go");
    world.later(Duration.ofSeconds(30));
    assertThat(world.frozen()).isEqualTo(before);
  }

  @Test
  void aCommitThatAddsAKeyDoesNotApproveItself() {
    world.put(
        WorldEstate.SIGNERS,
        new String(world.files.get(WorldEstate.SIGNERS), StandardCharsets.UTF_8)
            + "mallory@crm.example ssh-ed25519"
            + " AAAAC3NzaC1lZDI1NTE5AAAAIHbK0K7vT1y0W9P0xS1m4G5n3wJv0m4iQ7c1o2Wb3XyE\n");
    world.replace(
        WorldEstate.PEOPLE,
        "[platform@crm.example, paula@crm.example]",
        "[platform@crm.example, paula@crm.example, mallory@crm.example]");
    World.Frozen before = world.frozen();
    world.push(DEVELOPER);
    Recorded change = world.newest("configuration");
    World.in(Change.AwaitingApproval.class, change);
    Binding binding = world.binding(change, PLATFORM);
    assertThat(refused(change, signed(binding, "mallory@crm.example")).code())
        .isEqualTo("APR-0012");
    assertThat(world.frozen()).isEqualTo(before);
    world.approve(change, PLATFORM);
    assertThat(world.frozen().inForce()).isNotEqualTo(before.inForce());
  }

  @Test
  void aRuleIsChangedUnderTheRulesBeforeIt() {
    String inForce = world.frozen().inForce();
    world.replace(
        WorldEstate.RULES,
        "{authorities: [configuration], require: [{team: platform, count: 1}]}",
        "{authorities: [configuration], require: []}");
    world.push(DEVELOPER);
    Recorded change = world.newest("configuration");
    World.in(Change.AwaitingApproval.class, change);
    assertThat(world.plane.desk().decision(change.id()).required())
        .extracting(it -> it.team())
        .containsExactly("platform");
    assertThat(world.frozen().inForce()).isEqualTo(inForce);
  }

  @Test
  void whoBringsAConfigurationBehindAnotherCommitDoesNotApproveIt() {
    world.replace(
        WorldEstate.RULES,
        "{authorities: [configuration], require: [{team: platform, count: 1}]}",
        "{authorities: [configuration], require: []}");
    world.commit(PLATFORM, signed(PLATFORM));
    world.put("README.md", "harmless\n");
    world.push(DEVELOPER);
    Recorded change = world.newest("configuration");
    assertThat(refused(change, world.submission(change, PLATFORM)).code()).isEqualTo("APR-0001");
  }

  @Test
  void aConfigurationAndATargetOfOneCommitDoNotHelpEachOther() {
    bluePlaced();
    world.replace(
        WorldEstate.RULES,
        "environments: [prod], require: [{team: platform, count: 1}]",
        "environments: [prod], require: []");
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    World.Frozen before = world.frozen();
    world.push(DEVELOPER);
    World.in(Change.AwaitingApproval.class, world.newest("configuration"));
    Recorded change = world.newest("core-prod");
    World.in(Change.AwaitingApproval.class, change);
    assertThat(world.frozen()).isEqualTo(before);
    // The other way round: the target's approval says nothing of the rule.
    world.approve(change, PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("red");
    assertThat(world.frozen().inForce()).isEqualTo(before.inForce());
  }

  @Test
  void aChangedRuleJudgesWaitingChangesAgain() {
    Recorded change = waiting("red");
    world.replace(
        WorldEstate.RULES,
        "environments: [prod], require: [{team: platform, count: 1}]",
        "environments: [prod], require: [{team: platform, count: 2}]");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);
    World.stopped(
        Fact.ChangeStopped.Stop.SUPERSEDED,
        java.util.Objects.requireNonNull(world.plane.ledger().change(change.id())));
    Recorded next = world.newest("core-prod");
    assertThat(next.id()).isNotEqualTo(change.id());
    assertThat(World.in(Change.AwaitingApproval.class, next).decided().quorum()).containsExactly(2);
  }

  @Test
  void aSquashMergeCarriesTheApprovalOverAndTheRecordSaysSo() {
    bluePlaced();
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    String proposalRef = "refs/heads/proposal/red";
    world.commitTo(proposalRef, DEVELOPER, signed(DEVELOPER));
    world.sync();
    Recorded proposal = world.newest("core-prod");
    World.Frozen before = world.frozen();
    world.approve(proposal, PLATFORM);
    assertThat(world.frozen()).isEqualTo(before); // approved, and waits for its merge
    world.repositories.move(World.ROOT, proposalRef, null);
    world.push(DEVELOPER);
    Recorded merged = world.newest("core-prod");
    World.in(Change.Verified.class, merged);
    assertThat(world.live("core-prod", "colour")).isEqualTo("red");
    assertThat(world.facts(Fact.ApprovalCarried.class))
        .extracting(Fact.ApprovalCarried::from)
        .containsExactly(proposal.id());
  }

  @Test
  void anApprovalDoesNotCarryOverToAMergeOfSomethingElse() {
    bluePlaced();
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    String proposalRef = "refs/heads/proposal/red";
    world.commitTo(proposalRef, DEVELOPER, signed(DEVELOPER));
    world.sync();
    world.approve(world.newest("core-prod"), PLATFORM);
    World.Frozen before = world.frozen();
    world.repositories.move(World.ROOT, proposalRef, null);
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "scarlet"));
    world.push(DEVELOPER);
    World.in(Change.AwaitingApproval.class, world.newest("core-prod"));
    assertThat(world.facts(Fact.ApprovalCarried.class)).isEmpty();
    assertThat(world.frozen()).isEqualTo(before);
  }

  @Test
  void anApprovalDoesNotCarryOverToTheSameContentByThePersonWhoApproved() {
    bluePlaced();
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    String proposalRef = "refs/heads/proposal/red";
    world.commitTo(proposalRef, PLATFORM, signed(PLATFORM));
    world.sync();
    Recorded proposal = world.newest("core-prod");
    assertThat(refused(proposal, world.submission(proposal, PLATFORM)).code())
        .isEqualTo("APR-0001");
    assertThat(world.repositories.head(World.ROOT, InMemoryRepositories.MAINLINE)).isNotNull();
  }

  @Test
  void aDeniedChangeTakesNoApproval() {
    world.put(WorldEstate.manifest("core-prod"), WorldEstate.configMap("core-prod", "red"));
    world.push("mallory@elsewhere.example");
    Recorded change = world.newest("core-prod");
    assertThat(World.in(Change.Denied.class, change).decided().outcome())
        .isEqualTo(PolicyDecision.Outcome.DENY);
    assertThat(refusal(() -> world.plane.desk().offer(change.id(), PLATFORM)).code())
        .isEqualTo("CTL-0012");
  }

  @Test
  void rejectedAndWithdrawnChangesAreNotApplied() {
    Recorded change = waiting("red");
    Submission late = world.submission(change, PLATFORM);
    World.Frozen before = world.frozen();
    world.plane.desk().reject(change.id(), PLATFORM, "not today");
    world.quiet();
    World.stopped(Fact.ChangeStopped.Stop.REJECTED, world.newest("core-prod"));
    assertThat(refused(change, late).code()).isEqualTo("CTL-0012");
    assertThat(world.frozen()).isEqualTo(before);
  }
}
