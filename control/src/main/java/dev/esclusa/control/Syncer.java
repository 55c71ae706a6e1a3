package dev.esclusa.control;

import dev.esclusa.desired.DesiredOutcome;
import dev.esclusa.estate.ConfigurationTarget;
import dev.esclusa.estate.EstateReading;
import dev.esclusa.model.Change;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Revision;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks what Git says and proposes what follows: a change of the configuration, a change of each
 * target whose desired state differs from what was last asked for, and the same for every proposal.
 */
final class Syncer {
  /** {@code docs/problems/DES-0014.md}. */
  private static final String CLAIMED_TWICE = "DES-0014";

  private static final Duration UNREACHABLE = Duration.ofSeconds(10);

  private final Shared shared;
  private final Proposer proposer;
  private final Stale stale;
  private final Provenance provenance;
  private final Lease lease;
  private final ControlPlane.Troubles troubles;

  /**
   * @param lease on the work of looking at Git: what is written under a lost one fails, so that two
   *     replicas never propose one thing twice
   */
  Syncer(
      Shared shared, Proposer proposer, Stale stale, Lease lease, ControlPlane.Troubles troubles) {
    this.shared = shared;
    this.proposer = proposer;
    this.stale = stale;
    this.provenance = new Provenance(shared);
    this.lease = lease;
    this.troubles = troubles;
  }

  /** Fetches every repository of the estate and proposes what is new. */
  Next sync() {
    String root = shared.settings.rootRepository();
    Repositories.Heads heads = shared.ports.repositories().fetch(root);
    if (heads.mainline() != null) {
      refuseRewritten(root, heads.mainline());
      configuration(heads.mainline());
    }
    Estate estate = shared.estates.now();
    rejudge();
    register(estate);
    Set<String> repositories = new LinkedHashSet<>();
    estate.targets().forEach(it -> repositories.add(shared.desires.repositoryOf(it)));
    boolean all = true;
    for (String repository : repositories) {
      all &= repository(estate, repository, repository.equals(root) ? heads : null);
    }
    decommission(estate, heads);
    return all ? new Next.Rests() : new Next.LookAgain(shared.tempo.now().plus(UNREACHABLE));
  }

  /** One repository that does not answer stops no other; false when it is to be tried again. */
  private boolean repository(Estate estate, String name, Repositories.@Nullable Heads fetched) {
    try {
      targets(estate, name, fetched == null ? shared.ports.repositories().fetch(name) : fetched);
      troubles.over("repository", name);
      return true;
    } catch (ProblemException e) {
      troubles.happened(new ControlPlane.Trouble("repository", name, 1, e));
      return e.problem().fault() == Problem.Fault.CALLER;
    }
  }

  /** Mainline only grows: a head that does not contain what is in force was rewritten. */
  private void refuseRewritten(String root, String head) {
    String inForce = shared.ledger.installation().inForce();
    if (inForce != null && !shared.ports.repositories().isAncestor(root, inForce, head)) {
      throw Problem.caller(
              "CTL-0005",
              "mainline of "
                  + root
                  + " was rewritten: its head "
                  + head
                  + " does not contain the commit in force "
                  + inForce,
              "Push a mainline that contains " + inForce + "; nothing is followed until then.")
          .asException();
    }
  }

  // --- configuration ---

  private void configuration(String head) {
    if (shared.ledger.installation().inForce() == null && shared.settings.genesis() != null) {
      new Beginning(shared).facts(head).writeUnder(lease);
    }
    String inForce = shared.ledger.installation().inForce();
    switch (shared.estates.reading(head)) {
      case EstateReading.Refused it -> refuseConfiguration(head, it.problems());
      case EstateReading.Read it -> {
        if (inForce == null) {
          new Beginning(shared).facts(head).writeUnder(lease);
        } else if (!shared.estates.at(inForce).hash().equals(it.estate().hash())) {
          Managed configuration = ConfigurationTarget.of(shared.estates.at(inForce));
          Provenance.Bringing bringing =
              provenance.of(
                  configuration,
                  shared.settings.rootRepository(),
                  head,
                  new Revision.Origin.Mainline(),
                  it.readSet());
          if (asksAnew(configuration, it, head)
              || judgedOtherwise(configuration, latest(configuration), bringing)) {
            follow(configuration, it.estate().hash(), bringing);
          }
        }
      }
    }
  }

