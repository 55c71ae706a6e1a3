package dev.esclusa.acceptance;

import static dev.esclusa.acceptance.World.DEVELOPER;
import static dev.esclusa.acceptance.World.PAULA;
import static dev.esclusa.acceptance.World.PLATFORM;
import static dev.esclusa.acceptance.World.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.Recorded;
import dev.esclusa.control.Tally;
import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Finding;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.PolicyPack;
import dev.esclusa.model.Problem;
import dev.esclusa.policy.Packs;
import dev.esclusa.policy.WrittenChange;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules in Rego decide changes, from the push to the apply. */
class PolicyPackTest {
  private static final String PACK = "esclusa/pack.yaml";
  private static final String RULES = "policies/base/colours.rego";

  private final World world = new World();

  private void pack(String rules, String more) {
    world.put(
        PACK,
        """
        apiVersion: esclusa.dev/v1
        kind: PolicyPack
        metadata: {name: base}
        spec:
          folder: policies/base
          environments: [prod]
        """
            + more.indent(2));
    world.put(RULES, rules);
    world.push(DEVELOPER);
    Recorded configuration = world.newest("configuration");
    if (configuration.change() instanceof Change.AwaitingApproval) {
      world.approve(configuration, PLATFORM);
    }
  }

  private static String forbids(String colour) {
    return """
    # METADATA
    # title: colours
    # custom: {fix: Write another colour.}
    package colours

    deny contains {"msg": msg, "address": one.address} if {
      some one in input.objects
      one.object.data.colour == "%s"
      msg := sprintf("%%s is %s", [one.object.metadata.name])
    }
    """
        .formatted(colour, colour);
  }

  private Recorded write(String target, String colour) {
    world.put(WorldEstate.manifest(target), WorldEstate.configMap(target, colour));
    world.push(DEVELOPER);
    return world.newest(target);
  }

  private PolicyDecision decision(Recorded change) {
    return world.plane.desk().decision(change.id());
  }

