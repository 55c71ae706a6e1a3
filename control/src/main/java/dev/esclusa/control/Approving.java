package dev.esclusa.control;

import dev.esclusa.approval.Approvals;
import dev.esclusa.approval.Carriage;
import dev.esclusa.approval.Hands;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Change;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Revision;
import dev.esclusa.model.Waiver;
import dev.esclusa.policy.HeldApproval;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What happens to a change while people are asked. */
final class Approving {
  private final Shared shared;
  private final Approvals approvals;

  Approving(Shared shared) {
    this.shared = shared;
    this.approvals = new Approvals(shared.ports.signatures());
  }

  Next await(Recorded seen, Change.AwaitingApproval waiting) {
    if (lapse(seen, waiting.approvals()) || carry(seen, waiting)) {
      return new Next.Moved();
    }
    Instant deadline = seen.proposedAt().plus(shared.settings.proposalLifetime());
    if (!shared.tempo.now().isBefore(deadline)) {
      return expired(seen);
    }
    Instant next = deadline;
    for (Change.Standing standing : waiting.approvals()) {
      next = Driver.earlier(next, standing.expiresAt());
    }
    return new Next.LookAgain(next);
  }

  private Next expired(Recorded seen) {
    shared
        .record()
        .move(
            seen,
            new Fact.ChangeStopped(Fact.ChangeStopped.Stop.EXPIRED, null),
            Payloads.Because.of(
                "nobody approved it within "
                    + shared.settings.proposalLifetime().toDays()
                    + " days"))
        .write();
    return new Next.Moved();
  }

  /** Records the approvals whose time is over; true when there was one. */
  boolean lapse(Recorded seen, List<Change.Standing> standing) {
    Instant now = shared.tempo.now();
    Recorder record = shared.record();
    for (Change.Standing one : standing) {
      if (!now.isBefore(one.expiresAt())) {
        record.move(
            seen,
            new Fact.ApprovalLapsed(one.binding(), Fact.ApprovalLapsed.Lapse.EXPIRED),
            Payloads.Because.of("it counted until " + one.expiresAt()));
      }
    }
    if (record.isEmpty()) {
      return false;
    }
    record.write();
    return true;
  }

  /** Takes over what was approved on the proposal that this revision merges; true when it moved. */
  private boolean carry(Recorded seen, Change.AwaitingApproval waiting) {
    if (!(seen.change().intent() instanceof Intent.Follow follow) || follow.proposal()) {
      return false;
    }
    Set<Digest> counted = new HashSet<>();
    waiting.approvals().forEach(it -> counted.add(it.binding()));
    for (Recorded proposal : proposalsLike(waiting)) {
      for (Approval approval : standing(proposal)) {
        Digest binding = approval.binding().hash();
        if (counted.contains(binding) || shared.ledger.consumedBy(binding) != null) {
          continue;
        }
        if (carriage(seen, waiting, proposal, approval) instanceof Carriage.Carried carried) {
          shared
              .record()
              .by(approval.approver())
              .move(
                  seen,
                  carried.fact(
                      shared.redaction.pseudonym(approval.approver()), shared.story.decision(seen)),
                  new Payloads.Granted(approval))
              .write();
          return true;
        }
      }
    }
    return false;
  }

  private Carriage carriage(
      Recorded seen, Change.Judged merged, Recorded proposal, Approval approval) {
    Estate estate = shared.estates.now();
    Problem problem =
        approvals
            .whyVoid(approval, hands(proposal), estate.allowedSigners(), shared.tempo.now())
            .or(() -> whoMerged(seen, approval))
            .orElse(null);
    return problem == null
        ? Approvals.carries(approval, merged, shared.tempo.now())
        : new Carriage.Left(problem);
  }

  /** Whoever merged brings the same content; an author of other commits would not. */
  private static java.util.Optional<Problem> whoMerged(Recorded seen, Approval approval) {
    return seen.id().equals(approval.binding().change())
        ? java.util.Optional.of(
            Problem.defect("CTL-0004", "an approval cannot carry over to its own change", ""))
        : java.util.Optional.empty();
  }