  /** What was answered once is asked again when it was taken back and came again since. */
  private boolean asksAnew(Managed configuration, EstateReading.Read read, String head) {
    Recorded latest = latest(configuration);
    String asked = latest == null ? null : latest.change().intent().commit();
    return latest == null
        || asked == null
        || !latest.change().proposed().desiredHash().equals(read.estate().hash())
        || (latest.settled()
            && provenance.touches(shared.settings.rootRepository(), asked, head, read.readSet()));
  }

  private void refuseConfiguration(String head, List<Problem> problems) {
    if (head.equals(shared.ledger.installation().refused())) {
      return;
    }
    shared
        .record()
        .installation(
            new Fact.ConfigurationRefused(head, problems.getFirst().code()),
            new Payloads.Because(
                "the configuration of " + head + " cannot be read; the one in force stays",
                Principal.SYSTEM.id(),
                problems))
        .writeUnder(lease);
  }

  /** Changes that wait are judged by the rules in force; those judged otherwise begin again. */
  private void rejudge() {
    for (Recorded seen : shared.ledger.changes()) {
      if (seen.change() instanceof Change.AwaitingApproval it) {
        stale.replaceIfJudgedOtherwise(seen, it);
      } else if (seen.change() instanceof Change.Approved it) {
        stale.replaceIfJudgedOtherwise(seen, it);
      }
    }
  }

  // --- targets ---

  private void register(Estate estate) {
    for (Managed managed : estate.targets()) {
      TargetUid uid = managed.target().uid();
      TargetRecord known = shared.ledger.target(uid);
      if (known.registered() >= 0
          && !known.removed()
          && shared.story.declared(known).equals(managed)) {
        continue;
      }
      shared
          .record()
          .target(
              uid,
              new Fact.TargetRegistered(
                  uid,
                  Digest.of(
                      managed
                          .target()
                          .name()
                          .text()
                          .getBytes(java.nio.charset.StandardCharsets.UTF_8))),
              new Payloads.Declared(managed))
          .writeUnder(lease);
    }
  }

  private void targets(Estate estate, String repository, Repositories.Heads heads) {
    String mainline = heads.mainline();
    if (mainline == null) {
      return;
    }
    for (Managed managed : estate.targets()) {
      if (shared.desires.repositoryOf(managed).equals(repository)) {
        mainline(estate, managed, repository, mainline);
      }
    }
    Set<String> seen = new TreeSet<>(heads.proposals().keySet());
    for (String ref : seen) {
      String commit = heads.proposals().get(ref);
      if (commit != null && !shared.ports.repositories().isAncestor(repository, commit, mainline)) {
        proposalOrConflict(estate, repository, ref, commit, mainline);
      }
    }
    withdrawVanished(repository, heads, mainline);
  }

  private void mainline(Estate estate, Managed managed, String repository, String head) {
    Revision.Origin origin = new Revision.Origin.Mainline();
    DesiredOutcome outcome = shared.desires.of(managed, estate, head, origin);
    Digest wanted = hashOf(outcome);
    Recorded latest = latest(managed);
    boolean asks = asksForNewThings(managed, wanted) || conflictIsOver(managed, outcome);
    if (!asks && !denied(latest)) {
      return;
    }
    Provenance.Bringing bringing =
        provenance.of(managed, repository, head, origin, outcome.readSet());
    if (asks || judgedOtherwise(managed, latest, bringing)) {
      follow(managed, wanted, bringing);
    }
  }

  private static boolean denied(@Nullable Recorded change) {
    return change != null && change.unsealed() instanceof Change.Denied;
  }

