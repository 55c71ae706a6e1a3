package dev.esclusa.policy;

import dev.esclusa.model.Address;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.Team;
import dev.esclusa.tree.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which standing approvals count now, and whether they are enough. An approval that has lapsed
 * refuses nothing as long as the others suffice; where they do not, it is the reason given.
 *
 * @param counted bindings of the approvals that meet some requirement, sorted
 */
record Quorum(List<Digest> counted, Optional<Problem> refusal) {
  static Quorum of(AdmissionInput input) {
    List<Problem> lapsed = new ArrayList<>();
    List<Approval> valid = valid(input, lapsed);
    List<Digest> counted = new ArrayList<>();
    Optional<Problem> refusal = Optional.empty();
    for (Requirement requirement : input.decision().required()) {
      List<Approval> answers = answers(requirement, valid, input, lapsed);
      answers.forEach(it -> counted.add(it.binding().hash()));
      long persons = answers.stream().map(Approval::approver).distinct().count();
      if (refusal.isEmpty() && persons < requirement.count()) {
        refusal =
            Optional.of(
                lapsed.isEmpty()
                    ? Refusals.tooFew(input.change().id(), requirement, persons)
                    : lapsed.getFirst());
      }
    }
    return new Quorum(counted.stream().distinct().sorted().toList(), refusal);
  }

  private static List<Approval> valid(AdmissionInput input, List<Problem> lapsed) {
    List<Approval> valid = new ArrayList<>();
    for (Change.Standing standing : input.change().approvals()) {
      Optional<HeldApproval> held =
          input.approvals().stream()
              .filter(it -> it.approval().binding().hash().equals(standing.binding()))
              .findFirst();
      Optional<Problem> problem =
          held.isEmpty()
              ? Optional.of(Refusals.withoutDocument(standing))
              : whyVoid(held.get(), standing, input);
      problem.ifPresent(lapsed::add);
      if (problem.isEmpty()) {
        valid.add(held.get().approval());
      }
    }
    return valid;
  }

  private static Optional<Problem> whyVoid(
      HeldApproval held, Change.Standing standing, AdmissionInput input) {
    ChangeId change = input.change().id();
    Approval approval = held.approval();
    Binding binding = approval.binding();
    if (held.voidBecause() != null) {
      return Optional.of(Refusals.noLongerAllowed(change, approval, held.voidBecause()));
    }
    if (!input.now().isBefore(binding.expiresAt()) || !input.now().isBefore(standing.expiresAt())) {
      return Optional.of(Refusals.expired(change, approval));
    }
    if (input.consumed().contains(standing.binding())) {
      return Optional.of(Refusals.usedBefore(change, approval));
    }
    if (!bindsThis(binding, input)) {
      return Optional.of(Refusals.ofAnotherTransition(change, approval));
    }
    List<Address> unnamed = new ArrayList<>(input.decision().confirmDeletions());
    unnamed.removeAll(binding.confirms());
    return unnamed.isEmpty()
        ? Optional.empty()
        : Optional.of(Refusals.deletionNotNamed(change, approval, unnamed.getFirst()));
  }

  /** What an approval survives on (DESIGN 1.3); a carried one names the proposal's change. */
  private static boolean bindsThis(Binding binding, AdmissionInput input) {
    Change.Approved change = input.change();
    return binding.target().equals(change.target())
        && binding.planHash().equals(change.plan().planHash())
        && binding.desiredHash().equals(change.plan().desiredHash())
        && binding.verdictHash().equals(change.decided().verdictHash());
  }

  private static List<Approval> answers(
      Requirement requirement, List<Approval> valid, AdmissionInput input, List<Problem> lapsed) {
    Team team = input.estate().team(requirement.team());
    List<Approval> answers = new ArrayList<>();
    for (Approval approval : valid) {
      if (!approval.binding().rules().contains(requirement.rule())) {
        continue;
      }
      if (team != null && team.members().contains(approval.approver())) {
        answers.add(approval);
      } else {
        lapsed.add(Refusals.leftTeam(approval, requirement));
      }
    }
    return answers;
  }
}
