package dev.esclusa.cli;

import dev.esclusa.model.Drift;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Verification;
import dev.esclusa.model.Waiver;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shapes in which the server answers. A missing list is empty; keys we do not know are skipped.
 */
public final class Api {
  private Api() {}

  /**
   * One change on one line.
   *
   * @param target name
   * @param intent kind, e.g. {@code follow}
   * @param waitsFor who is still asked, e.g. {@code 1 of platform (rule prod)}
   */
  public record ChangeSummary(
      String id,
      String target,
      String state,
      String intent,
      @Nullable String commit,
      @Nullable String subject,
      @Nullable String broughtBy,
      @Nullable String risk,
      Instant proposedAt,
      Instant movedAt,
      @Nullable String reason,
      @Nullable String stopCause,
      @Nullable String outcome,
      @Nullable String health,
      List<String> waitsFor) {}

  /**
   * Newest first.
   *
   * @param next what {@code before} asks for the following page; absent on the last
   */
  public record ChangePage(List<ChangeSummary> items, @Nullable String next) {}

  /** One fact of a change, in words. */
  public record FactLine(
      long index, String type, Instant at, @Nullable String actor, String words) {}

  /**
   * How many of a team a rule asks for.
   *
   * @param have how many have approved
   */
  public record Asked(String rule, String team, int count, int have) {}

  /**
   * An approval that stands.
   *
   * @param carriedFrom the proposal's change, where it was approved there
   */
  public record Given(
      String approver,
      List<String> rules,
      Instant expiresAt,
      @Nullable String method,
      @Nullable String carriedFrom) {}

  /**
   * One step of the apply.
   *
   * @param address the text of an address, or an address
   * @param end absent while it runs
   * @param because why nothing was done, or what nobody knows
   */
  public record StepLine(
      int index,
      String action,
      Value address,
      @Nullable String end,
      @Nullable Problem problem,
      @Nullable String because) {}

  /**
   * All of one change but its plan and its decision, which travel as the stored bytes.
   *
   * @param lane where it waits for the lane of its target, if it does
   * @param because why it was stopped, or is in doubt: of one that became stale, what moved
   * @param inShadow what rules found that are tried and do not decide yet
   * @param waivers the exceptions that its decision counts on, each with its end
   */
  public record ChangeView(
      ChangeSummary summary,
      List<FactLine> facts,
      List<Asked> required,
      List<Given> approvals,
      List<Finding> findings,
      @Nullable Problem admissionRefused,
      List<StepLine> steps,
      @Nullable Verification verification,
      List<Problem> problems,
      @Nullable String supersedes,
      @Nullable String supersededBy,
      List<String> confirmDeletions,
      @Nullable String planHash,
      @Nullable String decisionHash,
      @Nullable String desiredHash,
      @Nullable String configHash,
      List<String> inDoubt,
      @Nullable Waiting lane,
      @Nullable String because,
      List<Finding> inShadow,
      List<Waiver> waivers) {}

  /**
   * A change that waits for the lane of its target, first in, first out.
   *
   * @param position from 1
   * @param of how many wait
   * @param reasons why it does not go now; none when its turn has come
   */
  public record Waiting(
      String change,
      @Nullable String intent,
      int position,
      int of,
      Instant since,
      List<String> reasons) {}

  /** Who has a lane, and who waits for it. */
  public record Lane(@Nullable Holder holder, List<Waiting> waiting) {}

  /**
   * The change that has a lane.
   *
   * @param state applying or in-doubt
   * @param words what it does there and since when; of one in doubt, what leads out
   */
  public record Holder(String change, String state, Instant since, String words) {}

  /** One object that an engine is at, or was. */
  public record Progress(String address, String action, String state, long seconds) {}

  /** What an engine has done so far, in its order. */
  public record ProgressPage(List<Progress> items) {}

  /** One link of the chain from cause to state. */
  public record Link(@Nullable Instant at, String words, @Nullable String link) {}

  /**
   * A recorded decision beside the same one made again.
   *
   * @param differences in words; none when the hashes are equal
   */
  public record Replay(
      String change,
      String configuration,
      String recorded,
      String again,
      boolean sameVerdict,
      List<String> differences) {}

  /** Oldest first. */
  public record Chain(List<Link> chain) {}

  /** Which change brought a target where it is. */
  public record InPlace(@Nullable String change, @Nullable String commit, @Nullable Instant at) {}

  /**
   * One target and what is going on there.
   *
   * @param contested episodes of drift that are healed no more
   */
  public record TargetView(
      String uid,
      String name,
      String project,
      String environment,
      String owner,
      @Nullable String authority,
      @Nullable String riskTier,
      @Nullable Map<String, String> place,
      @Nullable InPlace inPlace,
      List<ChangeSummary> open,
      List<Drift> drift,
      List<String> contested,
      boolean paused,
      @Nullable Instant pinnedUntil,
      int objects,
      @Nullable Lane lane) {}

  /** What a rule found in the changes that it was asked about. */
  public record Found(int judged, int changes, int findings, @Nullable Instant lastFoundAt) {}