  /**
   * Whether a denied wish would be judged otherwise as it is brought now, by the rules in force
   * now: then it is proposed again. Once its plan was erased, any other commit is worth another
   * try.
   */
  private boolean judgedOtherwise(
      Managed managed, @Nullable Recorded change, Provenance.Bringing bringing) {
    if (change == null || !(change.unsealed() instanceof Change.Denied denied)) {
      return false;
    }
    Revision revision = bringing.revision();
    Payloads.Planned planned =
        shared.story.payload(change.indexOf(Fact.PlanComputed.class), Payloads.Planned.class);
    return planned == null
        ? !revision.commit().equals(change.change().intent().commit())
        : judgedOtherwise(
            planned,
            new Payloads.Proposed(
                managed, revision, bringing.subject(), "", revision.broughtBy().name()),
            denied);
  }

  private boolean judgedOtherwise(
      Payloads.Planned planned, Payloads.Proposed proposed, Change.Denied denied) {
    Estate estate = shared.estates.now();
    return Judging.lacks(planned, proposed, estate)
        || !shared
            .judging
            .decision(planned, proposed, estate)
            .verdictHash()
            .equals(denied.decided().verdictHash());
  }

  /** A broken state has a hash of its own, so that it is told once and not at every poll. */
  static Digest hashOf(DesiredOutcome outcome) {
    return switch (outcome) {
      case DesiredOutcome.Ready it -> it.state().hash();
      case DesiredOutcome.Broken it ->
          Canonical.hash("esclusa/broken/v1", Records.toValue(new Broken(it.problems())));
    };
  }

  private record Broken(List<Problem> problems) {}

  /**
   * Compared with what was last asked for, not with what is there: a rejected change is not
   * proposed again until Git asks for something else.
   */
  private boolean asksForNewThings(Managed managed, Digest wanted) {
    TargetRecord target = shared.ledger.target(managed.target().uid());
    Recorded latest = target.latest() == null ? null : shared.ledger.change(target.latest());
    if (latest == null) {
      return true;
    }
    return latest.change().intent() instanceof Intent.RollBack
        ? asksSince(target, latest, wanted)
        : !latest.change().proposed().desiredHash().equals(wanted);
  }

  /**
   * A way back that moved nothing, or not yet, is compared with what mainline asked for before it:
   * a commit elsewhere takes it from nobody who still decides about it. One that is in place holds
   * mainline until its pin is over.
   */
  private boolean asksSince(TargetRecord target, Recorded back, Digest wanted) {
    Instant pinned = target.pinnedUntil();
    if (pinned != null && shared.tempo.now().isBefore(pinned)) {
      return false;
    }
    Recorded inPlace = target.inPlace() == null ? null : shared.ledger.change(target.inPlace());
    boolean wentBack = inPlace != null && inPlace.change().intent() instanceof Intent.RollBack;
    boolean began = back.indexOf(Fact.ApplyStarted.class) >= 0;
    if (back.settled() && (wentBack || began)) {
      return true;
    }
    Recorded follow = lastFollow(target.uid());
    return follow == null || !follow.change().proposed().desiredHash().equals(wanted);
  }

  private @Nullable Recorded lastFollow(TargetUid target) {
    Recorded last = null;
    for (Recorded one : shared.ledger.changes()) {
      if (one.target().equals(target)
          && one.change().intent() instanceof Intent.Follow it
          && !it.proposal()) {
        last = one;
      }
    }
    return last;
  }

  /** Two asked for one object, and one of them no longer does: nobody else would ask again. */
  private boolean conflictIsOver(Managed managed, DesiredOutcome outcome) {
    Recorded latest = latest(managed);
    if (latest == null
        || !(outcome instanceof DesiredOutcome.Ready ready)
        || !(latest.unsealed() instanceof Change.Stopped stopped)
        || stopped.by().cause() != Fact.ChangeStopped.Stop.FAILED) {
      return false;
    }
    Payloads.Because because =
        shared.story.payload(latest.indexOf(Fact.ChangeStopped.class), Payloads.Because.class);
    return because != null
        && because.problems().stream().allMatch(it -> it.code().equals(CLAIMED_TWICE))
        && shared
            .desires
            .conflicts(
                new Planning.Wish(
                    managed,
                    latest.change().intent(),
                    null,
                    Inventory.empty(managed.target().uid()),
                    shared.estates.now()),
                ready.state())
            .isEmpty();
  }

