package dev.esclusa.control;

import dev.esclusa.approval.Hands;
import dev.esclusa.estate.ConfigurationTarget;
import dev.esclusa.estate.EstateReading;
import dev.esclusa.model.Admission;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Lifecycle;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Revision;
import dev.esclusa.plan.ConfigurationPredictor;
import dev.esclusa.plan.Moves;
import dev.esclusa.plan.PlanInput;
import dev.esclusa.plan.PlanOutcome;
import dev.esclusa.plan.Planner;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.policy.AdmissionInput;
import dev.esclusa.policy.HeldApproval;
import dev.esclusa.policy.Policy;
import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way that the configuration took from the genesis to what is in force, proven again step by
 * step: each change of it is planned and judged anew by the configuration before it, and its
 * approvals are checked with the keys of that one (DESIGN 1.9). What only stands in the journal
 * moves nothing. What was proven once is remembered.
 */
final class ConfigurationTrail {
  private final Shared shared;
  private final Approving approving;
  private final Provenance provenance;

  /** What the journal said and nobody has proven yet, in its order. */
  private final Queue<Said> unproven = new ConcurrentLinkedQueue<>();

  /** Guards what follows. */
  private final ReentrantLock proving = new ReentrantLock();

  private @Nullable String genesis;
  private @Nullable String proven;

  private record Said(long index, Fact.OfInstallation fact) {}

  /** It begins to follow the ledger, which must not have folded anything yet. */
  ConfigurationTrail(Shared shared, Approving approving) {
    this.shared = shared;
    this.approving = approving;
    this.provenance = new Provenance(shared);
    shared.ledger.follow(this::said);
  }

  private void said(Journal.Entry entry) {
    if (entry.envelope().fact() instanceof Fact.OfInstallation fact
        && (fact instanceof Fact.GenesisPinned || fact instanceof Fact.ConfigurationActivated)) {
      unproven.add(new Said(entry.index(), fact));
    }
  }

  /**
   * Why the configuration in force is not one that its own rules led to; CTL-0054.
   *
   * @throws dev.esclusa.model.ProblemException ENVIRONMENT when that cannot be found out now
   */
  Optional<Problem> doubt() {
    proving.lock();
    try {
      for (Said next = unproven.peek(); next != null; next = unproven.peek()) {
        Optional<String> objection = objection(next);
        if (objection.isPresent()) {
          return Optional.of(unproven(next, objection.get()));
        }
        unproven.remove();
      }
      return Optional.empty();
    } finally {
      proving.unlock();
    }
  }

  /**
   * Why a change of the configuration could not be proven once it is applied: what is let in must
   * stay provable.
   */
  Optional<Problem> doubt(Recorded seen, Change.Approved approved) {
    Optional<Problem> before = doubt();
    proving.lock();
    try {
      String inForce = proven;
      return before.isPresent() || inForce == null
          ? before
          : step(seen, approved, inForce, shared.tempo.now()).map(it -> notProvable(seen.id(), it));
    } finally {
      proving.unlock();
    }
  }

  private Optional<String> objection(Said said) {
    return switch (said.fact()) {
      case Fact.GenesisPinned it -> pinned(it);
      case Fact.ConfigurationActivated it -> activated(said.index(), it);
      default -> Optional.empty();
    };
  }

  // --- the beginning ---

  private Optional<String> pinned(Fact.GenesisPinned fact) {
    Genesis named = shared.settings.genesis();
    if (genesis != null) {
      return Optional.of("it names a second genesis");
    }
    if (!fact.installation().equals(shared.installation)) {
      return Optional.of("it is of installation " + fact.installation());
    }
    if (named != null && !named.commit().equals(fact.commit())) {
      return Optional.of("the operator named " + named.commit());
    }
    Optional<Estate> estate = estate(fact.commit());
    if (estate.isEmpty()) {
      return Optional.of("that commit holds no configuration");
    }
    String signers = Beginning.signers(named, estate.get());
    if (!Digest.of(signers.getBytes(StandardCharsets.UTF_8)).equals(fact.signers())) {
      return Optional.of("its signers are not those of that commit");
    }
    genesis = fact.commit();
    return Optional.empty();
  }

  private Optional<Estate> estate(String commit) {
    return shared.estates.reading(commit) instanceof EstateReading.Read it
        ? Optional.of(it.estate())
        : Optional.empty();
  }

  // --- every step ---

