package dev.esclusa.control;

import dev.esclusa.apply.Instruction;
import dev.esclusa.apply.Instructions;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Principal;
import dev.esclusa.model.StepResult;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applies whose end nobody has seen: what can be known of them, and how they are led out. */
final class Doubts {
  private final Shared shared;
  private final Proposer proposer;

  Doubts(Shared shared, Proposer proposer) {
    this.shared = shared;
    this.proposer = proposer;
  }

  /** What can be read back of an apply of a saved plan. */
  StepResult said(Recorded seen) {
    Plan plan = shared.story.plan(seen);
    if (plan.artifact() == null) {
      return new StepResult.Unknown("its steps are read back one by one");
    }
    Managed managed = shared.story.managed(seen);
    Instruction.RunArtifact run =
        new Instruction.RunArtifact(Instructions.wholeOf(plan), plan.artifact(), List.of());
    return shared
        .ports
        .authorities()
        .of(managed.target())
        .actuator()
        .readBack(managed.target(), shared.planning.ownership(managed), run);
  }

  /**
   * What an apply in doubt may have touched, as it was told when its runner was lost and as can be
   * read back by now: an engine that lived on then may have been killed since.
   */
  List<Address> inDoubt(Recorded lost) {
    Set<Address> all = new LinkedHashSet<>(shared.story.inDoubt(lost));
    if (said(lost) instanceof StepResult.Unknown it) {
      all.addAll(it.inDoubt());
    }
    return List.copyOf(all);
  }

  /** While an engine is still at work every word about it is too early. */
  boolean stillRuns(Recorded lost) {
    Managed managed = shared.story.managed(lost);
    return hadEngine(lost)
        && shared.ports.authorities().of(managed.target()).actuator().stillRuns(managed.target());
  }

  /** Whether an engine of its own may still write, of which nobody here knows. */
  boolean hadEngine(Recorded lost) {
    return shared.story.plan(lost).artifact() != null
        && !(lost.change().intent() instanceof Intent.Recover)
        && !(lost.change().intent() instanceof Intent.Unlock);
  }

  /** Whether it would lead a change out of doubt that is in none any more. */
  static boolean leadsNowhere(Ledger ledger, Recorded recovery) {
    if (!(recovery.change().intent() instanceof Intent.Recover it)) {
      return false;
    }
    Recorded lost = ledger.change(it.change());
    return lost == null || !(lost.change() instanceof Change.InDoubt);
  }

  /** The saved plan was not touched: the change ends, and the same is proposed anew. */
  Next neverBegan(Recorded seen, String because) {
    Recorder record = shared.record();
    settle(record, seen, ApplyResult.Outcome.FAILED, Payloads.Because.of(because));
    again(record, seen, "nothing of it was begun; it is planned again");
    record.write();
    return new Next.Moved();
  }

  /** A recovery was applied: the change that it names has ended, by the word of whoever asked. */
  void ledOut(Recorder record, Recorded recovery, ChangeId id, ApplyResult result) {
    Recorded lost = shared.ledger.change(id);
    if (lost == null
        || !(lost.change() instanceof Change.InDoubt)
        || result.outcome() != ApplyResult.Outcome.SUCCEEDED) {
      return;
    }
    Payloads.Proposed said = shared.story.proposed(recovery);
    List<Payloads.Verdict> verdicts = said.verdicts() == null ? List.of() : said.verdicts();
    settle(
        record,
        lost,
        ApplyResult.Outcome.PARTIAL,
        new Payloads.Because(said.reason() + words(verdicts), said.actor(), List.of()));
    again(record, lost, "it was led out of doubt by change " + recovery.id());
  }

  private static String words(List<Payloads.Verdict> verdicts) {
    return verdicts.isEmpty()
        ? ""
        : verdicts.stream()
            .map(it -> it.address().text() + (it.done() ? " is done" : " is not done"))
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private void settle(
      Recorder record, Recorded lost, ApplyResult.Outcome outcome, Payloads.Because because) {
    record
        .by(because.actor())
        .move(
            lost,
            new Fact.RecoveryDecided(Fact.RecoveryDecided.Verdict.SETTLED, null, 0, outcome),
            because)
        .by(Principal.SYSTEM.id())
        .drive(lost.id(), shared.tempo.now());
    wakeRecoveries(record, lost);
  }

  /** Whatever else would lead it out has nothing to do any more, and is told so now. */
  void wakeRecoveries(Recorder record, Recorded lost) {
    for (ChangeId id : shared.ledger.target(lost.target()).open()) {
      Recorded other = shared.ledger.change(id);
      if (other != null
          && other.change().intent() instanceof Intent.Recover it
          && it.change().equals(lost.id())) {
        record.drive(id, shared.tempo.now());
      }
    }
  }

  /** What was wanted is still wanted, unless Git asked for something newer meanwhile. */
  private void again(Recorder record, Recorded lost, String reason) {
    ChangeId latest = shared.ledger.target(lost.target()).latest();
    if (!lost.id().equals(latest)) {
      return;
    }
    Payloads.Proposed proposed = shared.story.proposed(lost);
    proposer.propose(
        record,
        new Proposer.Proposal(
            proposed.managed(),
            lost.change().intent(),
            proposed.revision(),
            proposed.subject(),
            lost.change().proposed().desiredHash(),
            shared
                .estates
                .now()
                .configHash(proposed.managed().target(), proposed.managed().document()),
            "change " + lost.id(),
            reason,
            proposed.actor()),
        List.of());
  }

  /** Of the objects in doubt those that nobody gave a word about; and words about others. */
  static @Nullable String incomplete(List<Address> inDoubt, List<Payloads.Verdict> verdicts) {
    List<Address> told = verdicts.stream().map(Payloads.Verdict::address).toList();
    List<String> missing =
        inDoubt.stream().filter(it -> !told.contains(it)).map(Address::text).toList();
    List<String> strange =
        told.stream().filter(it -> !inDoubt.contains(it)).map(Address::text).toList();
    List<String> twice =
        told.stream()
            .filter(it -> Collections.frequency(told, it) > 1)
            .distinct()
            .map(Address::text)
            .toList();
    if (!twice.isEmpty()) {
      return "there is more than one verdict for " + String.join(", ", twice);
    }
    if (!missing.isEmpty()) {
      return "there is no verdict for " + String.join(", ", missing);
    }
    return strange.isEmpty() ? null : String.join(", ", strange) + " is not in doubt";
  }
}
