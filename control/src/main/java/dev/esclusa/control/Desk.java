package dev.esclusa.control;

import dev.esclusa.approval.Acceptance;
import dev.esclusa.approval.ApprovalInput;
import dev.esclusa.approval.Bindings;
import dev.esclusa.approval.Submission;
import dev.esclusa.desired.DesiredOutcome;
import dev.esclusa.estate.ConfigurationTarget;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Managed;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Revision;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.Adoption;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What people ask of the control plane. The caller has authenticated them and checked that they may
 * ask; every answer is a fact or a {@link Problem}.
 */
public final class Desk {
  private static final int ATTEMPTS_MAX = 5;

  private final Shared shared;
  private final Proposer proposer;
  private final Approving approving;
  private final Doubts doubts;

  Desk(Shared shared, Proposer proposer, Approving approving, Doubts doubts) {
    this.shared = shared;
    this.proposer = proposer;
    this.approving = approving;
    this.doubts = doubts;
  }

  /** What an approver is asked to sign, but for the nonce. */
  public Binding offer(ChangeId id, String approver) {
    Recorded seen = need(id);
    judged(seen);
    Estate estate = shared.estates.now();
    return Bindings.offer(
        shared.installation,
        seen.change(),
        shared.story.plan(seen),
        shared.story.decision(seen),
        estate.teamsOf(approver),
        shared.tempo.now());
  }

  /**
   * Takes an approval.
   *
   * @throws dev.esclusa.model.ProblemException {@code APR-} with the reason when it does not count
   */
  public void approve(ChangeId id, Submission submission) {
    for (int attempt = 1; ; attempt++) {
      try {
        approveAsItStands(id, submission);
        return;
      } catch (Journal.StreamMoved e) {
        if (attempt == ATTEMPTS_MAX) {
          throw e; // somebody else's approval came at the same moment, again and again
        }
      }
    }
  }

  private void approveAsItStands(ChangeId id, Submission submission) {
    Recorded seen = need(id);
    judged(seen);
    onlyOnce(seen, submission);
    Acceptance acceptance = approving.approvals().accept(input(seen, submission));
    switch (acceptance) {
      case Acceptance.Refused it -> throw it.problem().asException();
      case Acceptance.Accepted it ->
          shared
              .record()
              .by(submission.approver())
              .move(
                  seen,
                  it.fact(
                      shared.redaction.pseudonym(submission.approver()),
                      shared.story.decision(seen)),
                  new Payloads.Granted(it.approval()))
              .drive(id, shared.tempo.now())
              .write();
    }
  }

  /** One person's yes counts once; more of them would only make the record longer. */
  private void onlyOnce(Recorded seen, Submission submission) {
    PersonId person = shared.redaction.pseudonym(submission.approver());
    Digest binding = submission.binding().hash();
    List<Integer> answers = shared.story.decision(seen).answeredBy(submission.binding().rules());
    for (Change.Standing standing : standing(seen)) {
      if (standing.approver().equals(person)
          && !standing.binding().equals(binding)
          && standing.answers().containsAll(answers)) {
        throw Problem.caller(
                "CTL-0015",
                submission.approver()
                    + " has approved change "
                    + seen.id()
                    + " already; that counts until "
                    + standing.expiresAt(),
                "Nothing is left to do, or take it back first with: esclusa revoke " + seen.id())
            .asException();
      }
    }
  }

  private static List<Change.Standing> standing(Recorded seen) {
    return switch (seen.change()) {
      case Change.AwaitingApproval it -> it.approvals();
      case Change.Approved it -> it.approvals();
      default -> List.of();
    };
  }

  private ApprovalInput input(Recorded seen, Submission submission) {
    return new ApprovalInput(
        submission,
        shared.installation,
        seen.change(),
        shared.story.plan(seen),
        shared.story.decision(seen),
        shared.estates.now(),
        approving.hands(seen),
        usedNonces(seen),
        shared.tempo.now());
  }