  private Optional<String> activated(long index, Fact.ConfigurationActivated fact) {
    Optional<Estate> estate = estate(fact.commit());
    if (estate.isEmpty() || !estate.get().hash().equals(fact.configuration())) {
      return Optional.of("that commit holds another configuration");
    }
    String before = proven;
    Optional<String> objection =
        before == null ? first(fact) : changed(index, fact, before, estate.get());
    if (objection.isEmpty()) {
      proven = fact.commit();
    }
    return objection;
  }

  private Optional<String> first(Fact.ConfigurationActivated fact) {
    return fact.commit().equals(genesis) && fact.change() == null
        ? Optional.empty()
        : Optional.of("the first configuration is not that of the genesis " + genesis);
  }

  private Optional<String> changed(
      long index, Fact.ConfigurationActivated fact, String before, Estate estate) {
    ChangeId id = fact.change();
    Recorded seen = id == null ? null : shared.ledger.change(id);
    if (seen == null || !seen.target().equals(ConfigurationTarget.UID)) {
      return Optional.of("no change of the configuration led to it");
    }
    if (!fact.commit().equals(seen.change().intent().commit())
        || !seen.change().proposed().desiredHash().equals(estate.hash())) {
      return Optional.of("change " + id + " wanted something else");
    }
    Applied applied = applied(seen, index);
    return applied == null
        ? Optional.of("change " + id + " was not applied before")
        : step(seen, applied.approved(), before, applied.at());
  }

  private record Applied(Change.Approved approved, Instant at) {}

  /** Folded again up to its apply; absent when that did not succeed before an entry of the log. */
  private static @Nullable Applied applied(Recorded seen, long index) {
    Change change = null;
    Applied applied = null;
    for (Recorded.Mark mark : seen.marks()) {
      if (mark.index() >= index) {
        return null;
      }
      if (mark.fact() instanceof Fact.ApplyStarted && change instanceof Change.Approved it) {
        applied = new Applied(it, mark.at());
      }
      if (mark.fact() instanceof Fact.ApplyFinished finished) {
        return finished.outcome() == ApplyResult.Outcome.SUCCEEDED ? applied : null;
      }
      change = change == null ? Lifecycle.begin(mark.fact()) : Lifecycle.next(change, mark.fact());
    }
    return null;
  }

  /** Plans, judges and admits again, as it must have been when it was let in. */
  private Optional<String> step(
      Recorded seen, Change.Approved approved, String before, Instant at) {
    Estate estate = shared.estates.at(before);
    Managed managed = ConfigurationTarget.of(estate);
    Payloads.Proposed told = shared.story.proposed(seen);
    Payloads.Proposed proposed = verified(seen, told, managed, before, estate);
    if (proposed == null) {
      return Optional.of("change " + seen.id() + " follows no commit of the root repository");
    }
    Payloads.Planned planned = plan(seen, managed, proposed, before, estate, at);
    if (planned == null) {
      return Optional.of("change " + seen.id() + " cannot be planned on " + before);
    }
    Plan plan = planned.plan();
    PolicyDecision decision = shared.judging.decision(planned, proposed, estate);
    Function<Recorded, Hands> hands =
        it -> it.id().equals(seen.id()) ? handsOf(proposed) : handsOfProposal(it, managed, estate);
    List<HeldApproval> held = approving.held(seen, approved, estate, at, hands);
    Admission admission =
        Policy.admit(
            new AdmissionInput(
                approved,
                plan,
                decision,
                estate,
                held,
                usedElsewhere(seen, approved),
                shared.judging.objections(planned, proposed, estate, held, at).found(),
                EnumSet.noneOf(dev.esclusa.policy.Pause.class),
                null,
                at));
    Problem refusal = admission.refusal();
    return refusal == null
        ? Optional.empty()
        : Optional.of(refusal.code() + ": " + refusal.cause());
  }

