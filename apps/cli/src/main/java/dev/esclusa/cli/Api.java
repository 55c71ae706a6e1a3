package dev.esclusa.cli;

import dev.esclusa.model.Drift;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Verification;
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
   */
  public record StepLine(
      int index, String action, Value address, @Nullable String end, @Nullable Problem problem) {}

  /** All of one change but its plan and its decision, which travel as the stored bytes. */
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
      @Nullable String configHash) {}

  /** One link of the chain from cause to state. */
  public record Link(@Nullable Instant at, String words, @Nullable String link) {}

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
      int objects) {}

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

  /** Whom the server takes the caller for. */
  public record Caller(String principal, List<String> teams) {}

  /** How many payloads are gone. */
  public record Erased(long erased) {}

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