  /** A nonce is worth something only beside its change, which the binding names. */
  private Set<String> usedNonces(Recorded seen) {
    Set<String> used = new HashSet<>();
    for (Approval approval : shared.story.approvals(seen)) {
      used.add(approval.binding().nonce());
    }
    return used;
  }

  /** No, by somebody who was asked. */
  public void reject(ChangeId id, String actor, String reason) {
    stop(id, actor, reason, Fact.ChangeStopped.Stop.REJECTED);
  }

  /** No longer wanted, by whoever brought it. */
  public void withdraw(ChangeId id, String actor, String reason) {
    stop(id, actor, reason, Fact.ChangeStopped.Stop.WITHDRAWN);
  }

  private void stop(ChangeId id, String actor, String reason, Fact.ChangeStopped.Stop cause) {
    Recorded seen = need(id);
    if (!(seen.change() instanceof Change.Untouched)) {
      throw Problem.caller(
              "CTL-0006",
              "change " + id + " is " + stateOf(seen) + " and can no longer be stopped",
              seen.change() instanceof Change.Applying
                  ? "Cancel what is not done yet with: esclusa cancel " + id
                  : "Propose what undoes it, e.g. esclusa rollback TARGET --to COMMIT.")
          .asException();
    }
    shared
        .record()
        .by(actor)
        .move(seen, new Fact.ChangeStopped(cause, null), because(actor, reason))
        .drive(id, shared.tempo.now())
        .write();
  }

  /** Only what is being applied can be cancelled: kept for later, it would end an apply unseen. */
  void underWay(ChangeId id) {
    Recorded seen = need(id);
    if (!(seen.change() instanceof Change.Applying)) {
      throw Problem.caller(
              "CTL-0063",
              "change " + id + " is " + stateOf(seen) + ", and nothing of it is being applied",
              seen.change() instanceof Change.Untouched
                  ? "Stop it with: esclusa withdraw " + id + ", or esclusa reject " + id
                  : "Look at it with: esclusa show " + id)
          .asException();
    }
  }

  /** In the words of the lists: what became of it stands behind that it is proven. */
  private static String stateOf(Recorded seen) {
    String state = seen.change().state();
    return seen.change() instanceof Change.Proven proven
        ? switch (proven.was()) {
          case Change.Stopped it ->
              state
                  + " ("
                  + it.by().cause().name().toLowerCase(Locale.ROOT).replace('_', '-')
                  + ")";
          case Change.Denied _ -> state + " (denied)";
          case Change.Verified _ -> state;
        }
        : state;
  }

  /** Takes one's own approval back. */
  public void revoke(ChangeId id, String actor, String reason) {
    Recorded seen = need(id);
    judged(seen);
    PersonId person = shared.redaction.pseudonym(actor);
    Digest binding =
        standing(seen).stream()
            .filter(it -> it.approver().equals(person))
            .map(Change.Standing::binding)
            .reduce((_, newest) -> newest)
            .orElseThrow(
                () ->
                    Problem.caller(
                            "CTL-0007",
                            actor + " has not approved change " + id,
                            "Only one's own approval can be taken back.")
                        .asException());
    shared
        .record()
        .by(actor)
        .move(
            seen,
            new Fact.ApprovalLapsed(binding, Fact.ApprovalLapsed.Lapse.REVOKED),
            because(actor, reason))
        .drive(id, shared.tempo.now())
        .write();
  }

  /** What became of an apply that nobody can read back, by a person's word. */
  public void settle(ChangeId id, String actor, String reason, ApplyResult.Outcome outcome) {
    Recorded seen = need(id);
    if (!(seen.change() instanceof Change.InDoubt)) {
      throw notInDoubt(seen);
    }
    told(seen, List.of());
    if (doubts.hadEngine(seen)) {
      // Only a recovery raises the fence: a word alone would not keep a lost engine from writing.
      throw tooLittle(seen, "its engine may still write the state");
    }
    Recorder record =
        shared
            .record()
            .by(actor)
            .move(
                seen,
                new Fact.RecoveryDecided(Fact.RecoveryDecided.Verdict.SETTLED, null, 0, outcome),
                because(actor, reason))
            .drive(id, shared.tempo.now());
    doubts.wakeRecoveries(record, seen);
    record.write();
  }