  /** Who brought it is asked of Git, not of the journal; a rollback is told by its actor alone. */
  private Payloads.@Nullable Proposed verified(
      Recorded seen, Payloads.Proposed told, Managed managed, String before, Estate estate) {
    Revision revision = told.revision();
    String root = shared.settings.rootRepository();
    String commit = seen.change().intent().commit();
    if (revision == null
        || commit == null
        || !revision.commit().equals(commit)
        || !(shared.estates.reading(commit) instanceof EstateReading.Read reading)) {
      return null;
    }
    return switch (seen.change().intent()) {
      case Intent.RollBack _ ->
          shared.ports.repositories().isAncestor(root, commit, before)
                  || shared.ports.repositories().isAncestor(root, before, commit)
              ? new Payloads.Proposed(managed, revision, null, told.reason(), told.actor())
              : null;
      case Intent.Follow follow when !follow.proposal() -> {
        Provenance.Bringing bringing =
            provenance.of(
                managed,
                root,
                commit,
                new Revision.Origin.Mainline(),
                reading.readSet(),
                new Provenance.Since(before, estate.allowedSigners()));
        yield new Payloads.Proposed(
            managed,
            bringing.revision(),
            bringing.subject(),
            told.reason(),
            bringing.revision().broughtBy().name());
      }
      default -> null;
    };
  }

  private Payloads.@Nullable Planned plan(
      Recorded seen,
      Managed managed,
      Payloads.Proposed proposed,
      String before,
      Estate estate,
      Instant at) {
    Revision revision = proposed.revision();
    if (revision == null
        || !(shared.estates.reading(revision.commit()) instanceof EstateReading.Read wanted)
        || !(shared.estates.reading(before) instanceof EstateReading.Read held)) {
      return null;
    }
    Ownership ownership = shared.planning.ownership(managed);
    Intent intent = seen.change().intent();
    Inventory inventory = Inventory.empty(managed.target().uid());
    Prediction prediction =
        new ConfigurationPredictor(held::documents, () -> at)
            .predict(
                new PredictionRequest(
                    managed.target(),
                    ownership,
                    intent,
                    ConfigurationTarget.desired(wanted).resources(),
                    inventory,
                    List.of()));
    PlanInput input =
        new PlanInput(
            managed.target(),
            ownership,
            intent,
            revision,
            ConfigurationTarget.desired(wanted),
            managed.onRemove(),
            prediction,
            inventory,
            Moves.NONE,
            estate.configHash(managed.target(), managed.document()),
            shared.redaction,
            estate.ignores(),
            at);
    return Planner.plan(input) instanceof PlanOutcome.Ready ready
        ? new Payloads.Planned(
            ready.plan(),
            Judging.reads(managed, estate)
                ? Planner.objects(
                    input, shared.desires.changedFiles(managed, before, revision.commit()))
                : null)
        : null;
  }

  private static Hands handsOf(Payloads.Proposed proposed) {
    Revision revision = proposed.revision();
    return revision == null
        ? Hands.of(
            new dev.esclusa.model.Principal.Known(
                proposed.actor(), dev.esclusa.model.Principal.Proof.TOKEN),
            List.of())
        : Hands.of(revision.broughtBy(), revision.authors());
  }

  /** An approval that carried over excludes whoever wrote the proposal. */
  private Hands handsOfProposal(Recorded proposal, Managed managed, Estate estate) {
    Revision told = shared.story.proposed(proposal).revision();
    if (told == null || !(told.origin() instanceof Revision.Origin.Proposal)) {
      return approving.hands(proposal);
    }
    return handsOf(
        new Payloads.Proposed(
            managed,
            provenance
                .of(
                    managed,
                    shared.settings.rootRepository(),
                    told.commit(),
                    told.origin(),
                    dev.esclusa.tree.ReadSet.of(java.util.Map.of()),
                    new Provenance.Since(null, estate.allowedSigners()))
                .revision(),
            null,
            "",
            ""));
  }

  private Set<Digest> usedElsewhere(Recorded seen, Change.Approved approved) {
    Set<Digest> used = new HashSet<>();
    for (Change.Standing standing : approved.approvals()) {
      ChangeId by = shared.ledger.consumedBy(standing.binding());
      if (by != null && !by.equals(seen.id())) {
        used.add(standing.binding());
      }
    }
    return used;
  }

  // --- words ---

  private static Problem unproven(Said said, String objection) {
    return Problem.defect(
        "CTL-0054",
        "the configuration in force is not proven: log entry "
            + said.index()
            + " puts "
            + (said.fact() instanceof Fact.ConfigurationActivated it ? it.commit() : "a genesis")
            + " in force, but "
            + objection
            + ". Nothing is applied.",
        "Find out who wrote that entry before anything else; the log's witness and its backups"
            + " tell what was there before.");
  }

  private static Problem notProvable(ChangeId id, String objection) {
    return Problem.caller(
        "CTL-0055",
        "change "
            + id
            + " of the configuration cannot be proven from the one in force: "
            + objection,
        "Propose it anew: push a commit that is signed and asks for the same.");
  }
}
