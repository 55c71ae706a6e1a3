package dev.esclusa.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Finding.Severity;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.PolicyDecision.Outcome;
import dev.esclusa.model.PolicyPack;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Waiver;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PacksTest {
  private static final Address CORE = new Address.Kubernetes("apps", "Deployment", "crm", "core");
  private static final Principal ANA =
      new Principal.Known("ana@crm.example", Principal.Proof.COMMIT_SIGNATURE);
  private static final String REPLICAS =
      """
      # METADATA
      # title: few replicas
      # custom:
      #   fix: Write 2 or more.
      package size
      deny contains {"msg": msg, "address": one.address} if {
        some one in input.objects
        one.object.spec.replicas < 2
        msg := sprintf("%s has %d replicas", [one.address, one.object.spec.replicas])
      }
      """;

  private final Packs packs = new Packs();

  @Test
  void aRuleThatFindsSomethingDeniesAndSaysWhereAndWhatToDo() {
    PolicyDecision decision = decide(pack("base", REPLICAS), replicas(1));

    assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
    assertThat(decision.findings())
        .containsExactly(
            new Finding(
                new RuleId("base.size.deny"),
                Severity.BLOCK,
                CORE,
                "Deployment.apps/crm/core has 1 replicas",
                "Write 2 or more.",
                true,
                null));
    assertThat(decide(pack("base", REPLICAS), replicas(2)).findings()).isEmpty();
  }

  @Test
  void severityFollowsTheNameUnlessTheMetadataSaysOtherwise() {
    PolicyDecision decision =
        decide(
            pack(
                "base",
                """
                package a
                warn_name contains "by name"
                inform contains "told"
                # METADATA
                # custom: {severity: warn}
                deny contains "by metadata"
                """),
            replicas(1));

    assertThat(decision.findings())
        .extracting(Finding::severity, Finding::message)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(Severity.WARN, "by name"),
            org.assertj.core.groups.Tuple.tuple(Severity.INFORM, "told"),
            org.assertj.core.groups.Tuple.tuple(Severity.WARN, "by metadata"));
    assertThat(decision.outcome()).isNotEqualTo(Outcome.DENY);
  }

  @Test
  void aRequireRuleAsksForApprovals() {
    PolicyDecision decision =
        decide(
            pack("base", "package a\nrequire contains {\"team\": \"platform\", \"count\": 2}"),
            replicas(1));

    assertThat(decision.outcome()).isEqualTo(Outcome.REQUIRE_APPROVAL);
    assertThat(decision.required())
        .contains(new Requirement(new RuleId("base.a.require.platform"), "platform", 2));
  }

  @Test
  void aTeamThatDoesNotExistCanNeverApproveAndIsTold() {
    PolicyDecision decision =
        decide(pack("base", "package a\nrequire contains {\"team\": \"nobody\"}"), replicas(1));

    assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
    assertThat(decision.findings()).anyMatch(it -> it.message().contains("nobody"));
  }

  @Test
  void aRuleInShadowIsRecordedAndDoesNotDecide() {
    PolicyPack loud = pack("base", REPLICAS);
    PolicyPack shadow =
        PolicyPack.of(
            "base",
            "policies",
            List.of(),
            List.of(),
            List.of(),
            PolicyPack.Reads.CHANGE,
            List.of(),
            List.of("base.size.*"),
            loud.files());
    PolicyDecision tried = decide(shadow, replicas(1));

    assertThat(tried.outcome()).isNotEqualTo(Outcome.DENY);
    assertThat(tried.findings()).isEmpty();
    assertThat(tried.inShadow()).hasSize(1);
    assertThat(tried.verdictHash())
        .as("what does not decide voids no approval")
        .isEqualTo(decide(shadow, replicas(2)).verdictHash());
    assertThat(decide(loud, replicas(1)).outcome()).isEqualTo(Outcome.DENY);
  }

  @Test
  void rulesOfConftestReadEachObject() {
    PolicyPack pack =
        PolicyPack.of(
            "conftest",
            "policy",
            List.of(),
            List.of(),
            List.of(),
            PolicyPack.Reads.OBJECT,
            List.of(),
            List.of(),
            Map.of(
                "a.rego",
                "package main\ndeny contains msg if { input.spec.replicas < 2; msg := input.kind }",
                "b.rego",
                "package other\ndeny contains \"never asked\""));

    assertThat(decide(pack, replicas(1)).findings())
        .extracting(Finding::message, Finding::address)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("Deployment", CORE));
  }

  @Test
  void aWaiverIsPartOfTheDecisionAndItsExpiryIsAskedAtAdmission() {
    Waiver waiver =
        new Waiver(
            "inc-1042",
            new RuleId("base.size.deny"),
            "ben@crm.example",
            "load test",
            "INC-1042",
            List.of("dev"),
            List.of(),
            List.of("Deployment.apps/*"),
            Instant.parse("2026-12-01T00:00:00Z"));
    PolicyDecision decision = decide(pack("base", REPLICAS), replicas(1), waiver);

    assertThat(decision.outcome()).isNotEqualTo(Outcome.DENY);
    assertThat(decision.findings()).extracting(Finding::waiver).containsExactly("inc-1042");
    assertThat(decision.verdictHash())
        .isNotEqualTo(decide(pack("base", REPLICAS), replicas(2), waiver).verdictHash());
  }

  @Test
  void equalPacksAndChangesGiveEqualHashes() {
    PolicyDecision one = decide(pack("base", REPLICAS), replicas(1));
    PolicyDecision other =
        Policy.decide(input(new Packs(), pack("base", REPLICAS), replicas(1), List.of()));

    assertThat(one.hash()).isEqualTo(other.hash());
    assertThat(decide(pack("base", REPLICAS + "\n"), replicas(1)).hash())
        .as("another pack is another decision")
        .isNotEqualTo(one.hash());
    assertThat(decide(pack("base", REPLICAS + "\n"), replicas(1)).verdictHash())
        .as("and the same verdict")
        .isEqualTo(one.verdictHash());
  }

  @Test
  void aPackThatDoesNotCompileIsToldWithFileLineAndColumn() {
    assertThat(packs.problems(pack("base", "package a\ndeny contains x if { y == 1 }")))
        .isNotEmpty()
        .allSatisfy(
            it -> {
              assertThat(it.code()).isEqualTo("POL-0017");
              assertThat(it.cause()).startsWith("policies/a.rego:2:");
            });
  }

  @Test
  void aPackThatIsNeverAskedAndAWrongSeverityAreTold() {
    assertThat(packs.problems(pack("base", "package a\nallow := true")))
        .singleElement()
        .satisfies(it -> assertThat(it.cause()).contains("no rule of it is asked"));
    assertThat(
            packs.problems(
                pack(
                    "base",
                    "package a\n# METADATA\n# custom: {severity: loud}\ndeny contains \"x\"")))
        .singleElement()
        .satisfies(it -> assertThat(it.cause()).contains("loud").contains("policies/a.rego:4:"));
  }

  @Test
  void aRuleThatFailsOrNeverEndsBlocks() {
    String endless =
        """
        package a
        deny contains "x" if {
          count([1 | some a in numbers.range(1, 5000); some b in numbers.range(1, 5000); some c in numbers.range(1, 5000); a + b + c == 0]) > 0
        }
        """;
    assertThat(decide(pack("base", endless), replicas(1)).findings())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.severity()).isEqualTo(Severity.BLOCK);
              assertThat(it.waivable()).isFalse();
              assertThat(it.message()).contains("could not be evaluated");
            });
  }

  @Test
  void aRuleOfTheMomentKnowsTheClock() {
    Pack pack =
        packs
            .of(
                estate(
                    pack(
                        "base",
                        """
                        package a
                        admission contains "it is Friday" if {
                          time.weekday(time.parse_rfc3339_ns(input.admission.now)) == "Friday"
                        }
                        """)))
            .getFirst();
    PackInput input =
        new PackInput(
            Samples.plan("dev", Risk.Level.LOW, Samples.change(Action.UPDATE, "Deployment")),
            Samples.managed("dev"),
            null,
            null,
            ANA,
            replicas(1));

    assertThat(pack.judge(input).findings()).isEmpty();
    assertThat(
            pack.admit(input, new AdmissionFacts(Instant.parse("2026-11-20T12:00:00Z"), List.of()))
                .findings())
        .extracting(Finding::message)
        .containsExactly("it is Friday");
    assertThat(
            pack.admit(input, new AdmissionFacts(Instant.parse("2026-11-21T12:00:00Z"), List.of()))
                .findings())
        .isEmpty();
  }

  @Test
  void aRuleForTheMomentOfApplyInShadowObjectsToNothing() {
    Pack pack =
        packs
            .of(
                estate(
                    pack(
                        "base",
                        """
                        package a
                        # METADATA
                        # custom: {shadow: true}
                        admission contains "no approval by two" if {
                          count(input.admission.approvals) < 2
                        }
                        admission_late contains "never" if input.admission.now == ""
                        """)))
            .getFirst();
    Pack.Judgement said =
        pack.admit(
            input("dev"), new AdmissionFacts(Instant.parse("2026-11-20T12:00:00Z"), List.of()));

    assertThat(said.findings()).isEmpty();
    assertThat(said.shadowed()).extracting(Finding::message).containsExactly("no approval by two");
    assertThat(pack.admitting(Samples.managed("dev").target()))
        .extracting(RuleId::text)
        .containsExactly("base.a.admission", "base.a.admission_late");
    assertThat(pack.tried()).extracting(RuleId::text).containsExactly("base.a.admission");
    assertThat(pack.judging(Samples.managed("dev").target())).isEmpty();
  }

  @Test
  void aRuleAboutOtherAuthoritiesIsNotAsked() {
    Pack pack =
        packs
            .of(
                estate(
                    pack(
                        "base",
                        """
                        package a
                        # METADATA
                        # custom: {authorities: [terraform]}
                        deny contains "a stack" if true
                        # METADATA
                        # custom: {authorities: [kubernetes, configuration]}
                        deny_objects contains "objects" if true
                        """)))
            .getFirst();

    assertThat(pack.judge(input("dev")).findings())
        .extracting(Finding::message)
        .containsExactly("objects");
    assertThat(pack.judging(Samples.managed("dev").target()))
        .extracting(RuleId::text)
        .containsExactly("base.a.deny_objects");
    assertThat(pack.rules()).hasSize(2);
  }

  @Test
  void anAuthorityThatNobodyKnowsIsAProblemOfThePack() {
    assertThat(
            packs.problems(
                pack(
                    "base",
                    """
                    package a
                    # METADATA
                    # custom: {authorities: [kubernets]}
                    deny contains "x" if true
                    """)))
        .singleElement()
        .satisfies(it -> assertThat(it.cause()).contains(":4:1").contains("kubernets"));
  }

  @Test
  void whatIsNoTextIsToldAsJsonAndWhatSaysNothingHasTheTitle() {
    PolicyDecision decision =
        decide(
            pack(
                "base",
                """
                # METADATA
                # title: numbers
                package a
                deny contains 7
                deny contains {"msg": [1, "x"]}
                deny contains {"msg": "  "}
                deny_truth := true
                deny_nothing := false
                deny_null := null
                """),
            replicas(1));

    assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
    assertThat(decision.findings())
        .extracting(it -> it.rule().text(), Finding::message)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("base.a.deny", "7"),
            org.assertj.core.groups.Tuple.tuple("base.a.deny", "[1,\"x\"]"),
            org.assertj.core.groups.Tuple.tuple("base.a.deny", "numbers"),
            org.assertj.core.groups.Tuple.tuple("base.a.deny_truth", "numbers"),
            org.assertj.core.groups.Tuple.tuple("base.a.deny_null", "numbers"));
  }

  @Test
  void aHugeMessageIsShortened() {
    PolicyDecision decision =
        decide(
            pack(
                "base",
                """
                package a
                deny contains concat("", [x | some i in numbers.range(1, 500000); x := "ab"])
                """),
            replicas(1));

    assertThat(decision.findings())
        .singleElement()
        .satisfies(
            it -> assertThat(it.message()).hasSizeLessThan(5_000).endsWith("characters more)"));
  }

  @Test
  void whatIsFoundBeyondAThousandTimesIsOneFindingMore() {
    PolicyPack pack =
        pack(
            "base",
            "package a\ndeny contains sprintf(\"%d\", [i]) if some i in numbers.range(1, 10000)");
    PolicyDecision decision = decide(pack, replicas(1));

    assertThat(decision.findings()).hasSize(1_001);
    assertThat(decision.findings())
        .extracting(Finding::message)
        .contains("1", "10", "9000 more of it are not listed")
        .doesNotContain("9999");
    assertThat(decide(pack, replicas(1)).hash()).isEqualTo(decision.hash());
  }

  @Test
  void aWaiverForSingleAddressesDoesNotReachWhatIsNotListed() {
    PolicyPack pack =
        pack(
            "base",
            "package a\ndeny contains {\"msg\": sprintf(\"%d\", [i]), \"address\":"
                + " \"Deployment.apps/crm/core\"} if some i in numbers.range(1, 1001)");

    assertThat(waived(pack, List.of("Deployment.apps/crm/*")).outcome()).isEqualTo(Outcome.DENY);
    assertThat(waived(pack, List.of()).outcome()).isNotEqualTo(Outcome.DENY);
  }

  @Test
  void aWaiverWhoseScopeMatchesNothingHelpsNothing() {
    PolicyDecision decision = waived(pack("base", REPLICAS), List.of("Deployment.apps/other/*"));

    assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
    assertThat(decision.findings()).allMatch(it -> it.waiver() == null);
  }

  @Test
  void rulesOfOneNameInTwoPacksAreTwoRules() {
    List<Pack> both =
        java.util.stream.Stream.of("one", "two")
            .flatMap(it -> packs.of(estate(pack(it, "package a\ndeny contains \"x\""))).stream())
            .toList();
    PolicyDecision decision =
        Policy.decide(
            new DecisionInput(
                Samples.plan("dev", Risk.Level.LOW, Samples.change(Action.UPDATE, "Deployment")),
                Samples.managed("dev"),
                Samples.estate(List.of()),
                ANA,
                both,
                replicas(1)));

    assertThat(decision.findings())
        .extracting(it -> it.rule().text())
        .containsExactly("one.a.deny", "two.a.deny");
  }

  @Test
  void dataThatContainsItselfIsAProblemOfThePack() {
    PolicyPack pack =
        PolicyPack.of(
            "base",
            "policies/base",
            List.of(),
            List.of(),
            List.of(),
            PolicyPack.Reads.CHANGE,
            List.of(),
            List.of(),
            java.util.Map.of(
                "rules.rego", "package a\ndeny contains \"x\"", "data.yaml", "a: &a\n  b: *a\n"));

    assertThat(packs.problems(pack))
        .singleElement()
        .satisfies(it -> assertThat(it.cause()).contains("policies/base/data.yaml"));
  }

  private PolicyDecision waived(PolicyPack pack, List<String> addresses) {
    return decide(
        pack,
        replicas(1),
        new Waiver(
            "inc-1",
            new RuleId(
                pack.name()
                    + (pack.files().toString().contains("size") ? ".size" : ".a")
                    + ".deny"),
            "ben@crm.example",
            "a test",
            "INC-1",
            List.of("dev"),
            List.of(),
            addresses,
            Instant.parse("2026-12-01T00:00:00Z")));
  }

  private static PackInput input(String environment) {
    return new PackInput(
        Samples.plan(environment, Risk.Level.LOW, Samples.change(Action.UPDATE, "Deployment")),
        Samples.managed(environment),
        null,
        null,
        ANA,
        replicas(1));
  }

  @Test
  void aFindingNamesAlsoWhatThePlanOfAStackLeavesAsItIs() {
    Value plan =
        Value.mapping(
            "resource_changes", List.of(Value.mapping("address", "aws_s3_bucket.logs[\"a\"]")));
    PolicyPack pack =
        pack(
            "base",
            """
            package tags
            deny contains {"msg": "no tags", "address": one.address} if {
              some one in input.kubernetes.plan.resource_changes
            }
            """);

    assertThat(decide(pack, new PlanObjects(List.of(), plan, List.of())).findings())
        .extracting(Finding::address)
        .containsExactly(new Address.Terraform("aws_s3_bucket.logs[\"a\"]"));
  }

  private static PolicyPack pack(String name, String source) {
    return PolicyPack.of(
        name,
        "policies",
        List.of(),
        List.of(),
        List.of(),
        PolicyPack.Reads.CHANGE,
        List.of(),
        List.of(),
        Map.of("a.rego", source));
  }

  private static PlanObjects replicas(int count) {
    Value object =
        Value.mapping(
            "apiVersion",
            "apps/v1",
            "kind",
            "Deployment",
            "spec",
            Value.mapping("replicas", (long) count));
    return new PlanObjects(
        List.of(new PlanObjects.Seen(CORE, object, null)), null, List.of("apps/core.yaml"));
  }

  private PolicyDecision decide(PolicyPack pack, PlanObjects objects, Waiver... waivers) {
    return Policy.decide(input(packs, pack, objects, List.of(waivers)));
  }

  private static DecisionInput input(
      Packs packs, PolicyPack pack, PlanObjects objects, List<Waiver> waivers) {
    Estate estate = estate(pack, waivers);
    return new DecisionInput(
        Samples.plan("dev", Risk.Level.LOW, Samples.change(Action.UPDATE, "Deployment")),
        Samples.managed("dev"),
        estate,
        ANA,
        packs.of(estate),
        objects);
  }

  private static Estate estate(PolicyPack pack) {
    return estate(pack, List.of());
  }

  private static Estate estate(PolicyPack pack, List<Waiver> waivers) {
    Estate bare = Samples.estate(List.of());
    return new Estate(
        bare.commit(),
        bare.teams(),
        bare.projects(),
        bare.environments(),
        bare.clusters(),
        bare.targets(),
        bare.approvalRules(),
        bare.freezes(),
        bare.ignores(),
        List.of(pack),
        waivers,
        bare.allowedSigners(),
        bare.documentHashes(),
        bare.hash());
  }
}