  private @Nullable Recorded latest(Managed managed) {
    TargetRecord target = shared.ledger.target(managed.target().uid());
    return target.latest() == null ? null : shared.ledger.change(target.latest());
  }

  private void follow(Managed managed, Digest wanted, Provenance.Bringing bringing) {
    TargetRecord target = shared.ledger.target(managed.target().uid());
    Recorded latest = target.latest() == null ? null : shared.ledger.change(target.latest());
    if (latest != null
        && !latest.settled()
        && latest.change().proposed().desiredHash().equals(wanted)) {
      return;
    }
    Recorder record = shared.record();
    proposer.propose(
        record,
        new Proposer.Proposal(
            managed,
            new Intent.Follow(bringing.revision().commit(), false),
            bringing.revision(),
            bringing.subject(),
            wanted,
            configHash(managed),
            "commit " + bringing.revision().commit(),
            "mainline moved to " + bringing.revision().commit().substring(0, 12),
            bringing.revision().broughtBy().name()),
        waitingMainline(target));
    record.writeUnder(lease);
  }

  private Digest configHash(Managed managed) {
    return shared.estates.now().configHash(managed.target(), managed.document());
  }

  /** The changes of mainline that nobody has begun to apply. */
  private List<Recorded> waitingMainline(TargetRecord target) {
    List<Recorded> waiting = new ArrayList<>();
    for (Recorded open : open(target)) {
      if (open.change() instanceof Change.Untouched
          && Ledger.followsMainline(open.change().intent())) {
        waiting.add(open);
      }
    }
    return waiting;
  }

  private List<Recorded> open(TargetRecord target) {
    List<Recorded> open = new ArrayList<>();
    target
        .open()
        .forEach(
            id -> {
              Recorded it = shared.ledger.change(id);
              if (it != null) {
                open.add(it);
              }
            });
    return open;
  }

  // --- proposals ---

  /** A proposal that no longer merges waits for its author, and stops nobody else. */
  private void proposalOrConflict(
      Estate estate, String repository, String ref, String commit, String mainline) {
    try {
      proposal(estate, repository, ref, commit, mainline);
      troubles.over("proposal", ref);
    } catch (ProblemException e) {
      if (e.problem().fault() != Problem.Fault.CALLER) {
        throw e;
      }
      troubles.happened(new ControlPlane.Trouble("proposal", ref, 1, e));
      conflicting(estate, repository, ref, commit, mainline);
    }
  }

  /**
   * Told where people look for the proposal: a change of each target that it means to move, which
   * cannot be planned and says why. Once for each commit, however often mainline moves.
   */
  private void conflicting(
      Estate estate, String repository, String ref, String commit, String mainline) {
    Digest wanted =
        Canonical.hash(
            "esclusa/conflict/v1", Value.mapping("repository", repository, "commit", commit));
    Revision.Origin origin = new Revision.Origin.Proposal(ref, mainline);
    for (Managed managed : estate.targets()) {
      if (!shared.desires.repositoryOf(managed).equals(repository)) {
        continue;
      }
      Recorded before = proposalOf(managed, ref);
      boolean open = before != null && !before.settled();
      boolean told = before != null && before.change().proposed().desiredHash().equals(wanted);
      ReadSet read =
          shared.desires.of(managed, estate, mainline, new Revision.Origin.Mainline()).readSet();
      if (!told && (open || provenance.touches(repository, mainline, commit, read))) {
        propose(
            managed,
            wanted,
            provenance.of(managed, repository, commit, origin, read),
            open ? List.of(before) : List.of());
      }
    }
  }

