package dev.esclusa.model;

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
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One move of one target, in the state it has reached. Each state is the state before it plus the
 * fact that moved it, so what a state needs to have happened has happened. The states' methods are
 * the only ways on; {@link Lifecycle} is the whole picture.
 */
public sealed interface Change {
  /** The first fact, which every state still holds. */
  ChangeProposed proposed();

  default ChangeId id() {
    return proposed().change();
  }

  default TargetUid target() {
    return proposed().target();
  }

  default Intent intent() {
    return proposed().intent();
  }

  /** {@code awaiting-approval}. */
  default String state() {
    return Kebab.of(getClass());
  }

  /** Nothing in the world has been touched for it yet. */
  sealed interface Untouched extends Change {
    default Stopped stopped(ChangeStopped fact) {
      return new Stopped(this, fact);
    }
  }

  /** It will move no further but for its evidence. */
  sealed interface Settled extends Change {
    default Proven proven(EvidenceSealed fact) {
      return new Proven(this, fact);
    }
  }

  /** It has a plan that was judged. */
  sealed interface Judged extends Change {
    Planned planned();

    PolicyDecided decided();

    default PlanComputed plan() {
      return planned().by();
    }
  }

  /** An approval that counts: granted here, or carried from a proposal. */
  record Standing(
      Digest binding,
      PersonId approver,
      List<Integer> answers,
      Instant expiresAt,
      @Nullable ChangeId carriedFrom) {
    public Standing {
      answers = List.copyOf(answers);
    }

    static Standing of(ApprovalGranted fact) {
      return new Standing(fact.binding(), fact.approver(), fact.answers(), fact.expiresAt(), null);
    }

    static Standing of(ApprovalCarried fact) {
      return new Standing(
          fact.binding(), fact.approver(), fact.answers(), fact.expiresAt(), fact.from());
    }
  }

  record Proposed(ChangeProposed proposed) implements Untouched {
    public Planned planned(PlanComputed fact) {
      return new Planned(this, fact);
    }
  }

  record Planned(Proposed was, PlanComputed by) implements Untouched {
    @Override
    public ChangeProposed proposed() {
      return was.proposed();
    }

    public Change decided(PolicyDecided fact) {
      return switch (fact.outcome()) {
        case DENY -> new Denied(this, fact);
        case ALLOW -> new Approved(this, fact, List.of(), null);
        case REQUIRE_APPROVAL -> new AwaitingApproval(this, fact, List.of());
      };
    }
  }

  record Denied(Planned planned, PolicyDecided decided) implements Settled, Judged {
    @Override
    public ChangeProposed proposed() {
      return planned.proposed();
    }
  }

  record AwaitingApproval(Planned planned, PolicyDecided decided, List<Standing> approvals)
      implements Untouched, Judged {
    public AwaitingApproval {
      approvals = List.copyOf(approvals);
      if (missing(decided, approvals).isEmpty()) {
        throw new ModelException("a change whose requirements are met does not wait for approval");
      }
    }

    @Override
    public ChangeProposed proposed() {
      return planned.proposed();
    }

    /** Which requirements of the decision are not met, by their index. */
    public List<Integer> missing() {
      return missing(decided, approvals);
    }

    public Change granted(Standing approval) {
      return withApprovals(planned, decided, plus(approvals, approval));
    }

    public Change lapsed(ApprovalLapsed fact) {
      return withApprovals(planned, decided, minus(approvals, fact));
    }

    static Change withApprovals(Planned planned, PolicyDecided decided, List<Standing> approvals) {
      return missing(decided, approvals).isEmpty()
          ? new Approved(planned, decided, approvals, null)
          : new AwaitingApproval(planned, decided, approvals);
    }

    private static List<Standing> plus(List<Standing> all, Standing one) {
      boolean sameBinding = all.stream().anyMatch(it -> it.binding().equals(one.binding()));
      if (sameBinding) {
        throw new IllegalMove("approval " + one.binding() + " is counted already");
      }
      List<Standing> more = new ArrayList<>(all);
      more.add(one);
      return more;
    }

    static List<Standing> minus(List<Standing> all, ApprovalLapsed fact) {
      List<Standing> fewer =
          all.stream().filter(it -> !it.binding().equals(fact.binding())).toList();
      if (fewer.size() == all.size()) {
        throw new IllegalMove("no approval " + fact.binding() + " stands that could lapse");
      }
      return fewer;
    }

    /** Counts distinct persons for each requirement. */
    static List<Integer> missing(PolicyDecided decided, List<Standing> approvals) {
      return IntStream.range(0, decided.quorum().size())
          .filter(index -> persons(approvals, index) < decided.quorum().get(index))
          .boxed()
          .toList();
    }
  }

  /** How many distinct persons answer a requirement. */
  static long persons(List<Standing> approvals, int requirement) {
    return approvals.stream()
        .filter(it -> it.answers().contains(requirement))
        .map(Standing::approver)
        .distinct()
        .count();
  }

