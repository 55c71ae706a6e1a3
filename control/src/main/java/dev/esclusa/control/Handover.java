package dev.esclusa.control;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Revision;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.plan.Moves;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The order in which two targets pass an object on: who receives it applies first, and does so only
 * when the change by which the other gives it up has every approval that it needs. Who gives waits
 * for that, unless the receiver will not come.
 */
final class Handover {
  private final Shared shared;

  Handover(Shared shared) {
    this.shared = shared;
  }

  /** Why a change has to wait for another target, if it has to. */
  @Nullable Problem refusal(Planning.Wish wish, Planning.Outcome.Ready now) {
    for (Map.Entry<Address, Target> one : now.moves().from().entrySet()) {
      if (doneBy(now.plan(), one.getKey(), Action.ADOPT)
          && !agreed(one.getValue().uid(), one.getKey())) {
        return notGivenYet(one.getKey(), one.getValue());
      }
    }
    for (ResourceChange change : now.plan().changes()) {
      Managed maybe =
          change.action() == Action.DELETE
              ? shared.desires.mayAskFor(wish, change.address())
              : null;
      if (maybe != null) {
        return mayBeWanted(change.address(), maybe);
      }
    }
    TargetUid giver = wish.managed().target().uid();
    for (Map.Entry<Address, Target> one : now.moves().to().entrySet()) {
      if (doneBy(now.plan(), one.getKey(), Action.FORGET)
          && awaited(wish, one.getValue().uid(), one.getKey())
          && !goesFirstOfARing(giver, one.getValue().uid())) {
        return notTakenYet(one.getKey(), one.getValue());
      }
    }
    return null;
  }

  /** Whoever waits for this one looks again at once. */
  static void wake(Recorder record, Shared shared, Moves moves) {
    Set<TargetUid> partners = new TreeSet<>();
    moves.from().values().forEach(it -> partners.add(it.uid()));
    moves.to().values().forEach(it -> partners.add(it.uid()));
    for (TargetUid partner : partners) {
      TargetRecord target = shared.ledger.target(partner);
      target.open().forEach(it -> record.drive(it, shared.tempo.now()));
    }
  }

  private static boolean doneBy(Plan plan, Address address, Action action) {
    return plan.changes().stream()
        .anyMatch(it -> it.address().equals(address) && it.action() == action);
  }

  // --- whether the giver has its yes ---

  private boolean agreed(TargetUid giver, Address address) {
    TargetRecord target = shared.ledger.target(giver);
    Recorded latest = change(target.latest());
    Instant pinned = target.pinnedUntil();
    boolean held = target.paused() || (pinned != null && shared.tempo.now().isBefore(pinned));
    return !held && latest != null && saidYes(latest.unsealed()) && gives(latest, address);
  }

  private static boolean saidYes(Change change) {
    return switch (change) {
      case Change.Approved _,
          Change.Applying _,
          Change.InDoubt _,
          Change.Applied _,
          Change.Verified _ ->
          true;
      case Change.Proposed _,
          Change.Planned _,
          Change.Denied _,
          Change.AwaitingApproval _,
          Change.Stopped _,
          Change.Proven _ ->
          false;
    };
  }

  private boolean gives(Recorded change, Address address) {
    Payloads.Planned planned =
        shared.story.payload(change.indexOf(Fact.PlanComputed.class), Payloads.Planned.class);
    return planned != null && doneBy(planned.plan(), address, Action.FORGET);
  }

  // --- whether the receiver will come ---

  /** While it does not own the object, and its newest change may still lead there. */
  private boolean awaited(Planning.Wish wish, TargetUid receiver, Address address) {
    TargetRecord target = shared.ledger.target(receiver);
    if (target.registered() < 0) {
      return true; // its configuration is not in force yet
    }
    if (shared.story.inventory(target).addresses().contains(address)) {
      return false;
    }
    Recorded latest = change(target.latest());
    Managed managed = wish.estate().target(receiver);
    if (latest == null || managed == null || !follows(latest, managed)) {
      return true;
    }
    return switch (latest.change()) {
      case Change.Untouched _, Change.Applying _, Change.InDoubt _ -> true;
      case Change.Applied _, Change.Settled _, Change.Proven _ -> false;
    };
  }

