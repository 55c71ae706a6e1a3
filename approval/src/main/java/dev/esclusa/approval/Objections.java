package dev.esclusa.approval;

import dev.esclusa.approval.Differences.Difference;
import dev.esclusa.model.Address;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.RuleId;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The words in which approvals are refused. */
final class Objections {
  private Objections() {}

  /**
   * @param excluded of those who are asked, with what their hand did
   * @param others those who are asked and may answer
   */
  static Problem handInIt(
      String approver, String role, List<String> excluded, List<String> others) {
    List<String> rest = excluded.stream().filter(it -> !it.startsWith(approver + " (")).toList();
    return Problem.caller(
        "APR-0001",
        approver
            + " cannot approve this change: "
            + approver
            + " "
            + role
            + (rest.isEmpty() ? "" : "; neither can " + String.join(", ", rest)),
        others.isEmpty()
            ? "Have somebody approve whose hand is not in the change: a member of the teams that"
                + " are asked who neither wrote nor brought what it changes."
            : "Ask " + String.join(", ", others) + ".");
  }

  static Problem takesNoApprovals(Change change) {
    return Problem.caller(
        "APR-0002",
        "change "
            + change.id()
            + " is "
            + change.state()
            + "; approvals are taken while a change is awaiting-approval or approved",
        "Look at it with `esclusa show " + change.id() + "`.");
  }

  static Problem ofAnotherTransition(ChangeId change, Difference difference) {
    return Problem.caller(
        "APR-0003",
        "the approval is not of change " + change + " as it stands: " + difference,
        "Read the change again with `esclusa show " + change + "` and approve what it is now.");
  }

  static Problem expired(Binding binding, Instant now) {
    return Problem.caller(
        "APR-0004",
        "the approval expired at " + binding.expiresAt() + ", it is " + now,
        approveAgain(binding));
  }

  static Problem lastsTooLong(Binding binding, Instant latest) {
    return Problem.caller(
        "APR-0005",
        "the approval would count until "
            + binding.expiresAt()
            + ", the environment's approvalLifetime ends at "
            + latest,
        approveAgain(binding));
  }

  static Problem malformedNonce(Binding binding) {
    return Problem.caller(
        "APR-0006",
        "the nonce has "
            + binding.nonce().length()
            + " characters and is not 32 lower-case hex digits (128 random bits)",
        "Sign with the esclusa command line, which makes one.");
  }

  static Problem replayed(Binding binding) {
    return Problem.caller(
        "APR-0007",
        "nonce " + binding.nonce() + " was used by an approval before",
        approveAgain(binding));
  }

  static Problem badSignature(String approver, String cause) {
    return Problem.caller(
        "APR-0008",
        "the signature is not a valid one of " + approver + ": " + cause,
        "Sign the binding with a key that esclusa/allowed_signers lists for "
            + approver
            + " and namespace "
            + Binding.NAMESPACE
            + ".");
  }

  static Problem signedByAnother(String approver, String signer) {
    return Problem.caller(
        "APR-0009",
        "the approval was sent by " + approver + " and signed by " + signer,
        "Send it as the person who signed.");
  }

  static Problem answersNothing(String approver, PolicyDecision decision) {
    return Problem.caller(
        "APR-0010",
        "the approval answers no rule; asked are "
            + decision.required().stream()
                .map(it -> it.rule() + " (team " + it.team() + ")")
                .collect(Collectors.joining(", ")),
        "Have a member of one of these teams approve; " + approver + " answers none of the rules.");
  }

  static Problem unaskedRule(RuleId rule) {
    return Problem.caller(
        "APR-0011",
        "the approval answers rule " + rule + ", which the decision does not ask",
        "Fetch the offer again and sign that one.");
  }

  static Problem notOfTheTeam(String approver, Requirement requirement) {
    return Problem.caller(
        "APR-0012",
        approver
            + " is not a member of team "
            + requirement.team()
            + ", which rule "
            + requirement.rule()
            + " asks",
        "Have a member of team " + requirement.team() + " approve.");
  }

  static Problem unconfirmedDeletion(Binding binding, Address address) {
    return Problem.caller(
        "APR-0013",
        "the plan deletes " + address.text() + ", and the approval does not name that deletion",
        "If it should go, run `esclusa approve "
            + binding.change()
            + " --confirm-delete "
            + address.text()
            + "`.");
  }

  static Problem confirmsWhatIsNotPlanned(Address address) {
    return Problem.caller(
        "APR-0014",
        "the approval confirms the deletion of "
            + address.text()
            + ", which the plan does not make or guard",
        "Name only the deletions that `esclusa show` marks as guarded.");
  }

  static Problem notCarried(Approval approval, ChangeId merged, Difference difference) {
    return Problem.caller(
        "APR-0015",
        "the approval of "
            + approval.approver()
            + " for proposal "
            + approval.binding().change()
            + " does not carry over to "
            + merged
            + ": "
            + difference,
        "Approve what was merged with `esclusa approve " + merged + "`.");
  }

  private static String approveAgain(Binding binding) {
    return "Approve again with `esclusa approve " + binding.change() + "`.";
  }
}