  /**
   * @param refused the newest refusal of admission; it does not end the change
   */
  record Approved(
      Planned planned,
      PolicyDecided decided,
      List<Standing> approvals,
      @Nullable AdmissionRefused refused)
      implements Untouched, Judged {
    public Approved {
      approvals = List.copyOf(approvals);
      if (decided.outcome() == PolicyDecision.Outcome.DENY
          || !AwaitingApproval.missing(decided, approvals).isEmpty()) {
        throw new ModelException(
            "an approved change has every approval that its decision asks for");
      }
    }

    @Override
    public ChangeProposed proposed() {
      return planned.proposed();
    }

    public Change lapsed(ApprovalLapsed fact) {
      return AwaitingApproval.withApprovals(
          planned, decided, AwaitingApproval.minus(approvals, fact));
    }

    /** One more than was asked for. */
    public Approved granted(Standing approval) {
      return new Approved(planned, decided, AwaitingApproval.plus(approvals, approval), refused);
    }

    public Approved refused(AdmissionRefused fact) {
      return new Approved(planned, decided, approvals, fact);
    }

    public Applying applying(ApplyStarted fact) {
      List<Digest> standing = approvals.stream().map(Standing::binding).toList();
      if (fact.approvals() != standing.size()
          || !fact.consumed().equals(ApplyStarted.consumedOf(standing))) {
        throw new IllegalMove("an apply consumes exactly the approvals that stand");
      }
      return new Applying(this, fact, List.of(), null);
    }
  }

  /** A step as far as it is known. */
  record Step(StepStarted started, @Nullable StepFinished finished) {
    /** Whether its end is known: that nobody knows how it ended may be mended by who finds out. */
    public boolean known() {
      return finished != null && finished.end() != StepFinished.StepEnd.UNKNOWN;
    }
  }

  /**
   * @param resumed the recovery under which it goes on, where its runner was lost
   */
  record Applying(
      Approved was, ApplyStarted started, List<Step> steps, @Nullable RecoveryDecided resumed)
      implements Judged {
    public Applying {
      steps = List.copyOf(steps);
    }

    @Override
    public ChangeProposed proposed() {
      return was.proposed();
    }

    @Override
    public Planned planned() {
      return was.planned();
    }

    @Override
    public PolicyDecided decided() {
      return was.decided();
    }

    /** The token under which its runner writes now. */
    public long fencingToken() {
      return resumed == null ? started.fencingToken() : resumed.fencingToken();
    }

    public Applying stepStarted(StepStarted fact) {
      List<Step> more = new ArrayList<>(steps);
      int at = indexOf(fact.index());
      if (at < 0) {
        more.add(new Step(fact, null));
      } else if (resumed != null) {
        more.set(at, new Step(fact, null)); // taken up again after a crash
      } else {
        throw new IllegalMove("step " + fact.index() + " has started already");
      }
      return new Applying(was, started, more, resumed);
    }

    public Applying stepFinished(StepFinished fact) {
      int at = indexOf(fact.index());
      if (at < 0 || steps.get(at).known()) {
        throw new IllegalMove("step " + fact.index() + " is not under way");
      }
      List<Step> more = new ArrayList<>(steps);
      more.set(at, new Step(steps.get(at).started(), fact));
      return new Applying(was, started, more, resumed);
    }

    private int indexOf(int step) {
      for (int i = 0; i < steps.size(); i++) {
        if (steps.get(i).started().index() == step) {
          return i;
        }
      }
      return -1;
    }

    public Applied finished(ApplyFinished fact) {
      return new Applied(this, fact.outcome());
    }

    public InDoubt runnerLost(RunnerLost fact) {
      if (fact.fencingToken() != fencingToken()) {
        throw new IllegalMove("the runner with token " + fact.fencingToken() + " does not run it");
      }
      return new InDoubt(this, fact);
    }
  }

  record InDoubt(Applying was, RunnerLost lost) implements Judged {
    @Override
    public ChangeProposed proposed() {
      return was.proposed();
    }

    @Override
    public Planned planned() {
      return was.planned();
    }

    @Override
    public PolicyDecided decided() {
      return was.decided();
    }

    public Change recovered(RecoveryDecided fact) {
      ApplyResult.Outcome outcome = fact.outcome();
      return switch (fact.verdict()) {
        case RESUME -> {
          if (fact.fencingToken() <= was.fencingToken()) {
            throw new IllegalMove("a recovery runs under a newer token than " + was.fencingToken());
          }
          yield new Applying(was.was(), was.started(), was.steps(), fact);
        }
        case SETTLED -> {
          if (outcome == null) {
            throw new IllegalMove("a settled recovery says how the apply ended");
          }
          yield new Applied(was, outcome);
        }
      };
    }
  }

  record Applied(Applying was, ApplyResult.Outcome outcome) implements Judged {
    @Override
    public ChangeProposed proposed() {
      return was.proposed();
    }

    @Override
    public Planned planned() {
      return was.planned();
    }

    @Override
    public PolicyDecided decided() {
      return was.decided();
    }

    public Verified verified(ResultVerified fact) {
      return new Verified(this, fact);
    }
  }

  record Verified(Applied was, ResultVerified by) implements Settled, Judged {
    @Override
    public ChangeProposed proposed() {
      return was.proposed();
    }

    @Override
    public Planned planned() {
      return was.planned();
    }

    @Override
    public PolicyDecided decided() {
      return was.decided();
    }
  }

  record Stopped(Untouched was, ChangeStopped by) implements Settled {
    @Override
    public ChangeProposed proposed() {
      return was.proposed();
    }
  }

  record Proven(Settled was, EvidenceSealed by) implements Change {
    @Override
    public ChangeProposed proposed() {
      return was.proposed();
    }
  }
}