  @Test
  void whatARuleForbidsIsDeniedAndItsMendIsApplied() {
    pack(forbids("green"), "");
    Recorded denied = write("core-prod", "green");

    World.in(Change.Denied.class, denied);
    assertThat(decision(denied).findings())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.rule().text()).isEqualTo("base.colours.deny");
              assertThat(it.message()).isEqualTo("core-prod is green");
              assertThat(it.fix()).isEqualTo("Write another colour.");
              assertThat(it.address()).isNotNull();
            });
    world.approve(write("core-prod", "red"), PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("red");
  }

  @Test
  void anotherEnvironmentIsNotJudged() {
    pack(forbids("green"), "");
    write("core-dev", "green");
    assertThat(world.live("core-dev", "colour")).isEqualTo("green");
  }

  @Test
  void aPackThatDoesNotCompileLeavesTheLastGoodOneInForceAndIsTold() {
    pack(forbids("green"), "");
    pack("package colours\ndeny contains x if { y }\n", "");

    assertThat(world.facts(Fact.ConfigurationRefused.class))
        .extracting(Fact.ConfigurationRefused::code)
        .containsExactly("POL-0017");
    World.in(Change.Denied.class, write("core-prod", "green"));
  }

  @Test
  void aNewerPackThatJudgesTheSameVoidsNoApproval() {
    pack(forbids("green"), "");
    Recorded waiting = write("core-prod", "red");
    pack(forbids("green") + "\n# a word more\n", "");

    World.in(Change.AwaitingApproval.class, world.newest("core-prod"));
    assertThat(world.newest("core-prod").id()).isEqualTo(waiting.id());
    world.approve(waiting, PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("red");
  }

  @Test
  void aNewerPackThatJudgesOtherwiseReplacesWhatWaitsAndNamesTheRule() {
    pack(forbids("green"), "");
    Recorded waiting = write("core-prod", "red");
    pack(forbids("red"), "");

    World.stopped(Fact.ChangeStopped.Stop.SUPERSEDED, world.plane.ledger().change(waiting.id()));
    Recorded now = world.newest("core-prod");
    World.in(Change.Denied.class, now);
    assertThat(world.plane.story().proposed(now).reason())
        .contains("base.colours.deny")
        .contains("core-prod is red");
  }

  @Test
  void aPackThatComesAfterThePlanIsAskedAboutItToo() {
    Recorded waiting = write("core-prod", "red");
    World.in(Change.AwaitingApproval.class, waiting);
    pack(forbids("red"), "");

    World.in(Change.Denied.class, world.newest("core-prod"));
  }

  @Test
  void aRuleInShadowIsCountedAndDecidesNothing() {
    pack(forbids("green"), "shadow: [base.colours.*]\n");
    Recorded waiting = write("core-prod", "green");

    World.in(Change.AwaitingApproval.class, waiting);
    assertThat(decision(waiting).inShadow()).extracting(Finding::message).hasSize(1);
    world.approve(waiting, PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("green");
  }

  private void waiver(String expires) {
    world.put(
        "esclusa/waiver.yaml",
        """
        apiVersion: esclusa.dev/v1
        kind: Waiver
        metadata: {name: inc-7}
        spec:
          rule: base.colours.deny
          owner: platform@crm.example
          reason: the printer has no other ink
          incident: INC-7
          expires: %s
        """
            .formatted(expires));
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PAULA);
  }

  @Test
  void aWaivedFindingIsAppliedUnderItsWaiverButNotByWhoGrantedIt() {
    pack(forbids("green"), "");
    World.in(Change.Denied.class, write("core-prod", "green"));
    waiver("2099-01-01T00:00:00Z");
    Recorded waived = world.newest("core-prod");
    World.in(Change.AwaitingApproval.class, waived);

    Problem refused =
        refusal(() -> world.plane.desk().approve(waived.id(), world.submission(waived, PLATFORM)));
    assertThat(refused.cause()).contains("granted a waiver that it uses");
    world.approve(waived, PAULA);
    assertThat(world.live("core-prod", "colour")).isEqualTo("green");
    assertThat(decision(waived).findings()).extracting(Finding::waiver).containsExactly("inc-7");
  }

  @Test
  void anExpiredWaiverRefusesTheApplyAndSaysSo() {
    pack(forbids("green"), "");
    World.in(Change.Denied.class, write("core-prod", "green"));
    waiver(world.tempo.now().plus(Duration.ofMinutes(10)).toString());
    Recorded waived = world.newest("core-prod");
    World.in(Change.AwaitingApproval.class, waived);
    world.later(Duration.ofMinutes(11));
    world.approve(waived, PAULA);

    Recorded seen = world.plane.ledger().change(waived.id());
    assertThat(seen.change()).isInstanceOf(Change.Approved.class);
    assertThat(((Change.Approved) seen.change()).refused()).isNotNull();
    assertThat(((Change.Approved) seen.change()).refused().code()).isEqualTo("POL-0007");
    assertThat(world.live("core-prod", "colour")).as("nothing was applied").isNull();
  }

  @Test
  void aRenewedWaiverLetsThroughWhatWasRefused() {
    pack(forbids("green"), "");
    World.in(Change.Denied.class, write("core-prod", "green"));
    waiver(world.tempo.now().plus(Duration.ofMinutes(10)).toString());
    Recorded waived = world.newest("core-prod");
    world.later(Duration.ofMinutes(11));
    world.approve(waived, PAULA);
    assertThat(world.live("core-prod", "colour")).as("it has ended").isNull();
    assertThat(world.plane.tally().waivers().getFirst().uses()).isEmpty();

    waiver(world.tempo.now().plus(Duration.ofDays(1)).toString());
    world.later(Duration.ofMinutes(2));
    assertThat(world.live("core-prod", "colour")).isEqualTo("green");
    assertThat(world.plane.tally().waivers().getFirst().uses()).hasSize(1);
  }

  @Test
  void aRuleThatGoesBackIntoShadowLetsGoWhatItDenied() {
    pack(forbids("green"), "");
    Recorded denied = write("core-prod", "green");
    World.in(Change.Denied.class, denied);
    pack(forbids("green"), "shadow: [base.colours.*]\n");

    Recorded again = world.newest("core-prod");
    assertThat(again.id()).isNotEqualTo(denied.id());
    World.in(Change.AwaitingApproval.class, again);
    world.approve(again, PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("green");
  }

  private static Tally.RuleTally rule(Tally tally) {
    assertThat(tally.packs()).hasSize(1);
    assertThat(tally.packs().getFirst().rules()).hasSize(1);
    return tally.packs().getFirst().rules().getFirst();
  }

  @Test
  void whatARuleFoundInShadowIsCountedOverTimeAndByAnyReplica() {
    pack(forbids("green"), "shadow: [base.colours.*]\n");
    int waiting = rule(world.plane.tally()).inShadow().judged();
    world.approve(write("core-prod", "green"), PLATFORM);
    world.approve(write("core-prod", "red"), PLATFORM);
    world.approve(write("data-prod", "green"), PLATFORM);
    Instant found = world.newest("data-prod").marks().getFirst().at();
    write("core-dev", "green");

    for (Tally tally : List.of(world.plane.tally(), world.another("replica-1").tally())) {
      Tally.RuleTally rule = rule(tally);
      assertThat(rule.rule().text()).isEqualTo("base.colours.deny");
      assertThat(rule.stands()).isEqualTo(Tally.Stands.IN_SHADOW);
      assertThat(rule.inShadow().judged()).as("dev is not judged").isEqualTo(waiting + 3);
      assertThat(rule.inShadow().changes()).isEqualTo(2);
      assertThat(rule.inShadow().findings()).isEqualTo(2);
      assertThat(rule.inShadow().lastFoundAt()).isAfterOrEqualTo(found);
      assertThat(rule.deciding()).isEqualTo(new Tally.Found(0, 0, 0, null));
    }
  }

  @Test
  void aRuleThatIsSwitchedOnIsCountedAnewAndItsTimeInShadowIsKept() {
    pack(forbids("green"), "shadow: [base.colours.*]\n");
    world.approve(write("core-prod", "green"), PLATFORM);
    pack(forbids("green"), "");
    World.in(Change.Denied.class, write("data-prod", "green"));

    Tally.RuleTally rule = rule(world.plane.tally());
    assertThat(rule.stands()).isEqualTo(Tally.Stands.DECIDES);
    assertThat(rule.inShadow().findings()).isEqualTo(1);
    assertThat(rule.deciding().judged()).isEqualTo(1);
    assertThat(rule.deciding().changes()).isEqualTo(1);
  }

  private static final String LONELY =
      """
      package lonely
      admission contains "one is not enough" if count(input.admission.approvals) < 2
      """;

  @Test
  void aRuleForTheMomentOfApplyInShadowIsCountedAndHoldsNothingUp() {
    pack(LONELY, "shadow: [base.lonely.*]\n");
    world.approve(write("core-prod", "green"), PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("green");

    for (Tally tally : List.of(world.plane.tally(), world.another("replica-1").tally())) {
      Tally.RuleTally rule = rule(tally);
      assertThat(rule.rule().text()).isEqualTo("base.lonely.admission");
      assertThat(rule.stands()).isEqualTo(Tally.Stands.IN_SHADOW);
      assertThat(rule.inShadow().judged()).isEqualTo(1);
      assertThat(rule.inShadow().findings()).isEqualTo(1);
      assertThat(rule.deciding()).isEqualTo(new Tally.Found(0, 0, 0, null));
    }
  }

  @Test
  void aRuleForTheMomentOfApplyThatRefusesIsCountedOnceForAChange() {
    pack(LONELY, "");
    Recorded change = write("core-prod", "green");
    world.approve(change, PLATFORM);
    world.later(Duration.ofMinutes(5));

    Change.Approved waits = (Change.Approved) world.plane.ledger().change(change.id()).change();
    assertThat(waits.refused()).isNotNull();
    assertThat(world.live("core-prod", "colour")).as("nothing was applied").isNull();
    Tally.RuleTally rule = rule(world.plane.tally());
    assertThat(rule.stands()).isEqualTo(Tally.Stands.DECIDES);
    assertThat(rule.deciding().judged()).isEqualTo(1);
    assertThat(rule.deciding().changes()).isEqualTo(1);
  }

  @Test
  void aRuleAboutOtherAuthoritiesIsNeitherAskedNorCounted() {
    pack(
        """
        package stacks
        # METADATA
        # custom: {authorities: [terraform]}
        deny contains "a stack"
        """,
        "");
    world.approve(write("core-prod", "green"), PLATFORM);

    assertThat(world.live("core-prod", "colour")).isEqualTo("green");
    assertThat(rule(world.plane.tally()).deciding()).isEqualTo(new Tally.Found(0, 0, 0, null));
  }

  @Test
  void aPackWhoseFolderIsNotThereLeavesTheConfigurationInForce() {
    pack(forbids("green"), "");
    world.files.remove(RULES);
    world.push(DEVELOPER);

    assertThat(world.facts(Fact.ConfigurationRefused.class)).hasSize(1);
    World.in(Change.Denied.class, write("core-prod", "green"));
  }

  @Test
  void thousandsOfFindingsAreDeniedAndReplayed() {
    pack(
        "package many\ndeny contains sprintf(\"%d\", [i]) if some i in numbers.range(1, 10000)\n",
        "");
    Recorded denied = write("core-prod", "green");

    World.in(Change.Denied.class, denied);
    assertThat(decision(denied).findings()).hasSize(1_001);
    assertThat(world.plane.desk().replay(denied.id()).differences()).isEmpty();
  }

  @Test
  void eachUseOfAWaiverIsCountedAndADeniedChangeUsesNone() {
    pack(forbids("green"), "");
    World.in(Change.Denied.class, write("core-prod", "green"));
    waiver("2099-01-01T00:00:00Z");
    Recorded waived = world.newest("core-prod");
    assertThat(world.plane.tally().waivers())
        .singleElement()
        .satisfies(it -> assertThat(it.uses()).as("it waits for approval").isEmpty());
    world.approve(waived, PAULA);

    for (Tally tally : List.of(world.plane.tally(), world.another("replica-1").tally())) {
      assertThat(tally.waivers())
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.waiver()).isEqualTo("inc-7");
                assertThat(it.declared()).isNotNull();
                assertThat(it.uses()).extracting(Tally.Use::change).containsExactly(waived.id());
              });
    }
  }

  @Test
  void aWaiverThatIsTakenBackKeepsItsUses() {
    pack(forbids("green"), "");
    World.in(Change.Denied.class, write("core-prod", "green"));
    waiver("2099-01-01T00:00:00Z");
    world.approve(world.newest("core-prod"), PAULA);
    world.files.remove("esclusa/waiver.yaml");
    world.push(DEVELOPER);
    world.approve(world.newest("configuration"), PLATFORM);

    assertThat(world.plane.tally().waivers())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.declared()).isNull();
              assertThat(it.uses()).hasSize(1);
            });
  }

  @Test
  void aRequireRuleAddsApprovers() {
    pack(
        """
        package data_owner
        require contains {"team": "data", "count": 1} if some one in input.plan.changes
        """,
        "");
    Recorded waiting = write("core-prod", "green");
    world.approve(waiting, PLATFORM);
    World.in(Change.AwaitingApproval.class, world.plane.ledger().change(waiting.id()));
    world.approve(waiting, World.DATA);
    assertThat(world.live("core-prod", "colour")).isEqualTo("green");
  }

  @Test
  void aRecordedDecisionIsMadeAgainToTheSameHash() {
    pack(forbids("green"), "");
    Recorded denied = write("core-prod", "green");
    pack(forbids("red"), "");

    dev.esclusa.control.Desk.Replay replay = world.plane.desk().replay(denied.id());
    assertThat(replay.again()).isEqualTo(replay.recorded());
    assertThat(replay.differences()).isEmpty();
    assertThat(replay.recorded()).isEqualTo(decision(denied).hash());
  }

  @Test
  void theDocumentThatRulesReadCanBeJudgedElsewhere() {
    pack(forbids("green"), "");
    Recorded denied = write("core-prod", "green");

    RegoValue input = RegoValue.of(world.plane.desk().input(denied.id()));
    PolicyPack same =
        PolicyPack.of(
            "base",
            "policies/base",
            List.of(),
            List.of(),
            List.of(),
            PolicyPack.Reads.CHANGE,
            List.of(),
            List.of(),
            Map.of("colours.rego", forbids("green")));

    assertThat(WrittenChange.objections(input)).isEmpty();
    assertThat(
            new Packs().judge(List.of(same), WrittenChange.of((RegoObject) input), null).findings())
        .isEqualTo(decision(denied).findings());
  }

  @Test
  void aSecretReachesNoRule() {
    pack(
        """
        package leak
        deny contains json.marshal(input.objects)
        """,
        "");
    world.put(
        "apps/core-prod/secret.yaml",
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: core-prod}
        stringData: {password: correct-horse-battery}
        """);
    world.push(DEVELOPER);
    Recorded denied = world.newest("core-prod");
    World.in(Change.Denied.class, denied);
    assertThat(decision(denied).findings())
        .singleElement()
        .satisfies(
            it ->
                assertThat(it.message())
                    .contains("$masked", "literal-in-git")
                    .doesNotContain("correct-horse", "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5"));
  }
}
