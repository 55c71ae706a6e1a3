package dev.esclusa.approval;

import dev.esclusa.approval.Differences.Difference;
import dev.esclusa.model.Address;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Team;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Everything that is checked of an arriving approval but its signature. */
final class Examination {
  private final ApprovalInput input;
  private final Binding binding;
  private final PolicyDecision decision;
  private final String approver;

  Examination(ApprovalInput input) {
    this.input = input;
    this.binding = input.submission().binding();
    this.decision = input.decision();
    this.approver = input.submission().approver();
  }

  Optional<Problem> refusal() {
    return Stream.<Supplier<Optional<Problem>>>of(
            this::takesNoApprovals,
            this::ofAnotherTransition,
            this::outOfTime,
            this::badNonce,
            this::excluded,
            this::unaskedRule,
            this::notOfTheTeam,
            this::unconfirmedDeletion)
        .map(Supplier::get)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Problem> takesNoApprovals() {
    return switch (input.change()) {
      case Change.AwaitingApproval _, Change.Approved _ -> Optional.empty();
      case Change it -> Optional.of(Objections.takesNoApprovals(it));
    };
  }

  /** Field by field against what the journal and the stored plan say, nothing taken on trust. */
  private Optional<Problem> ofAnotherTransition() {
    return storedPartsDiffer()
        .or(() -> bindingDiffers())
        .map(it -> Objections.ofAnotherTransition(input.change().id(), it));
  }

  private Optional<Difference> storedPartsDiffer() {
    if (!(input.change() instanceof Change.Judged change)) {
      return Optional.empty();
    }
    return Differences.first(
        List.of(
            Differences.of("stored plan", input.plan().hash(), change.plan().planHash()),
            Differences.of("stored decision", decision.hash(), change.decided().decisionHash())));
  }

  private Optional<Difference> bindingDiffers() {
    Binding wanted =
        Bindings.of(
            input.installation(),
            input.change(),
            input.plan(),
            decision,
            binding.rules(),
            binding.expiresAt());
    return Differences.first(
        List.of(
            Differences.of("version", binding.version(), wanted.version()),
            Differences.of("installation", binding.installation(), wanted.installation()),
            Differences.of("change", binding.change(), wanted.change()),
            Differences.of("target", binding.target(), wanted.target()),
            Differences.of("target name", binding.targetName(), wanted.targetName()),
            Differences.of("intent", binding.intent(), wanted.intent()),
            Differences.of("commit", binding.commit(), wanted.commit()),
            Differences.of("desired hash", binding.desiredHash(), wanted.desiredHash()),
            Differences.of("plan hash", binding.planHash(), wanted.planHash()),
            Differences.of("decision hash", binding.decisionHash(), wanted.decisionHash()),
            Differences.of("verdict hash", binding.verdictHash(), wanted.verdictHash()),
            Differences.of("configuration hash", binding.configHash(), wanted.configHash()),
            Differences.of("risk", binding.risk(), wanted.risk()),
            Differences.of("destructive", binding.destructive(), wanted.destructive())));
  }

  private Optional<Problem> outOfTime() {
    if (!input.now().isBefore(binding.expiresAt())) {
      return Optional.of(Objections.expired(binding, input.now()));
    }
    Instant latest = input.now().plus(decision.approvalLifetime());
    return binding.expiresAt().isAfter(latest)
        ? Optional.of(Objections.lastsTooLong(binding, latest))
        : Optional.empty();
  }

  private Optional<Problem> badNonce() {
    if (!Bindings.isNonce(binding.nonce())) {
      return Optional.of(Objections.malformedNonce(binding));
    }
    return input.usedNonces().contains(binding.nonce())
        ? Optional.of(Objections.replayed(binding))
        : Optional.empty();
  }

  private Optional<Problem> excluded() {
    return SeparationOfDuties.role(approver, input.hands())
        .map(role -> Objections.handInIt(approver, role, excludedOfTheTeams(), couldApprove()));
  }

  private List<String> excludedOfTheTeams() {
    return membersAsked()
        .flatMap(
            member ->
                SeparationOfDuties.role(member, input.hands()).stream()
                    .map(role -> member + " (" + role + ")"))
        .toList();
  }

  private List<String> couldApprove() {
    return membersAsked()
        .filter(member -> SeparationOfDuties.role(member, input.hands()).isEmpty())
        .toList();
  }

  private Stream<String> membersAsked() {
    return decision.required().stream()
        .map(requirement -> input.estate().team(requirement.team()))
        .filter(Objects::nonNull)
        .flatMap(team -> team.members().stream())
        .distinct()
        .sorted();
  }

  private Optional<Problem> unaskedRule() {
    if (binding.rules().isEmpty()) {
      return Optional.of(Objections.answersNothing(approver, decision));
    }
    return binding.rules().stream()
        .filter(rule -> asked(rule).isEmpty())
        .findFirst()
        .map(Objections::unaskedRule);
  }

  private Optional<Requirement> asked(RuleId rule) {
    return decision.required().stream().filter(it -> it.rule().equals(rule)).findFirst();
  }

  private Optional<Problem> notOfTheTeam() {
    return binding.rules().stream()
        .flatMap(rule -> asked(rule).stream())
        .filter(requirement -> !isMember(requirement.team()))
        .findFirst()
        .map(requirement -> Objections.notOfTheTeam(approver, requirement));
  }

  private boolean isMember(String name) {
    Team team = input.estate().team(name);
    return team != null && team.members().contains(approver);
  }

  private Optional<Problem> unconfirmedDeletion() {
    List<Address> unnamed = new ArrayList<>(decision.confirmDeletions());
    unnamed.removeAll(new HashSet<>(binding.confirms()));
    if (!unnamed.isEmpty()) {
      return Optional.of(Objections.unconfirmedDeletion(binding, unnamed.getFirst()));
    }
    List<Address> unknown = new ArrayList<>(binding.confirms());
    unknown.removeAll(new HashSet<>(decision.confirmDeletions()));
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(Objections.confirmsWhatIsNotPlanned(unknown.getFirst()));
  }
}
