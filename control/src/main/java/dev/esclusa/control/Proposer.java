package dev.esclusa.control;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Managed;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Revision;
import dev.esclusa.tree.Digest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Begins changes, and ends the ones that they replace in the same breath. */
final class Proposer {
  private final Shared shared;

  Proposer(Shared shared) {
    this.shared = shared;
  }

  /**
   * What to propose.
   *
   * @param cause id of what led to it: a commit, an episode, a change
   * @param actor principal who asked
   */
  record Proposal(
      Managed managed,
      Intent intent,
      @Nullable Revision revision,
      @Nullable String subject,
      Digest desiredHash,
      Digest configHash,
      String cause,
      String reason,
      String actor,
      List<Payloads.Verdict> verdicts) {
    Proposal {
      verdicts = List.copyOf(verdicts);
    }

    Proposal(
        Managed managed,
        Intent intent,
        @Nullable Revision revision,
        @Nullable String subject,
        Digest desiredHash,
        Digest configHash,
        String cause,
        String reason,
        String actor) {
      this(
          managed,
          intent,
          revision,
          subject,
          desiredHash,
          configHash,
          cause,
          reason,
          actor,
          List.of());
    }
  }

  /**
   * Adds the first fact of a new change, its supersessions and its work to a record in the making.
   */
  ChangeId propose(Recorder record, Proposal proposal, List<Recorded> superseded) {
    ChangeId id = ChangeIds.change(shared.tempo.chance());
    ChangeId first = superseded.isEmpty() ? null : superseded.getFirst().id();
    record
        .by(proposal.actor())
        .begin(
            new Fact.ChangeProposed(
                id,
                proposal.managed().target().uid(),
                proposal.intent(),
                proposal.desiredHash(),
                proposal.configHash(),
                bringer(proposal.revision()),
                authors(proposal.revision()),
                first,
                proposal.cause()),
            new Payloads.Proposed(
                proposal.managed(),
                proposal.revision(),
                proposal.subject(),
                proposal.reason(),
                proposal.actor(),
                proposal.verdicts().isEmpty() ? null : proposal.verdicts()))
        .by(Principal.SYSTEM.id());
    for (Recorded old : superseded) {
      record
          .move(
              old,
              new Fact.ChangeStopped(Fact.ChangeStopped.Stop.SUPERSEDED, id),
              Payloads.Because.of(proposal.reason()))
          .drive(old.id(), shared.tempo.now());
    }
    record.drive(id, shared.tempo.now());
    return id;
  }

  private @Nullable PersonId bringer(@Nullable Revision revision) {
    return revision != null && revision.broughtBy() instanceof Principal.Known known
        ? shared.redaction.pseudonym(known.id())
        : null;
  }

  /**
   * Pseudonyms keep the envelope small and silent; at most eight are named, all are in the payload.
   */
  private List<PersonId> authors(@Nullable Revision revision) {
    if (revision == null) {
      return List.of();
    }
    Set<PersonId> persons = new TreeSet<>();
    revision.authors().forEach(author -> persons.add(shared.redaction.pseudonym(author)));
    return persons.stream().limit(8).toList();
  }
}