  private void proposal(
      Estate estate, String repository, String ref, String commit, String mainline) {
    Revision.Origin origin = new Revision.Origin.Proposal(ref, mainline);
    dev.esclusa.tree.SourceTree merged =
        shared.ports.repositories().merged(repository, mainline, commit);
    for (Managed managed : estate.targets()) {
      if (!shared.desires.repositoryOf(managed).equals(repository)) {
        continue;
      }
      Digest onMainline =
          hashOf(
              shared.desires.of(
                  managed, estate, shared.ports.repositories().tree(repository, mainline)));
      DesiredOutcome outcome = shared.desires.of(managed, estate, merged);
      Digest wanted = hashOf(outcome);
      Recorded before = proposalOf(managed, ref);
      boolean told = before != null && before.change().proposed().desiredHash().equals(wanted);
      if (wanted.equals(onMainline) || (told && !denied(before))) {
        continue;
      }
      Provenance.Bringing bringing =
          provenance.of(managed, repository, commit, origin, outcome.readSet());
      if (!told || judgedOtherwise(managed, before, bringing)) {
        propose(
            managed,
            wanted,
            bringing,
            before == null || before.settled() ? List.of() : List.of(before));
      }
    }
  }

  private void propose(
      Managed managed, Digest wanted, Provenance.Bringing bringing, List<Recorded> superseded) {
    Recorder record = shared.record();
    proposer.propose(
        record,
        new Proposer.Proposal(
            managed,
            new Intent.Follow(bringing.revision().commit(), true),
            bringing.revision(),
            bringing.subject(),
            wanted,
            configHash(managed),
            "commit " + bringing.revision().commit(),
            "a proposal asks for it",
            bringing.revision().broughtBy().name()),
        superseded);
    record.writeUnder(lease);
  }

  private @Nullable Recorded proposalOf(Managed managed, String ref) {
    Recorded newest = null;
    for (Recorded one : shared.ledger.changes()) {
      if (one.target().equals(managed.target().uid())
          && one.change().intent() instanceof Intent.Follow follow
          && follow.proposal()
          && ref.equals(refOf(one))) {
        newest = one;
      }
    }
    return newest;
  }

  private @Nullable String refOf(Recorded change) {
    Payloads.Proposed proposed =
        shared.story.payload(change.indexOf(Fact.ChangeProposed.class), Payloads.Proposed.class);
    Revision revision = proposed == null ? null : proposed.revision(); // it may be erased
    return revision != null && revision.origin() instanceof Revision.Origin.Proposal proposal
        ? proposal.ref()
        : null;
  }

  /** A proposal whose branch is gone or merged has said what it had to say. */
  private void withdrawVanished(String repository, Repositories.Heads heads, String mainline) {
    for (Recorded one : shared.ledger.changes()) {
      if (!(one.change() instanceof Change.Untouched)
          || !(one.change().intent() instanceof Intent.Follow follow)
          || !follow.proposal()) {
        continue;
      }
      Revision revision = shared.story.proposed(one).revision();
      if (revision == null
          || !revision.repository().equals(repository)
          || !(revision.origin() instanceof Revision.Origin.Proposal origin)) {
        continue;
      }
      String head = heads.proposals().get(origin.ref());
      boolean merged =
          head != null && shared.ports.repositories().isAncestor(repository, head, mainline);
      if (head == null || merged) {
        shared
            .record()
            .move(
                one,
                new Fact.ChangeStopped(Fact.ChangeStopped.Stop.SUPERSEDED, null),
                Payloads.Because.of(
                    merged ? "its branch was merged" : "its branch " + origin.ref() + " is gone"))
            .drive(one.id(), shared.tempo.now())
            .writeUnder(lease);
      }
    }
  }

  // --- targets that left Git ---

  private void decommission(Estate estate, Repositories.Heads heads) {
    for (TargetRecord target : shared.ledger.targets()) {
      if (target.registered() < 0
          || target.removed()
          || target.inventory() < 0
          || estate.target(target.uid()) != null
          || heads.mainline() == null) {
        continue;
      }
      Recorded latest = target.latest() == null ? null : shared.ledger.change(target.latest());
      if (latest != null && latest.change().intent() instanceof Intent.Decommission) {
        continue;
      }
      Managed managed = shared.story.declared(target);
      Recorder record = shared.record();
      proposer.propose(
          record,
          new Proposer.Proposal(
              managed,
              new Intent.Decommission(heads.mainline()),
              null,
              null,
              shared.desires.nothing(managed).hash(),
              configHash(managed),
              "commit " + heads.mainline(),
              "the target left Git",
              Principal.SYSTEM.id()),
          waitingMainline(target));
      record.writeUnder(lease);
    }
  }
}