  /** Whether it is what mainline asks for now. */
  private boolean follows(Recorded latest, Managed managed) {
    String head =
        shared.ports.repositories().heads(shared.desires.repositoryOf(managed)).mainline();
    return head != null
        && Syncer.hashOf(
                shared.desires.of(
                    managed, shared.estates.now(), head, new Revision.Origin.Mainline()))
            .equals(latest.change().proposed().desiredHash());
  }

  // --- rings: everybody in one would wait for the next ---

  private boolean goesFirstOfARing(TargetUid giver, TargetUid receiver) {
    Set<TargetUid> ring = reachable(receiver);
    ring.retainAll(reaching(giver, ring));
    return ring.contains(giver) && ring.stream().allMatch(it -> giver.compareTo(it) <= 0);
  }

  private Set<TargetUid> reaching(TargetUid giver, Set<TargetUid> candidates) {
    Set<TargetUid> reaching = new HashSet<>();
    for (TargetUid one : candidates) {
      if (reachable(one).contains(giver)) {
        reaching.add(one);
      }
    }
    return reaching;
  }

  /** Everybody whom somebody would wait for who waits for this one's receivers. */
  private Set<TargetUid> reachable(TargetUid from) {
    Set<TargetUid> seen = new HashSet<>(Set.of(from));
    Deque<TargetUid> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      for (TargetUid receiver : receiversOf(next.remove())) {
        if (seen.add(receiver)) {
          next.add(receiver);
        }
      }
    }
    return seen;
  }

  private Set<TargetUid> receiversOf(TargetUid giver) {
    Recorded latest = change(shared.ledger.target(giver).latest());
    if (latest == null || !(latest.change() instanceof Change.Approved)) {
      return Set.of();
    }
    Payloads.Proposed proposed = shared.story.proposed(latest);
    List<Address> given =
        shared.story.plan(latest).changes().stream()
            .filter(it -> it.action() == Action.FORGET)
            .map(ResourceChange::address)
            .toList();
    Planning.Wish wish =
        new Planning.Wish(
            proposed.managed(),
            latest.change().intent(),
            proposed.revision(),
            shared.story.inventory(shared.ledger.target(giver)),
            shared.estates.now());
    Set<TargetUid> receivers = new HashSet<>();
    shared.desires.elsewhere(wish, given).values().forEach(it -> receivers.add(it.uid()));
    return receivers;
  }

  private @Nullable Recorded change(@Nullable ChangeId id) {
    return id == null ? null : shared.ledger.change(id);
  }

  // --- words ---

  private Problem notGivenYet(Address address, Target giver) {
    Recorded latest = change(shared.ledger.target(giver.uid()).latest());
    return Problem.caller(
        "CTL-0021",
        address.text()
            + " comes from target "
            + giver.name()
            + ", whose own change has not the approvals yet by which it gives the object up"
            + (latest == null ? "" : ": " + latest.id() + " is " + latest.change().state()),
        latest == null
            ? "Wait for the change of " + giver.name() + "."
            : "Look at it with: esclusa show " + latest.id());
  }

  private static Problem notTakenYet(Address address, Target receiver) {
    return Problem.caller(
        "CTL-0022",
        address.text() + " goes to target " + receiver.name() + ", which has not taken it over yet",
        "See what holds up the other change with: esclusa get changes --target " + receiver.name());
  }

  private static Problem mayBeWanted(Address address, Managed other) {
    return Problem.caller(
        "CTL-0023",
        address.text()
            + " would be deleted, while the files of target "
            + other.target().name()
            + " speak of it and cannot be read now; it may be on its way there",
        "Mend the files of " + other.target().name() + " in Git first.");
  }
}
