package dev.esclusa.policy;

import static dev.esclusa.policy.Samples.ANA;
import static dev.esclusa.policy.Samples.change;
import static dev.esclusa.policy.Samples.decide;
import static dev.esclusa.policy.Samples.estate;
import static dev.esclusa.policy.Samples.guardedDeletion;
import static dev.esclusa.policy.Samples.of;
import static dev.esclusa.policy.Samples.plan;
import static dev.esclusa.policy.Samples.rule;
import static dev.esclusa.policy.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Action;
import dev.esclusa.model.ApprovalRule;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Finding.Severity;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.PolicyDecision.Outcome;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Principal.Proof;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Team;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
  @Test
  void withoutARuleTheOwnerTeamMustApprove() {
    PolicyDecision decision = decide(update("prod"), estate(List.of()));
    assertThat(decision.outcome()).isEqualTo(Outcome.REQUIRE_APPROVAL);
    assertThat(decision.required()).containsExactly(requirement("default-owner", "crm", 1));
  }

  @Test
  void aMatchingRuleThatRequiresNothingAllows() {
    assertThat(decide(update("dev"), estate(List.of(rule("free")))).outcome())
        .isEqualTo(Outcome.ALLOW);
  }

  @Test
  void allMatchingRulesAddUp() {
    PolicyDecision decision =
        decide(
            update("prod"),
            estate(
                List.of(
                    rule("free"),
                    rule("one", of("platform", 1)),
                    rule("two", of("platform", 2)),
                    rule("own", of("$owner", 1)))));
    assertThat(decision.required())
        .containsExactly(
            requirement("one", "platform", 1),
            requirement("own", "crm", 1),
            requirement("two", "platform", 2));
  }

  @Test
  void ofOneRuleAndTeamTheGreatestCountIsAsked() {
    PolicyDecision decision =
        decide(
            update("prod"),
            estate(
                List.of(
                    rule("r", of("platform", 1), of("platform", 3)),
                    rule("r", of("platform", 2)))));
    assertThat(decision.required()).containsExactly(requirement("r", "platform", 3));
  }

  @Test
  void aRuleOfSeveralTeamsAsksEachByItsOwnId() {
    PolicyDecision decision =
        decide(update("prod"), estate(List.of(rule("both", of("platform", 2), of("$owner", 1)))));
    assertThat(decision.required())
        .containsExactly(
            requirement("both.crm", "crm", 1), requirement("both.platform", "platform", 2));
  }

  @Test
  void anIdThatNamesTwoRequirementsIsDenied() {
    PolicyDecision decision =
        decide(
            update("prod"),
            estate(
                List.of(
                    rule("both", of("platform", 1), of("crm", 1)),
                    rule("both.platform", of("data", 1)))));
    assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
  }

  static Stream<Arguments> rules() {
    Plan plan =
        plan(
            "prod",
            Risk.Level.MEDIUM,
            change(Action.UPDATE, "Deployment"),
            change(Action.NOTHING, "Secret"));
    Plan deletion = plan("prod", Risk.Level.HIGH, change(Action.DELETE, "Deployment"));
    return Stream.of(
        Arguments.of("any", rule("r"), plan, true),
        Arguments.of("environment", environments("prod"), plan, true),
        Arguments.of("environment glob", environments("pr*"), plan, true),
        Arguments.of("other environment", environments("dev", "stage"), plan, false),
        Arguments.of("authority", authorities("kubernetes"), plan, true),
        Arguments.of("other authority", authorities("terraform"), plan, false),
        Arguments.of("target", targets("prod/*/crm-*"), plan, true),
        Arguments.of("other target", targets("prod/*/erp-*"), plan, false),
        Arguments.of("from its risk", risk(Risk.Level.MEDIUM, Risk.Level.CRITICAL), plan, true),
        Arguments.of("to its risk", risk(Risk.Level.LOW, Risk.Level.MEDIUM), plan, true),
        Arguments.of("above", risk(Risk.Level.HIGH, Risk.Level.CRITICAL), plan, false),
        Arguments.of("below", risk(Risk.Level.LOW, Risk.Level.LOW), plan, false),
        Arguments.of("destructive", destructive(), deletion, true),
        Arguments.of("not destructive", destructive(), plan, false),
        Arguments.of("address", addresses("Deployment.apps/crm/*"), plan, true),
        Arguments.of("unchanged address", addresses("Secret*"), plan, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void aRuleMatchesWhatItNames(String name, ApprovalRule rule, Plan plan, boolean matches) {
    PolicyDecision decision = decide(plan, estate(List.of(rule)));
    assertThat(decision.outcome()).isEqualTo(matches ? Outcome.ALLOW : Outcome.REQUIRE_APPROVAL);
  }

  @Test
  void aTeamThatDoesNotExistIsDenied() {
    PolicyDecision decision = decide(update("prod"), estate(List.of(rule("r", of("ghosts", 1)))));
    assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
    assertThat(decision.findings().getFirst().message()).contains("ghosts, which does not exist");
  }

  @Test
  void aTeamThatIsTooSmallIsDenied() {
    PolicyDecision decision = decide(update("prod"), estate(List.of(rule("r", of("data", 2)))));
    assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
    assertThat(decision.findings().getFirst().message()).contains("2 of team data, which has 1");
  }

  @Test
  void onePersonListedTwiceIsOneMember() {
    List<Team> teams = List.of(new Team("crm", List.of("ana@x", "ana@x")));
    PolicyDecision decision =
        decide(update("prod"), estate(teams, List.of(rule("r", of("crm", 2)))));
    assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aRuleThatAsksForNobodyIsDenied(int count) {
    PolicyDecision decision =
        decide(update("prod"), estate(List.of(rule("r", of("platform", count)))));
    assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
  }

  @Test
  void aGuardedDeletionNeedsAYesEvenWhereARuleAllows() {
    Plan plan = plan("dev", Risk.Level.HIGH, guardedDeletion());
    PolicyDecision decision = decide(plan, estate(List.of(rule("free"))));
    assertThat(decision.outcome()).isEqualTo(Outcome.REQUIRE_APPROVAL);
    assertThat(decision.required()).containsExactly(requirement("guarded-deletion", "crm", 1));
    assertThat(decision.confirmDeletions()).containsExactly(guardedDeletion().address());
  }

  @Test
  void whereSomebodyIsAskedAnywayTheyConfirmTheDeletion() {
    Plan plan = plan("dev", Risk.Level.HIGH, guardedDeletion());
    PolicyDecision decision = decide(plan, estate(List.of(rule("r", of("platform", 1)))));
    assertThat(decision.required()).containsExactly(requirement("r", "platform", 1));
    assertThat(decision.confirmDeletions()).hasSize(1);
  }

  @Test
  void aPlanThatMovesNothingIsAllowed() {
    Plan plan = plan("prod", Risk.Level.LOW, change(Action.NOTHING, "Deployment"));
    Principal unknown = new Principal.Unknown("Eve", "not signed");
    assertThat(decide(plan, estate(List.of()), unknown).outcome()).isEqualTo(Outcome.ALLOW);
  }

  @Test
  void anUnlockIsNotAllowedForHavingNoChanges() {
    Plan plan = plan("prod", new Intent.Unlock("lock-1"), Risk.Level.HIGH);
    assertThat(decide(plan, estate(List.of())).outcome()).isEqualTo(Outcome.REQUIRE_APPROVAL);
  }

  @Test
  void prodRefusesWhatNobodyKnownBrought() {
    Principal unknown = new Principal.Unknown("Eve <eve@y>", "the commit is not signed");
    PolicyDecision decision = decide(update("prod"), estate(List.of(rule("free"))), unknown);
    assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
    assertThat(decision.findings().getFirst().rule()).isEqualTo(Bringer.RULE);
    assertThat(decision.findings().getFirst().message())
        .contains("Eve <eve@y>", "not signed", "prod");
  }

  @Test
  void prodRefusesWhoIsInNoTeam() {
    Principal outsider = new Principal.Known("eve@y", Proof.COMMIT_SIGNATURE);
    assertThat(decide(update("prod"), estate(List.of(rule("free"))), outsider).outcome())
        .isEqualTo(Outcome.DENY);
  }

  @Test
  void nobodyBecomesTheSystemByItsName() {
    Principal impostor = new Principal.Known(Principal.SYSTEM.id(), Proof.COMMIT_SIGNATURE);
    assertThat(decide(update("prod"), estate(List.of(rule("free"))), impostor).outcome())
        .isEqualTo(Outcome.DENY);
    assertThat(decide(update("prod"), estate(List.of(rule("free"))), Principal.SYSTEM).outcome())
        .isEqualTo(Outcome.ALLOW);
  }

  @Test
  void devTakesWhatNobodyKnownBrought() {
    Principal unknown = new Principal.Unknown("Eve", "the commit is not signed");
    assertThat(decide(update("dev"), estate(List.of(rule("free"))), unknown).outcome())
        .isEqualTo(Outcome.ALLOW);
  }

  @Test
  void anUndeclaredEnvironmentIsAsStrictAsProd() {
    Principal unknown = new Principal.Unknown("Eve", "the commit is not signed");
    assertThat(decide(update("root"), estate(List.of(rule("free"))), unknown).outcome())
        .isEqualTo(Outcome.DENY);
  }

  @Test
  void aBlockingFindingOfAPackDenies() {
    Pack pack = pack(Severity.BLOCK, true, null);
    PolicyDecision decision = decide(update("dev"), estate(List.of(rule("free"))), pack);
    assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
    assertThat(decision.required()).isEmpty();
  }

  @Test
  void aWarningOfAPackIsOnlyReported() {
    PolicyDecision decision =
        decide(update("dev"), estate(List.of(rule("free"))), pack(Severity.WARN, true, null));
    assertThat(decision.outcome()).isEqualTo(Outcome.ALLOW);
    assertThat(decision.findings()).hasSize(1);
  }

  @Test
  void aWaiverExcusesWhatIsWaivableOnly() {
    assertThat(
            decide(update("dev"), estate(List.of(rule("free"))), pack(Severity.BLOCK, true, "w-1"))
                .outcome())
        .isEqualTo(Outcome.ALLOW);
    assertThat(
            decide(update("dev"), estate(List.of(rule("free"))), pack(Severity.BLOCK, false, "w-1"))
                .outcome())
        .isEqualTo(Outcome.DENY);
  }

  @Test
  void anotherPackIsAnotherDecisionAndTheSameVerdict() {
    Pack silent = new Samples.FixedPack("silent", List.of());
    PolicyDecision without = decide(update("dev"), estate(List.of()));
    PolicyDecision with = decide(update("dev"), estate(List.of()), silent);
    assertThat(with.verdictHash()).isEqualTo(without.verdictHash());
    assertThat(with.packHash()).isNotEqualTo(without.packHash());
    assertThat(with.hash()).isNotEqualTo(without.hash());
  }

  @Test
  void whoOfATeamBroughtItChangesNothing() {
    Principal ben = new Principal.Known("ben@x", Proof.FORGE);
    assertThat(decide(update("prod"), estate(List.of()), ben))
        .isEqualTo(decide(update("prod"), estate(List.of()), ANA));
  }

  @Test
  void aDecisionDoesNotDependOnTheOrderOfRulesTeamsAndPacks() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      List<ApprovalRule> rules = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        rules.add(randomRule(random));
      }
      List<Team> teams = new ArrayList<>(Samples.TEAMS);
      List<Pack> packs =
          new ArrayList<>(
              List.of(
                  pack(Severity.WARN, true, null),
                  new Samples.FixedPack("other", List.of()),
                  pack(Severity.INFORM, true, null)));
      Plan plan = update(random.nextBoolean() ? "dev" : "prod");
      PolicyDecision first = decide(plan, estate(teams, rules), packs.toArray(Pack[]::new));
      Collections.shuffle(rules, random);
      Collections.shuffle(teams, random);
      Collections.shuffle(packs, random);
      PolicyDecision again = decide(plan, estate(teams, rules), packs.toArray(Pack[]::new));
      assertThat(again).as("seed %d", seed).isEqualTo(first);
    }
  }

  private static ApprovalRule randomRule(Random random) {
    List<String> names = List.of("platform", "crm", "data", "$owner", "ghosts");
    List<ApprovalRule.TeamCount> require = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      require.add(of(names.get(random.nextInt(names.size())), 1 + random.nextInt(2)));
    }
    return rule("r" + random.nextInt(5), require.toArray(ApprovalRule.TeamCount[]::new));
  }

  private static Pack pack(Severity severity, boolean waivable, String waiver) {
    Finding finding =
        new Finding(
            new RuleId("no-latest"), severity, null, "image is latest", "pin it", waivable, waiver);
    return new Samples.FixedPack("pack-" + severity, List.of(finding));
  }

  private static Requirement requirement(String rule, String team, int count) {
    return new Requirement(new RuleId(rule), team, count);
  }

  private static ApprovalRule environments(String... names) {
    return matching(List.of(names), List.of(), List.of(), List.of(), false);
  }

  private static ApprovalRule authorities(String... names) {
    return matching(List.of(), List.of(names), List.of(), List.of(), false);
  }

  private static ApprovalRule targets(String... names) {
    return matching(List.of(), List.of(), List.of(names), List.of(), false);
  }

  private static ApprovalRule addresses(String... names) {
    return matching(List.of(), List.of(), List.of(), List.of(names), false);
  }

  private static ApprovalRule destructive() {
    return matching(List.of(), List.of(), List.of(), List.of(), true);
  }

  private static ApprovalRule matching(
      List<String> environments,
      List<String> authorities,
      List<String> targets,
      List<String> addresses,
      boolean destructive) {
    return new ApprovalRule(
        new RuleId("r"),
        environments,
        authorities,
        targets,
        Risk.Level.LOW,
        Risk.Level.CRITICAL,
        destructive,
        addresses,
        List.of());
  }

  private static ApprovalRule risk(Risk.Level from, Risk.Level to) {
    return new ApprovalRule(
        new RuleId("r"), List.of(), List.of(), List.of(), from, to, false, List.of(), List.of());
  }

  @Test
  void aRollbackThatPinsIsNotAllowedForHavingNoChanges() {
    Plan plan = plan("prod", new Intent.RollBack(Samples.COMMIT, Samples.NOW), Risk.Level.LOW);
    assertThat(decide(plan, estate(List.of())).outcome()).isEqualTo(Outcome.REQUIRE_APPROVAL);
    Plan recover = plan("prod", new Intent.Recover(new ChangeId("c-0")), Risk.Level.LOW);
    assertThat(decide(recover, estate(List.of())).outcome()).isEqualTo(Outcome.REQUIRE_APPROVAL);
  }
}
