package dev.esclusa.policy;

import static dev.esclusa.policy.Samples.NOW;
import static dev.esclusa.policy.Samples.approval;
import static dev.esclusa.policy.Samples.approved;
import static dev.esclusa.policy.Samples.decide;
import static dev.esclusa.policy.Samples.estate;
import static dev.esclusa.policy.Samples.of;
import static dev.esclusa.policy.Samples.rule;
import static dev.esclusa.policy.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Admission;
import dev.esclusa.model.Approval;
import dev.esclusa.model.ApprovalRule;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Finding;
import dev.esclusa.model.FreezeWindow;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Team;
import dev.esclusa.model.Waiver;
import dev.esclusa.tree.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final List<ApprovalRule> TWO = List.of(rule("two", of("platform", 2)));
  private static final Instant LATER = NOW.plus(Duration.ofHours(1));

  private final Plan plan = update("prod");
  private final Estate estate = estate(TWO);
  private final PolicyDecision decision = decide(plan, estate);
  private final Approval kim = approval(plan, decision, "kim@x", LATER, "two");
  private final Approval lee = approval(plan, decision, "lee@x", LATER, "two");
  private final AdmissionInput sound = input(List.of(kim, lee));

  @Test
  void whatEnoughPeopleApprovedIsAdmitted() {
    Admission admission = Policy.admit(sound);
    assertThat(admission.refusal()).isNull();
    assertThat(admission.bindings())
        .containsExactlyInAnyOrder(kim.binding().hash(), lee.binding().hash());
    assertThat(admission.decidedAt()).isEqualTo(NOW);
  }

  @Test
  void admissionDoesNotDependOnTheOrderOfApprovals() {
    assertThat(Policy.admit(input(List.of(lee, kim))).hash()).isEqualTo(Policy.admit(sound).hash());
  }

  @Test
  void whatNeedsNobodyIsAdmitted() {
    Estate free = estate(List.of(rule("free")));
    PolicyDecision allowed = decide(plan, free);
    Admission admission =
        Policy.admit(
            AdmissionInput.of(
                approved(plan, allowed, List.of()), plan, allowed, free, List.of(), NOW));
    assertThat(admission.admitted()).isTrue();
    assertThat(admission.bindings()).isEmpty();
  }

  @Test
  void anotherVerdictNowIsRefused() {
    Estate stricter = estate(List.of(rule("three", of("platform", 3))));
    Problem refusal =
        refusal(
            AdmissionInput.of(
                sound.change(), plan, decide(plan, stricter), stricter, sound.approvals(), NOW));
    assertThat(refusal.code()).isEqualTo("POL-0006");
    assertThat(refusal.cause()).startsWith("verdict-changed");
  }

  @Test
  void aDenialNowIsRefused() {
    Estate broken = estate(List.of(rule("two", of("ghosts", 2))));
    assertThat(
            refusal(
                    AdmissionInput.of(
                        sound.change(), plan, decide(plan, broken), broken, sound.approvals(), NOW))
                .code())
        .isEqualTo("POL-0006");
  }

  @Test
  void anotherPlanIsRefused() {
    Plan other =
        Samples.plan(
            "prod", Risk.Level.LOW, Samples.change(dev.esclusa.model.Action.UPDATE, "Service"));
    assertThat(
            refusal(
                    AdmissionInput.of(
                        sound.change(), other, decision, estate, sound.approvals(), NOW))
                .code())
        .isEqualTo("POL-0005");
  }

  @Test
  void anExpiredApprovalIsRefused() {
    Approval old = approval(plan, decision, "lee@x", NOW, "two");
    assertThat(refusal(input(List.of(kim, old))).code()).isEqualTo("POL-0009");
  }

  @Test
  void anApproverWhoLeftTheTeamIsRefused() {
    Estate smaller =
        estate(
            List.of(Samples.TEAMS.get(0), new Team("platform", List.of("kim@x", "mia@x", "pat@x"))),
            TWO);
    Problem refusal =
        refusal(
            AdmissionInput.of(
                sound.change(), plan, decide(plan, smaller), smaller, sound.approvals(), NOW));
    assertThat(refusal.code()).isEqualTo("POL-0010");
    assertThat(refusal.cause()).contains("lee@x", "platform");
  }

  @Test
  void aKeyThatIsNoLongerAllowedIsRefused() {
    Problem gone = Problem.caller("APR-0008", "the key is not among the allowed signers", "");
    List<HeldApproval> held = List.of(new HeldApproval(kim, null), new HeldApproval(lee, gone));
    Problem refusal = refusal(AdmissionInput.of(sound.change(), plan, decision, estate, held, NOW));
    assertThat(refusal.code()).isEqualTo("POL-0011");
    assertThat(refusal.cause()).contains("APR-0008", "allowed signers");
  }

  @Test
  void aLapsedApprovalDoesNotHarmWhereTheOthersSuffice() {
    Approval mia = approval(plan, decision, "mia@x", NOW, "two");
    Admission admission = Policy.admit(input(List.of(mia, kim, lee)));
    assertThat(admission.admitted()).isTrue();
    assertThat(admission.bindings()).doesNotContain(mia.binding().hash()).hasSize(2);
  }

  @Test
  void anApprovalWithoutItsDocumentIsRefused() {
    assertThat(
            refusal(
                    AdmissionInput.of(
                        sound.change(),
                        plan,
                        decision,
                        estate,
                        List.of(new HeldApproval(kim, null)),
                        NOW))
                .code())
        .isEqualTo("POL-0012");
  }

  @Test
  void anApprovalOfAnotherPlanIsRefused() {
    Plan other =
        Samples.plan(
            "prod", Risk.Level.LOW, Samples.change(dev.esclusa.model.Action.UPDATE, "Service"));
    Approval foreign = approval(other, decision, "lee@x", LATER, "two");
    assertThat(refusal(input(List.of(kim, foreign))).code()).isEqualTo("POL-0013");
  }

  @Test
  void aDeletionThatAnApprovalDoesNotNameIsRefused() {
    Plan deleting = Samples.plan("prod", Risk.Level.HIGH, Samples.guardedDeletion());
    PolicyDecision asked = decide(deleting, estate);
    Approval silent = approval(deleting, asked, "kim@x", LATER, List.of(), "two");
    Approval naming = approval(deleting, asked, "lee@x", LATER, "two");
    AdmissionInput input =
        AdmissionInput.of(
            approved(deleting, asked, List.of(silent, naming)),
            deleting,
            asked,
            estate,
            List.of(new HeldApproval(silent, null), new HeldApproval(naming, null)),
            NOW);
    assertThat(refusal(input).code()).isEqualTo("POL-0014");
  }

  @Test
  void aConsumedApprovalIsRefused() {
    AdmissionInput used =
        new AdmissionInput(
            sound.change(),
            plan,
            decision,
            estate,
            sound.approvals(),
            Set.<Digest>of(kim.binding().hash()),
            List.of(),
            Set.of(),
            null,
            NOW);
    assertThat(refusal(used).code()).isEqualTo("POL-0015");
  }

  @Test
  void aPauseIsRefused() {
    assertThat(refusal(with(Set.of(Pause.ALL), null)).code()).isEqualTo("POL-0001");
    assertThat(refusal(with(Set.of(Pause.TARGET), null)).code()).isEqualTo("POL-0002");
  }

  @Test
  void aRollbackHoldsTheDoorUntilItsInstant() {
    ChangeId rollback = new ChangeId("c-0");
    assertThat(refusal(with(Set.of(), new Pin(rollback, LATER))).code()).isEqualTo("POL-0003");
    assertThat(Policy.admit(with(Set.of(), new Pin(rollback, NOW))).admitted()).isTrue();
  }

  @Test
  void aRollbackHoldsNoDoorAgainstAnotherRollback() {
    Plan restore =
        Samples.plan(
            "prod",
            new Intent.RollBack(Samples.COMMIT, LATER),
            Risk.Level.LOW,
            Samples.change(dev.esclusa.model.Action.UPDATE, "Deployment"));
    Estate free = estate(List.of(rule("free")));
    PolicyDecision allowed = decide(restore, free);
    AdmissionInput input =
        new AdmissionInput(
            approved(restore, allowed, List.of()),
            restore,
            allowed,
            free,
            List.of(),
            Set.of(),
            List.of(),
            Set.of(),
            new Pin(new ChangeId("c-0"), LATER),
            NOW);
    assertThat(Policy.admit(input).admitted()).isTrue();
  }

  @Test
  void aFreezeIsRefusedWhileItLasts() {
    FreezeWindow freeze = new FreezeWindow("christmas", List.of("prod"), NOW, LATER, "holidays");
    Estate frozen = estate(TWO, freeze);
    Problem refusal =
        refusal(AdmissionInput.of(sound.change(), plan, decision, frozen, sound.approvals(), NOW));
    assertThat(refusal.code()).isEqualTo("POL-0004");
    assertThat(refusal.cause()).contains("christmas", "holidays");
    FreezeWindow over =
        new FreezeWindow("past", List.of("prod"), NOW.minusSeconds(60), NOW, "over");
    FreezeWindow elsewhere = new FreezeWindow("dev", List.of("dev"), NOW, LATER, "dev");
    assertThat(
            Policy.admit(
                    AdmissionInput.of(
                        sound.change(),
                        plan,
                        decision,
                        estate(TWO, over, elsewhere),
                        sound.approvals(),
                        NOW))
                .admitted())
        .isTrue();
  }

  @Test
  void aWaiverMustBeInForce() {
    RuleId noLatest = new RuleId("no-latest");
    Finding waived =
        new Finding(
            noLatest, Finding.Severity.BLOCK, null, "image is latest", "pin it", true, "w-1");
    Estate free = estate(List.of(rule("free")));
    PolicyDecision allowed = decide(plan, free, new Samples.FixedPack("pack", List.of(waived)));
    assertThat(waiverRefusal(allowed, free, List.of())).isEqualTo("POL-0007");
    assertThat(waiverRefusal(allowed, free, List.of(Samples.waiver("w-1", noLatest, NOW))))
        .isEqualTo("POL-0007");
    assertThat(
            waiverRefusal(
                allowed, free, List.of(Samples.waiver("w-1", new RuleId("other"), LATER))))
        .isEqualTo("POL-0007");
    assertThat(waiverRefusal(allowed, free, List.of(Samples.waiver("w-1", noLatest, LATER))))
        .isEqualTo("admitted using [w-1]");
  }

  private String waiverRefusal(PolicyDecision allowed, Estate estate, List<Waiver> waivers) {
    Admission admission =
        Policy.admit(
            new AdmissionInput(
                approved(plan, allowed, List.of()),
                plan,
                allowed,
                Samples.waiving(estate, waivers),
                List.of(),
                Set.of(),
                List.of(),
                Set.of(),
                null,
                NOW));
    Problem refusal = admission.refusal();
    return refusal == null ? "admitted using " + admission.waiversUsed() : refusal.code();
  }

  private AdmissionInput with(Set<Pause> pauses, Pin pin) {
    return new AdmissionInput(
        sound.change(),
        plan,
        decision,
        estate,
        sound.approvals(),
        Set.of(),
        List.of(),
        pauses,
        pin,
        NOW);
  }

  private AdmissionInput input(List<Approval> approvals) {
    return AdmissionInput.of(
        approved(plan, decision, approvals),
        plan,
        decision,
        estate,
        approvals.stream().map(it -> new HeldApproval(it, null)).toList(),
        NOW);
  }

  private static Problem refusal(AdmissionInput input) {
    Problem refusal = Policy.admit(input).refusal();
    assertThat(refusal).isNotNull();
    return refusal;
  }
}