  /**
   * Proposes what leads a change out of doubt, with a word about every object in doubt. It waits
   * for approval like any change; once applied, the change in doubt has ended.
   */
  public ChangeId recover(
      ChangeId id, List<Payloads.Verdict> verdicts, String actor, String reason) {
    Recorded seen = need(id);
    if (!(seen.change() instanceof Change.InDoubt)) {
      throw notInDoubt(seen);
    }
    told(seen, verdicts);
    Payloads.Proposed was = shared.story.proposed(seen);
    return propose(
        new Proposer.Proposal(
            was.managed(),
            new Intent.Recover(id),
            was.revision(),
            was.subject(),
            seen.change().proposed().desiredHash(),
            configHash(was.managed()),
            "change " + id,
            reason,
            actor,
            verdicts));
  }

  /** The objects that wait for a word, as far as they can be named by now. */
  public List<Address> inDoubt(ChangeId id) {
    Recorded seen = need(id);
    return seen.change() instanceof Change.InDoubt ? doubts.inDoubt(seen) : List.of();
  }

  /** A word about every object in doubt, and none while something is still done to them. */
  private void told(Recorded seen, List<Payloads.Verdict> verdicts) {
    if (doubts.stillRuns(seen)) {
      throw tooLittle(seen, "its engine is still at work");
    }
    String incomplete = Doubts.incomplete(doubts.inDoubt(seen), verdicts);
    if (incomplete != null) {
      throw tooLittle(seen, incomplete);
    }
  }

  private static RuntimeException tooLittle(Recorded seen, String because) {
    return Problem.caller(
            "CTL-0057",
            "change " + seen.id() + " is in doubt, and " + because,
            "Look at each object once no engine is at work, then say: esclusa recover "
                + seen.id()
                + " --done ADDRESS --not-done ADDRESS --reason ...")
        .asException();
  }

  private static RuntimeException notInDoubt(Recorded seen) {
    return Problem.caller(
            "CTL-0008",
            "change "
                + seen.id()
                + " is "
                + seen.change().state()
                + ", only one in doubt needs a verdict",
            "Look at it with: esclusa show " + seen.id())
        .asException();
  }

  /** Asks for a look at what a target is now. */
  public void look(TargetUid target) {
    declared(target);
    shared.record().wanted(WorkKind.LOOK, target.text(), shared.tempo.now()).write();
  }

  /**
   * Somebody outside is said to have touched an object: it is looked at now.
   *
   * @param actor as the audit log names it
   */
  public void hint(TargetUid target, Address address, String actor) {
    declared(target);
    boolean ours = !shared.estates.now().teamsOf(actor).isEmpty();
    shared.attributions.add(target, address, actor, ours, shared.tempo.now());
    look(target);
  }

  /** Proposes to break a lock that nobody holds any more. */
  public ChangeId unlock(TargetUid target, String lock, String actor, String reason) {
    Managed managed = keepsState(target, "has no lock that could be broken");
    Payloads.Proposed was = inPlaceOrLatest(target);
    return propose(
        new Proposer.Proposal(
            managed,
            new Intent.Unlock(lock),
            was.revision(),
            null,
            wanted(managed, was),
            configHash(managed),
            "request of " + shared.redaction.pseudonym(actor),
            reason,
            actor));
  }

