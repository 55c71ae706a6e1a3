package dev.esclusa.model;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened, as far as the fold needs it. Facts carry hashes, verdicts and ids; names, reasons
 * and contents travel in the payload beside them. A component once released keeps its name and
 * meaning for ever; what needs another shape gets a new version (DESIGN 1.6).
 */
public sealed interface Fact {
  /** A fact of one change: it moves the change, or completes its state. */
  sealed interface OfChange extends Fact {}

  /** A fact of one target that no change carries. */
  sealed interface OfTarget extends Fact {}

  /** A fact of the whole installation. */
  sealed interface OfInstallation extends Fact {}

  /** Bumped when a fact's components change; readers of all versions stay. */
  default int version() {
    return 1;
  }

  // --- changes, in the order of their lives ---

  /**
   * @param supersedes the change that this one replaces
   * @param cause the change or episode that led to it
   * @param broughtBy who brought the revision; absent when unknown
   * @param authors everyone whose hand is in it
   */
  record ChangeProposed(
      ChangeId change,
      TargetUid target,
      Intent intent,
      Digest desiredHash,
      Digest configHash,
      @Nullable PersonId broughtBy,
      List<PersonId> authors,
      @Nullable ChangeId supersedes,
      @Nullable String cause)
      implements OfChange {
    public ChangeProposed {
      authors = List.copyOf(authors);
    }
  }

  record PlanComputed(
      Digest planHash,
      Digest desiredHash,
      Digest configHash,
      Risk.Level risk,
      boolean destructive,
      int objects)
      implements OfChange {}

  /**
   * @param quorum how many persons each requirement of the decision asks for, in its order; which
   *     rules and teams these are the decision tells, which its hash binds
   */
  record PolicyDecided(
      PolicyDecision.Outcome outcome,
      List<Integer> quorum,
      Digest decisionHash,
      Digest verdictHash,
      Digest packHash)
      implements OfChange {
    public PolicyDecided {
      quorum = List.copyOf(quorum);
      if (quorum.size() > PolicyDecision.MAX_REQUIREMENTS) {
        throw new ModelException(
            "an entry holds "
                + PolicyDecision.MAX_REQUIREMENTS
                + " requirements, not "
                + quorum.size());
      }
    }
  }

  /**
   * @param answers the requirements of the decision that it answers, by their index
   */
  record ApprovalGranted(
      Digest binding, PersonId approver, List<Integer> answers, Instant expiresAt)
      implements OfChange {
    public ApprovalGranted {
      answers = List.copyOf(answers);
    }
  }

  /** An approval of a proposal that counts for what was merged from it. */
  record ApprovalCarried(
      ChangeId from, Digest binding, PersonId approver, List<Integer> answers, Instant expiresAt)
      implements OfChange {
    public ApprovalCarried {
      answers = List.copyOf(answers);
    }
  }

  record ApprovalLapsed(Digest binding, Lapse cause) implements OfChange {
    /** Why an approval no longer counts. */
    public enum Lapse {
      EXPIRED,
      REVOKED
    }
  }

  /**
   * @param code of the problem that the payload tells
   */
  record AdmissionRefused(String code) implements OfChange {}

  /**
   * Consumes every standing approval: no other apply may use one of them again.
   *
   * @param approvals how many stood
   * @param consumed {@link #consumedOf} their bindings; one digest, so that a big quorum fits
   */
  record ApplyStarted(
      Digest admission, String holder, long fencingToken, int approvals, Digest consumed)
      implements OfChange {
    /** Digest over the bindings' hashes in rising order. */
    public static Digest consumedOf(Collection<Digest> bindings) {
      List<Value> sorted =
          bindings.stream().sorted().<Value>map(it -> Value.of(it.toString())).toList();
      return Canonical.hash("esclusa/consumed/v1", new Value.Sequence(sorted));
    }
  }

  /** Written before the effect. */
  record StepStarted(int index, Action action, Digest address) implements OfChange {}

  record StepFinished(int index, StepEnd end, @Nullable String code) implements OfChange {
    /** How a step ended. */
    public enum StepEnd {
      DONE,
      FAILED,
      SKIPPED,
      STALE,
      UNKNOWN
    }
  }

  record ApplyFinished(ApplyResult.Outcome outcome) implements OfChange {}

  record RunnerLost(long fencingToken) implements OfChange {}

  /**
   * @param outcome with {@link Verdict#SETTLED}: how the apply is taken to have ended
   */
  record RecoveryDecided(
      Verdict verdict,
      @Nullable String holder,
      long fencingToken,
      ApplyResult.@Nullable Outcome outcome)
      implements OfChange {
    /** What to do with an apply in doubt. */
    public enum Verdict {
      RESUME,
      SETTLED
    }
  }

  record ResultVerified(Health health, Verification.DriftAfter drift, boolean overtaken)
      implements OfChange {}

  record ChangeStopped(Stop cause, @Nullable ChangeId supersededBy) implements OfChange {
    /** Why a change ended before it touched anything. */
    public enum Stop {
      NOTHING_TO_DO,
      SUPERSEDED,
      REJECTED,
      WITHDRAWN,
      EXPIRED,
      FAILED
    }
  }

  /**
   * @param statement digest of the sealed statement of the whole change
   */
  record EvidenceSealed(Digest statement) implements OfChange {}

  // --- targets ---

  record TargetRegistered(TargetUid target, Digest name) implements OfTarget {}

  record TargetRemoved(TargetUid target) implements OfTarget {}

  record TargetPaused(TargetUid target, PersonId by) implements OfTarget {}

  record TargetResumed(TargetUid target, PersonId by) implements OfTarget {}

  /** Which objects the target owns after an apply; the addresses are the payload. */
  record InventoryRecorded(TargetUid target, ChangeId change, Digest inventory, int objects)
      implements OfTarget {}

  record DriftOpened(
      TargetUid target, EpisodeId episode, Digest address, Drift.Cause cause, Digest fields)
      implements OfTarget {}

  record DriftClosed(TargetUid target, EpisodeId episode) implements OfTarget {}

  /** The same fields were healed three times in ten minutes; healing stops. */
  record DriftContested(TargetUid target, EpisodeId episode, Digest fields, int count)
      implements OfTarget {}

  // --- installation ---

  /** The first commit of the root repository and the keys that signed for it. */
  record GenesisPinned(String commit, Digest signers, String installation)
      implements OfInstallation {}

  record ConfigurationActivated(String commit, Digest configuration, @Nullable ChangeId change)
      implements OfInstallation {}

  record ConfigurationRefused(String commit, String code) implements OfInstallation {}

  record AllPaused(PersonId by) implements OfInstallation {}

  record AllResumed(PersonId by) implements OfInstallation {}

  record FormatActivated(String type, int typeVersion) implements OfInstallation {}

  record LogContinued(Digest previousRoot, long previousSize) implements OfInstallation {}

  record KeyRotated(String purpose, Digest key) implements OfInstallation {}

  /** Too many targets of one place drift at once: the observer is doubted, healing halts. */
  record HealingHalted(String place, int drifted, int all) implements OfInstallation {}

  record HealingResumed(String place, PersonId by) implements OfInstallation {}

  /** Payloads of a proven change are gone; the leaves stay. */
  record PayloadsErased(ChangeId change, PersonId by, int payloads) implements OfInstallation {}
}