  /**
   * One rule of a pack.
   *
   * @param stands decides, in-shadow or gone
   */
  public record RuleTally(String rule, String stands, Found deciding, Found inShadow) {
    /** As it stands now. */
    Found now() {
      return stands.equals("in-shadow") ? inShadow : deciding;
    }
  }

  /**
   * @param judged changes in which the pack was asked
   */
  public record PackTally(String pack, int judged, List<RuleTally> rules) {}

  /** Packs in force, and those that were. */
  public record PackList(List<PackTally> items) {}

  /** An apply that was admitted under a waiver. */
  public record WaiverUse(String change, String target, Instant at) {}

  /**
   * @param declared absent where the configuration in force has it no more
   */
  public record WaiverView(
      String waiver,
      @Nullable Waiver declared,
      int useCount,
      @Nullable Instant lastUsedAt,
      List<WaiverUse> uses) {}

  /** Waivers in force, and those that were used. */
  public record WaiverList(List<WaiverView> items) {}

  /** All targets that the caller may read. */
  public record TargetList(List<TargetView> items) {}

  /**
   * One entry of the log.
   *
   * @param leaf its bytes in base64
   * @param envelope what they say
   */
  public record JournalEntry(long index, String leaf, Value envelope) {}

  /**
   * @param size how many entries the whole log has
   */
  public record JournalPage(List<JournalEntry> items, long size) {}

  /** Something that does not get on and is tried again. */
  public record Trouble(String kind, String key, int attempt, @Nullable Problem problem) {}

  /**
   * How the installation is.
   *
   * @param installation absent before its first commit is pinned
   */
  public record Status(
      @Nullable String installation,
      @Nullable String configurationCommit,
      @Nullable String genesis,
      boolean paused,
      List<Problem> configurationProblems,
      List<String> haltedPlaces,
      long logSize,
      long witnessedSize,
      @Nullable Problem logTrouble,
      List<Trouble> troubles) {}

  /**
   * One version of a stack's state.
   *
   * @param origin written by an engine, or replaced by a verdict
   * @param current whether it is the newest
   * @param applied whether it was the last that was accepted as applied
   * @param kept whether its content is still there
   */
  public record StateVersion(
      long number,
      long serial,
      String lineage,
      @Nullable String engineVersion,
      String origin,
      String run,
      Instant writtenAt,
      String digest,
      long sizeBytes,
      boolean current,
      boolean applied,
      boolean kept) {}

  /** Who holds the lock on a state; what the holder said of itself is not checked. */
  public record StateLock(
      String id,
      String run,
      @Nullable String operation,
      @Nullable String who,
      Instant since,
      String words) {}

  /**
   * A run that may use a state now.
   *
   * @param right read or write
   */
  public record StateRun(String run, String right, long fencingToken, Instant issuedAt) {}

  /** A refused request of an engine, or a verdict. */
  public record StateIncident(
      Instant at, String kind, @Nullable String run, @Nullable String code, String words) {}

  /**
   * The state of one stack; versions and incidents newest first.
   *
   * @param fence writers with a lower fencing token are refused
   * @param size how many versions there are in all
   */
  public record States(
      String target,
      String uid,
      long fence,
      @Nullable StateLock lock,
      List<StateRun> openRuns,
      List<StateVersion> items,
      int size,
      List<StateIncident> incidents) {}

  /**
   * One resource as a state records it.
   *
   * @param status e.g. {@code tainted}; absent when there is nothing to say
   * @param attributes with masks in the place of secrets
   */
  public record StateResource(
      String address, String type, @Nullable String status, Value attributes) {}

  /** One output, masked where it is secret. */
  public record StateOutput(String name, Value value) {}

  /** What one version holds. */
  public record StateContent(
      String target,
      StateVersion version,
      List<StateResource> resources,
      List<StateOutput> outputs) {}

  /** One place that differs; of secrets only digests are told. */
  public record StateField(
      String pointer, @Nullable Value before, @Nullable Value after, boolean sensitive) {}

  /**
   * One resource or output that differs.
   *
   * @param address of an output {@code output.NAME}
   * @param action create, update or delete
   */
  public record StateChange(String address, String action, List<StateField> fields) {}

  /** How two versions differ. */
  public record StateDiff(
      String target, StateVersion from, StateVersion to, List<StateChange> changes) {}

  /** Whom the server takes the caller for. */
  public record Caller(String principal, List<String> teams) {}

  /** How many payloads are gone. */
  public record Erased(long erased) {}

  /**
   * What Git would have to say so that a drift is none.
   *
   * @param patch a unified difference; empty where no line of Git can be named
   * @param notes what a person has to do beside it
   */
  public record Adoption(@Nullable String patch, List<String> notes) {}

  /** The name of a change that was just proposed. */
  public record Opened(String change) {}

  /** A fact the moment it was written. */
  public record Event(
      long index,
      @Nullable String change,
      @Nullable String target,
      String type,
      @Nullable String state,
      @Nullable Instant at,
      String words) {}
}