  private List<Recorded> proposalsLike(Change.AwaitingApproval waiting) {
    return shared.ledger.changes().stream()
        .filter(it -> it.target().equals(waiting.target()) && !it.id().equals(waiting.id()))
        .filter(it -> it.change().intent() instanceof Intent.Follow follow && follow.proposal())
        .filter(it -> it.change().proposed().desiredHash().equals(waiting.proposed().desiredHash()))
        .toList();
  }

  /** The approvals that a proposal had and that were not taken back. */
  private List<Approval> standing(Recorded proposal) {
    List<Digest> standing =
        switch (proposal.unsealed()) {
          case Change.AwaitingApproval it ->
              it.approvals().stream().map(Change.Standing::binding).toList();
          case Change.Approved it -> it.approvals().stream().map(Change.Standing::binding).toList();
          case Change.Stopped it when it.was() instanceof Change.AwaitingApproval was ->
              was.approvals().stream().map(Change.Standing::binding).toList();
          case Change.Stopped it when it.was() instanceof Change.Approved was ->
              was.approvals().stream().map(Change.Standing::binding).toList();
          default -> List.of();
        };
    boolean takenBack =
        proposal.unsealed() instanceof Change.Stopped stopped
            && (stopped.by().cause() == Fact.ChangeStopped.Stop.REJECTED
                || stopped.by().cause() == Fact.ChangeStopped.Stop.WITHDRAWN);
    return takenBack
        ? List.of()
        : shared.story.approvals(proposal).stream()
            .filter(it -> standing.contains(it.binding().hash()))
            .toList();
  }

  /** The documents behind the standing approvals, each checked again with the keys in force now. */
  List<HeldApproval> held(Recorded seen, Change.Approved approved, Estate estate) {
    return held(seen, approved, estate, shared.tempo.now(), this::hands);
  }

  /**
   * @param at when the keys must have been allowed
   * @param hands whose hands are in the change that was approved
   */
  List<HeldApproval> held(
      Recorded seen,
      Change.Approved approved,
      Estate estate,
      Instant at,
      Function<Recorded, Hands> hands) {
    List<HeldApproval> held = new ArrayList<>();
    List<Approval> documents = shared.story.approvals(seen);
    for (Change.Standing standing : approved.approvals()) {
      Approval document =
          documents.stream()
              .filter(it -> it.binding().hash().equals(standing.binding()))
              .findFirst()
              .orElse(null);
      if (document != null) {
        held.add(new HeldApproval(document, whyVoid(seen, standing, document, estate, at, hands)));
      }
    }
    return held;
  }

  private @Nullable Problem whyVoid(
      Recorded seen,
      Change.Standing standing,
      Approval document,
      Estate estate,
      Instant at,
      Function<Recorded, Hands> hands) {
    Recorded approvedOn =
        standing.carriedFrom() == null ? seen : shared.ledger.change(standing.carriedFrom());
    return approvals
        .whyVoid(
            document,
            hands.apply(approvedOn == null ? seen : approvedOn),
            estate.allowedSigners(),
            at)
        .orElse(null);
  }

  /** Whose hands are in a change. */
  Hands hands(Recorded change) {
    Payloads.Proposed proposed = shared.story.proposed(change);
    Revision revision = proposed.revision();
    List<String> authors = revision == null ? List.of() : revision.authors();
    Principal bringer =
        revision == null
            ? new Principal.Known(proposed.actor(), Principal.Proof.TOKEN)
            : revision.broughtBy();
    return Hands.of(bringer, authors).waivedBy(granters(change));
  }

  /** Who granted the waivers that its decision names. */
  private List<String> granters(Recorded change) {
    Payloads.Decided decided =
        shared.story.payload(change.indexOf(Fact.PolicyDecided.class), Payloads.Decided.class);
    if (decided == null) {
      return List.of();
    }
    List<String> used =
        decided.decision().findings().stream()
            .map(Finding::waiver)
            .filter(Objects::nonNull)
            .toList();
    return used.isEmpty()
        ? List.of()
        : shared.estates.at(decided.configurationCommit()).waivers().stream()
            .filter(it -> used.contains(it.name()))
            .map(Waiver::owner)
            .distinct()
            .toList();
  }

  Approvals approvals() {
    return approvals;
  }
}
