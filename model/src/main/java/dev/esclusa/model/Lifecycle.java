package dev.esclusa.model;

import dev.esclusa.model.Change.Applied;
import dev.esclusa.model.Change.Applying;
import dev.esclusa.model.Change.Approved;
import dev.esclusa.model.Change.AwaitingApproval;
import dev.esclusa.model.Change.InDoubt;
import dev.esclusa.model.Change.Planned;
import dev.esclusa.model.Change.Proposed;
import dev.esclusa.model.Change.Proven;
import dev.esclusa.model.Change.Settled;
import dev.esclusa.model.Change.Standing;
import dev.esclusa.model.Fact.AdmissionRefused;
import dev.esclusa.model.Fact.ApplyFinished;
import dev.esclusa.model.Fact.ApplyStarted;
import dev.esclusa.model.Fact.ApprovalCarried;
import dev.esclusa.model.Fact.ApprovalGranted;
import dev.esclusa.model.Fact.ApprovalLapsed;
import dev.esclusa.model.Fact.ChangeProposed;
import dev.esclusa.model.Fact.ChangeStopped;
import dev.esclusa.model.Fact.EvidenceSealed;
import dev.esclusa.model.Fact.PlanComputed;
import dev.esclusa.model.Fact.PolicyDecided;
import dev.esclusa.model.Fact.RecoveryDecided;
import dev.esclusa.model.Fact.ResultVerified;
import dev.esclusa.model.Fact.RunnerLost;
import dev.esclusa.model.Fact.StepFinished;
import dev.esclusa.model.Fact.StepStarted;
import java.util.List;

/** The product on one page: which fact moves which state where. */
public final class Lifecycle {
  private Lifecycle() {}

  /** The change that begins with a first fact. */
  public static Change begin(Fact.OfChange fact) {
    if (fact instanceof ChangeProposed proposed) {
      return new Proposed(proposed);
    }
    throw new IllegalMove("a change begins with change-proposed, not " + Envelope.typeOf(fact));
  }

  /**
   * The state after a fact.
   *
   * @throws IllegalMove when the fact does not follow from the state
   */
  public static Change next(Change change, Fact.OfChange fact) {
    return switch (change) {
      case Proposed it ->
          switch (fact) {
            case PlanComputed f -> it.planned(f);
            case ChangeStopped f -> it.stopped(f);
            default -> throw illegal(change, fact);
          };
      case Planned it ->
          switch (fact) {
            case PolicyDecided f -> it.decided(f);
            case ChangeStopped f -> it.stopped(f);
            default -> throw illegal(change, fact);
          };
      case AwaitingApproval it ->
          switch (fact) {
            case ApprovalGranted f -> it.granted(Standing.of(f));
            case ApprovalCarried f -> it.granted(Standing.of(f));
            case ApprovalLapsed f -> it.lapsed(f);
            case ChangeStopped f -> it.stopped(f);
            default -> throw illegal(change, fact);
          };
      case Approved it ->
          switch (fact) {
            case ApprovalGranted f -> it.granted(Standing.of(f));
            case ApprovalLapsed f -> it.lapsed(f);
            case AdmissionRefused f -> it.refused(f);
            case ApplyStarted f -> it.applying(f);
            case ChangeStopped f -> it.stopped(f);
            default -> throw illegal(change, fact);
          };
      case Applying it ->
          switch (fact) {
            case StepStarted f -> it.stepStarted(f);
            case StepFinished f -> it.stepFinished(f);
            case ApplyFinished f -> it.finished(f);
            case RunnerLost f -> it.runnerLost(f);
            default -> throw illegal(change, fact);
          };
      case InDoubt it ->
          switch (fact) {
            case RecoveryDecided f -> it.recovered(f);
            default -> throw illegal(change, fact);
          };
      case Applied it ->
          switch (fact) {
            case ResultVerified f -> it.verified(f);
            default -> throw illegal(change, fact);
          };
      case Settled it ->
          switch (fact) {
            case EvidenceSealed f -> it.proven(f);
            default -> throw illegal(change, fact);
          };
      case Proven _ -> throw illegal(change, fact);
    };
  }

  /** The fold: the state that a whole stream of facts leads to. */
  public static Change fold(List<? extends Fact.OfChange> facts) {
    if (facts.isEmpty()) {
      throw new IllegalMove("a change has at least one fact");
    }
    Change change = begin(facts.getFirst());
    for (Fact.OfChange fact : facts.subList(1, facts.size())) {
      change = next(change, fact);
    }
    return change;
  }

  private static IllegalMove illegal(Change change, Fact fact) {
    return new IllegalMove(
        "change "
            + change.id()
            + " is "
            + change.state()
            + "; "
            + Envelope.typeOf(fact)
            + " does not follow");
  }
}
