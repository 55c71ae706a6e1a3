package dev.esclusa.policy;

import dev.esclusa.model.Address;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Finding;
import dev.esclusa.model.FreezeWindow;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Digest;

/** The words of admission's refusals. */
final class Refusals {
  static final String ALL_PAUSED = "POL-0001";
  static final String TARGET_PAUSED = "POL-0002";
  static final String FROZEN = "POL-0004";

  private Refusals() {}

  static Problem allPaused() {
    return Problem.caller(
        ALL_PAUSED,
        "everything is paused: no change is applied anywhere",
        "Wait, or end the stop with `esclusa resume --all`.");
  }

  static Problem targetPaused(Target target) {
    return Problem.caller(
        TARGET_PAUSED,
        "target " + target.name() + " is paused",
        "Wait, or end the pause with `esclusa resume " + target.name() + "`.");
  }

  static Problem pinned(Target target, Pin pin) {
    return Problem.caller(
        "POL-0003",
        "target "
            + target.name()
            + " is pinned by rollback "
            + pin.rollback()
            + " until "
            + pin.until()
            + "; newer commits wait",
        "Wait until then; the change is planned again after it.");
  }

  static Problem frozen(Target target, FreezeWindow freeze) {
    return Problem.caller(
        FROZEN,
        "environment "
            + target.environment()
            + " is frozen from "
            + freeze.from()
            + " until "
            + freeze.until()
            + " by "
            + freeze.name()
            + " ("
            + freeze.reason()
            + ")",
        "Wait until then, or change FreezeWindow " + freeze.name() + " in the root repository.");
  }

  static Problem anotherPlan(ChangeId change, Digest wanted, Digest seen) {
    return Problem.defect(
        "POL-0005",
        "change " + change + " was judged on plan " + wanted + ", the plan to apply is " + seen,
        "Plan the change again.");
  }

  static Problem verdictChanged(Change.Approved change, PolicyDecision now) {
    return Problem.caller(
        "POL-0006",
        "verdict-changed: the rules in force now judge change "
            + change.id()
            + " as "
            + now.outcome()
            + " (verdict "
            + now.verdictHash().shortText()
            + "), it was decided as "
            + change.decided().outcome()
            + " (verdict "
            + change.decided().verdictHash().shortText()
            + ")",
        "Plan it again with `esclusa plan "
            + change.target()
            + "`; approvals of the old verdict"
            + " are void.");
  }

  static Problem waiverLapsed(Finding finding) {
    return Problem.caller(
        "POL-0007",
        "waiver " + finding.waiver() + " for rule " + finding.rule() + " is not in force now",
        "Renew the waiver, or mend what the rule found: " + finding.message());
  }

  static Problem objected(Finding finding) {
    return Problem.caller(
        "POL-0016",
        "rule " + finding.rule() + " refuses the apply now: " + finding.message(),
        finding.fix());
  }

  static Problem tooFew(ChangeId change, Requirement requirement, long persons) {
    return Problem.caller(
        "POL-0008",
        "change "
            + change
            + " has "
            + persons
            + " of "
            + requirement.count()
            + " approvals that rule "
            + requirement.rule()
            + " asks of team "
            + requirement.team(),
        "Have more members of team "
            + requirement.team()
            + " run `esclusa approve "
            + change
            + "`.");
  }

  static Problem expired(ChangeId change, Approval approval) {
    return Problem.caller(
        "POL-0009",
        "the approval of " + approval.approver() + " expired at " + approval.binding().expiresAt(),
        approveAgain(change));
  }

  static Problem leftTeam(Approval approval, Requirement requirement) {
    return Problem.caller(
        "POL-0010",
        approval.approver()
            + " approved for rule "
            + requirement.rule()
            + " and is not a member of team "
            + requirement.team()
            + " now",
        "Have a present member of team " + requirement.team() + " approve.");
  }

  static Problem noLongerAllowed(ChangeId change, Approval approval, Problem why) {
    return Problem.caller(
        "POL-0011",
        "the approval of "
            + approval.approver()
            + " no longer counts: "
            + why.code()
            + ", "
            + why.cause(),
        approveAgain(change));
  }

  static Problem withoutDocument(Change.Standing standing) {
    return Problem.defect(
        "POL-0012",
        "approval " + standing.binding() + " stands in the journal, but what was signed is missing",
        "Approve again; if it happens again, look at `esclusa show` and report it.");
  }

  static Problem ofAnotherTransition(ChangeId change, Approval approval) {
    return Problem.caller(
        "POL-0013",
        "the approval of "
            + approval.approver()
            + " binds plan "
            + approval.binding().planHash().shortText()
            + " and verdict "
            + approval.binding().verdictHash().shortText()
            + " of target "
            + approval.binding().target()
            + ", which is not what would be applied",
        approveAgain(change));
  }

  static Problem deletionNotNamed(ChangeId change, Approval approval, Address address) {
    return Problem.caller(
        "POL-0014",
        "the approval of "
            + approval.approver()
            + " does not name the deletion of "
            + address.text(),
        "Approve with `esclusa approve " + change + " --confirm-delete " + address.text() + "`.");
  }

  static Problem usedBefore(ChangeId change, Approval approval) {
    return Problem.caller(
        "POL-0015",
        "the approval of " + approval.approver() + " was used by an apply before",
        approveAgain(change));
  }

  private static String approveAgain(ChangeId change) {
    return "Approve again with `esclusa approve " + change + "`.";
  }
}