  /** Proposes to take what drifted as it is now. */
  public ChangeId accept(EpisodeId episode, String actor, String reason) {
    TargetRecord target = withOpen(episode);
    Managed managed =
        keepsState(target.uid(), "follows Git alone; what drifted is accepted by a commit");
    Payloads.Proposed was = inPlaceOrLatest(target.uid());
    return propose(
        new Proposer.Proposal(
            managed,
            new Intent.Accept(episode),
            was.revision(),
            null,
            wanted(managed, was),
            configHash(managed),
            "episode " + episode,
            reason,
            actor));
  }

  private TargetRecord withOpen(EpisodeId episode) {
    return shared.ledger.targets().stream()
        .filter(it -> it.episodes().containsKey(episode))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.caller(
                        "CTL-0058",
                        "no drift " + episode + " is open",
                        "List what is with: esclusa get drift")
                    .asException());
  }

  /**
   * What Git would have to say so that a drift is none; nothing is proposed and nothing written.
   */
  public Adoption adoption(EpisodeId episode) {
    TargetRecord target = withOpen(episode);
    TargetRecord.Episode open = target.episodes().get(episode);
    Payloads.Drifted drifted =
        open == null ? null : shared.story.payload(open.index(), Payloads.Drifted.class);
    if (drifted == null) {
      return new Adoption("", List.of("What drifted was erased."));
    }
    Recorded inPlace = target.inPlace() == null ? null : shared.ledger.change(target.inPlace());
    Payloads.Proposed proposed =
        inPlace == null
            ? null
            : shared.story.payload(
                inPlace.indexOf(Fact.ChangeProposed.class), Payloads.Proposed.class);
    return new Adopting(shared)
        .of(declared(target.uid()), proposed == null ? null : proposed.revision(), drifted.drift());
  }

  private Managed keepsState(TargetUid uid, String otherwise) {
    Managed managed = declared(uid);
    if (shared.ports.authorities().of(managed.target()).recovery()
        == Authorities.Recovery.RESUMES) {
      throw Problem.caller(
              "CTL-0059",
              "target " + managed.target().name() + " " + otherwise,
              "Commit what is wanted, or look at it with: esclusa show " + managed.target().name())
          .asException();
    }
    return managed;
  }

  private Payloads.Proposed inPlaceOrLatest(TargetUid uid) {
    TargetRecord target = shared.ledger.target(uid);
    ChangeId id = target.inPlace() == null ? target.latest() : target.inPlace();
    Recorded change = id == null ? null : shared.ledger.change(id);
    if (change == null) {
      throw Problem.caller(
              "CTL-0060",
              "target " + uid + " was never planned",
              "Wait for its first change: esclusa get changes")
          .asException();
    }
    return shared.story.proposed(change);
  }

  private Digest wanted(Managed managed, Payloads.Proposed was) {
    Revision revision = was.revision();
    return revision == null
        ? shared.desires.nothing(managed).hash()
        : Syncer.hashOf(
            shared.desires.of(managed, shared.estates.now(), revision.commit(), revision.origin()));
  }

  private Digest configHash(Managed managed) {
    return shared.estates.now().configHash(managed.target(), managed.document());
  }

  private ChangeId propose(Proposer.Proposal proposal) {
    Recorder record = shared.record();
    ChangeId id = proposer.propose(record, proposal, List.of());
    record.write();
    return id;
  }

  /**
   * What mainline says is asked for once more, though nothing new stands there: an apply did not
   * succeed, or somebody said no and thinks otherwise by now.
   */
  public ChangeId again(TargetUid target, String actor, String reason) {
    Managed managed = declared(target);
    nothingOpen(managed);
    String repository = shared.desires.repositoryOf(managed);
    String head = shared.ports.repositories().heads(repository).mainline();
    if (head == null) {
      throw Problem.caller(
              "CTL-0060",
              "target " + managed.target().name() + " was never planned",
              "Push its files to the mainline of " + repository + ".")
          .asException();
    }
    Revision.Origin origin = new Revision.Origin.Mainline();
    DesiredOutcome outcome = shared.desires.of(managed, shared.estates.now(), head, origin);
    Provenance.Bringing bringing =
        new Provenance(shared).of(managed, repository, head, origin, outcome.readSet());
    return propose(
        new Proposer.Proposal(
            managed,
            new Intent.Follow(head, false),
            bringing.revision(),
            bringing.subject(),
            Syncer.hashOf(outcome),
            configHash(managed),
            "request of " + shared.redaction.pseudonym(actor),
            reason,
            actor));
  }

  private void nothingOpen(Managed managed) {
    for (ChangeId id : shared.ledger.target(managed.target().uid()).open()) {
      Recorded open = shared.ledger.change(id);
      if (open != null
          && Ledger.followsMainline(open.change().intent())
          && (open.change() instanceof Change.Untouched
              || open.change() instanceof Change.Applying
              || open.change() instanceof Change.InDoubt)) {
        throw Problem.caller(
                "CTL-0062",
                "change "
                    + id
                    + " of "
                    + managed.target().name()
                    + " is "
                    + open.change().state()
                    + ": it is not asked for once more beside it",
                "Look at it with: esclusa show " + id)
            .asException();
      }
    }
  }

  /** Back to an earlier commit; newer ones wait until the pin is over. */
  public ChangeId rollBack(
      TargetUid target, String commit, Instant pinnedUntil, String actor, String reason) {
    Managed managed = declared(target);
    String repository = shared.desires.repositoryOf(managed);
    onMainline(repository, commit);
    Repositories.CommitFacts facts =
        shared
            .ports
            .repositories()
            .commit(repository, commit, shared.estates.now().allowedSigners());
    Revision revision =
        new Revision(
            repository,
            commit,
            managed.source().path(),
            new Revision.Origin.Mainline(),
            facts.broughtBy(),
            List.of(actor),
            facts.committedAt());
    Digest wanted =
        Syncer.hashOf(shared.desires.of(managed, shared.estates.now(), commit, revision.origin()));
    return propose(
        managed,
        new Intent.RollBack(commit, pinnedUntil),
        revision,
        wanted,
        "request of " + shared.redaction.pseudonym(actor),
        reason,
        actor);
  }

  /** Only what was merged once: a rollback is no way around the merge of a proposal. */
  private void onMainline(String repository, String commit) {
    String head = shared.ports.repositories().heads(repository).mainline();
    if (head == null || !shared.ports.repositories().isAncestor(repository, commit, head)) {
      throw Problem.caller(
              "CTL-0014",
              "commit "
                  + commit
                  + " is not on mainline of "
                  + repository
                  + ", whose head is "
                  + head,
              "Name a commit that mainline contains; git log shows them.")
          .asException();
    }
  }

  private ChangeId propose(
      Managed managed,
      Intent intent,
      Revision revision,
      Digest wanted,
      String cause,
      String reason,
      String actor) {
    Recorder record = shared.record();
    ChangeId id =
        proposer.propose(
            record,
            new Proposer.Proposal(
                managed,
                intent,
                revision,
                null,
                wanted,
                shared.estates.now().configHash(managed.target(), managed.document()),
                cause,
                reason,
                actor),
            List.of());
    record.write();
    return id;
  }

  /** Whether what mainline says of the configuration now is what was refused. */
  public boolean refusesMainline() {
    String refused = shared.ledger.installation().refused();
    return refused != null
        && refused.equals(
            shared.ports.repositories().heads(shared.settings.rootRepository()).mainline());
  }

  public void pause(TargetUid target, String actor, String reason) {
    declared(target);
    Fact.TargetPaused fact = new Fact.TargetPaused(target, shared.redaction.pseudonym(actor));
    write(() -> shared.record().by(actor).target(target, fact, because(actor, reason)));
  }

  public void resume(TargetUid target, String actor, String reason) {
    declared(target);
    Fact.TargetResumed fact = new Fact.TargetResumed(target, shared.redaction.pseudonym(actor));
    write(
        () -> {
          Recorder record = shared.record().by(actor).target(target, fact, because(actor, reason));
          shared.ledger.target(target).open().forEach(it -> record.drive(it, shared.tempo.now()));
          return record;
        });
  }

  /** The global stop: nothing is applied anywhere until {@link #resumeAll}. */
  public void pauseAll(String actor, String reason) {
    Fact.AllPaused fact = new Fact.AllPaused(shared.redaction.pseudonym(actor));
    write(() -> shared.record().by(actor).installation(fact, because(actor, reason)));
  }

  public void resumeAll(String actor, String reason) {
    Fact.AllResumed fact = new Fact.AllResumed(shared.redaction.pseudonym(actor));
    write(
        () -> {
          Recorder record = shared.record().by(actor).installation(fact, because(actor, reason));
          for (TargetRecord target : shared.ledger.targets()) {
            target.open().forEach(it -> record.drive(it, shared.tempo.now()));
          }
          return record;
        });
  }

  /**
   * Healing of a place goes on after a person looked: what drifts there is seen as if for the first
   * time, and restores that waited go on.
   */
  public void resumeHealing(String place, String actor, String reason) {
    Fact.HealingResumed fact = new Fact.HealingResumed(place, shared.redaction.pseudonym(actor));
    write(
        () -> {
          Recorder record = shared.record().by(actor).installation(fact, because(actor, reason));
          for (TargetRecord target : shared.ledger.targets()) {
            if (target.registered() >= 0
                && !target.removed()
                && Watcher.placeOf(shared.story.declared(target)).equals(place)) {
              lookAgain(record, target, because(actor, reason));
            }
          }
          return record;
        });
  }

  private void lookAgain(Recorder record, TargetRecord target, Payloads.Because because) {
    for (EpisodeId episode : target.episodes().keySet().stream().sorted().toList()) {
      record.target(target.uid(), new Fact.DriftClosed(target.uid(), episode), because);
    }
    target.open().forEach(it -> record.drive(it, shared.tempo.now()));
    record.wanted(WorkKind.LOOK, target.uid().text(), shared.tempo.now());
  }

  private static Payloads.Because because(String actor, String reason) {
    return new Payloads.Because(reason, actor, List.of());
  }

  /**
   * Removes contents, names and reasons of a proven change; what is left still verifies.
   *
   * @return how many payloads are gone
   */
  public int erase(ChangeId id, String actor, String reason) {
    Recorded seen = need(id);
    if (!(seen.change() instanceof Change.Proven)) {
      throw Problem.caller(
              "CTL-0009",
              "change "
                  + id
                  + " is "
                  + seen.change().state()
                  + "; payloads can be erased only once a change is proven",
              "Wait for its evidence: esclusa watch " + id)
          .asException();
    }
    if (seen.target().equals(ConfigurationTarget.UID)) {
      throw Problem.caller(
              "CTL-0056",
              "change " + id + " is one of the configuration: its payloads prove what is in force",
              "They stay as long as the installation does.")
          .asException();
    }
    Fact.PayloadsErased fact =
        new Fact.PayloadsErased(id, shared.redaction.pseudonym(actor), seen.marks().size());
    write(() -> shared.record().by(actor).installation(fact, because(actor, reason)));
    return shared.ports.journal().erasePayloads(Stream.of(id));
  }

  /** Asks for a look at Git now. */
  public void sync() {
    shared
        .record()
        .wanted(WorkKind.SYNC, shared.settings.rootRepository(), shared.tempo.now())
        .write();
  }

  /**
   * Streams of a target or of the installation are written by others too: read, and write again.
   */
  private void write(Supplier<Recorder> facts) {
    for (int attempt = 1; ; attempt++) {
      shared.ledger.catchUp();
      try {
        facts.get().write();
        return;
      } catch (Journal.StreamMoved e) {
        if (attempt == ATTEMPTS_MAX) {
          throw e;
        }
      }
    }
  }

  private Managed declared(TargetUid uid) {
    TargetRecord target = shared.ledger.target(uid);
    if (target.registered() < 0) {
      throw Problem.caller(
              "CTL-0010",
              "no target " + uid + " is registered",
              "List them with: esclusa get targets")
          .asException();
    }
    return shared.story.declared(target);
  }

  /**
   * A recorded decision made once more, from the plan, the objects and the configuration that it
   * was made from.
   *
   * @throws dev.esclusa.model.ProblemException {@code CTL-0061} for a change that nothing was
   *     decided of, or whose payloads were erased
   */
  public Replay replay(ChangeId id) {
    Recorded seen = need(id);
    Payloads.Decided decided = decided(seen);
    Estate estate = shared.estates.at(decided.configurationCommit());
    PolicyDecision again =
        shared.judging.decision(planned(seen), shared.story.proposed(seen), estate);
    return new Replay(
        id,
        decided.configurationCommit(),
        decided.decision().hash(),
        again.hash(),
        decided.decision().verdictHash().equals(again.verdictHash()),
        decided.decision().hash().equals(again.hash())
            ? List.of()
            : Stale.differences(decided.decision(), again));
  }

  /** What the rules of packs had as input when a change was judged; every secret is masked. */
  public Value.Mapping input(ChangeId id) {
    Recorded seen = need(id);
    Estate estate = shared.estates.at(decided(seen).configurationCommit());
    return Judging.document(planned(seen), shared.story.proposed(seen), estate);
  }

  private Payloads.Decided decided(Recorded seen) {
    return judgedOnce(
        seen, shared.story.payload(seen.indexOf(Fact.PolicyDecided.class), Payloads.Decided.class));
  }

  private Payloads.Planned planned(Recorded seen) {
    return judgedOnce(
        seen, shared.story.payload(seen.indexOf(Fact.PlanComputed.class), Payloads.Planned.class));
  }

  private static <T> T judgedOnce(Recorded seen, @Nullable T payload) {
    if (payload == null) {
      throw Problem.caller(
              "CTL-0061",
              "change "
                  + seen.id()
                  + " is "
                  + seen.change().state()
                  + " and has no decision that could be made again",
              "Only a change that was judged, and whose record was not erased, can be replayed.")
          .asException();
    }
    return payload;
  }

  /**
   * What came of making a decision again.
   *
   * @param configuration commit of the configuration that it was made under
   * @param sameVerdict whether outcome, requirements and findings are the same
   * @param differences in words; none when the two hashes are equal
   */
  public record Replay(
      ChangeId change,
      String configuration,
      Digest recorded,
      Digest again,
      boolean sameVerdict,
      List<String> differences) {
    public Replay {
      differences = List.copyOf(differences);
    }
  }

  private Recorded need(ChangeId id) {
    shared.ledger.catchUp();
    Recorded seen = shared.ledger.change(id);
    if (seen == null) {
      throw Problem.caller(
              "CTL-0011", "there is no change " + id, "List them with: esclusa get changes")
          .asException();
    }
    return seen;
  }

  private static void judged(Recorded seen) {
    boolean open =
        seen.change() instanceof Change.AwaitingApproval
            || seen.change() instanceof Change.Approved;
    if (!open) {
      throw Problem.caller(
              "CTL-0012",
              "change "
                  + seen.id()
                  + " is "
                  + stateOf(seen)
                  + " and takes no approval"
                  + replacement(seen),
              "List what waits with: esclusa get changes --state awaiting-approval")
          .asException();
    }
  }

  private static String replacement(Recorded seen) {
    return seen.unsealed() instanceof Change.Stopped stopped && stopped.by().supersededBy() != null
        ? "; change " + stopped.by().supersededBy() + " took its place"
        : "";
  }

  /** The plan and decision of a change, as an approver must see them. */
  public Plan plan(ChangeId id) {
    return shared.story.plan(need(id));
  }

  public PolicyDecision decision(ChangeId id) {
    return shared.story.decision(need(id));
  }
}
