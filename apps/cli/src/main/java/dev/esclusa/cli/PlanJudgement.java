package dev.esclusa.cli;

import dev.esclusa.terraform.ChangedLeaf;
import dev.esclusa.terraform.CheckResult;
import dev.esclusa.terraform.DriftFinding;
import dev.esclusa.terraform.DriftReport;
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.OutputChange;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.terraform.PlanHash;
import dev.esclusa.terraform.ResourceChange;
import dev.esclusa.terraform.RiskFact;
import dev.esclusa.terraform.RiskFacts;
import dev.esclusa.terraform.Secrets;
import dev.esclusa.terraform.Step;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a plan says and how dangerous it is, as far as the plan alone tells; every secret is hidden.
 *
 * @param obstacles why nobody could approve it; empty when somebody could
 * @param refreshOnly whether an apply would only write reality into the state
 * @param risk of the weightiest reason: {@code low medium high critical}
 * @param moreReasons how many found no room
 * @param drift what the engine saw since it looked last; no accepted baseline is known here
 * @param unapplied addresses that an apply would change though they did not drift
 * @param planHash over the meaning: equal for plans that do the same. Secrets enter as hidden ones,
 *     so it is not the hash that an installation computes under its key
 */
record PlanJudgement(
    String file,
    String engineVersion,
    List<String> obstacles,
    boolean refreshOnly,
    String summary,
    List<String> blastRadius,
    List<Change> changes,
    List<FailedCheck> failedChecks,
    String risk,
    List<Reason> reasons,
    int moreReasons,
    List<DriftedPlace> drift,
    List<String> unapplied,
    String planHash,
    List<String> policyFailures,
    List<String> policyWarnings) {

  /**
   * One object or output that an apply touches.
   *
   * @param kind {@code change}, {@code deferred} or {@code output}
   * @param forcedBy the attributes that make it a replacement
   */
  record Change(
      String kind,
      String address,
      @Nullable String deposed,
      String action,
      @Nullable String movedFrom,
      boolean imported,
      @Nullable String importId,
      @Nullable String reason,
      List<String> forcedBy,
      List<Field> fields) {}

  /** One place of an object. */
  record Field(
      String pointer,
      @Nullable Value before,
      @Nullable Value after,
      boolean unknown,
      boolean sensitive) {
    static Field of(ChangedLeaf leaf) {
      return new Field(
          leaf.pointer().toString(),
          leaf.before(),
          leaf.unknown() ? null : leaf.after(),
          leaf.unknown(),
          leaf.sensitive());
    }
  }

  /** A check block or condition that did not hold; the engine goes on all the same. */
  record FailedCheck(String address, String status, List<String> problems) {}

  /** Something a person should weigh. */
  record Reason(String level, String kind, String text) {}

  /**
   * A place where reality is not what the state said.
   *
   * @param effect {@code undone-by-apply}, {@code not-undone} or {@code unknown}
   */
  record DriftedPlace(
      String address,
      String attribute,
      String effect,
      String level,
      String cause,
      String text,
      List<Field> fields) {}

  PlanJudgement with(List<String> failures, List<String> warnings) {
    return new PlanJudgement(
        file,
        engineVersion,
        obstacles,
        refreshOnly,
        summary,
        blastRadius,
        changes,
        failedChecks,
        risk,
        reasons,
        moreReasons,
        drift,
        unapplied,
        planHash,
        failures,
        warnings);
  }

  static PlanJudgement of(String file, PlanDocument plan, Secrets secrets) {
    PlanHash hash = PlanHash.of(plan, secrets, Masking.HIDDEN);
    RiskFacts risk = RiskFacts.of(plan);
    DriftReport drift = DriftReport.of(plan, null, List.of(), secrets, Masking.HIDDEN);
    UnaryOperator<String> scrub = secrets.scrubber();
    return new PlanJudgement(
        file,
        plan.engineVersion(),
        obstacles(plan, hash),
        !plan.listsChanges(),
        risk.summary().text(),
        risk.summary().blastRadius(),
        changes(plan, hash, scrub),
        failedChecks(plan, scrub),
        word(risk.worst()),
        risk.facts().stream().map(PlanJudgement::reason).toList(),
        risk.omitted(),
        drift.findings().stream().map(PlanJudgement::drifted).toList(),
        drift.unapplied(),
        hash.digest().toString(),
        List.of(),
        List.of());
  }

  /** That there is nothing to apply is no reproach to a plan. */
  private static List<String> obstacles(PlanDocument plan, PlanHash hash) {
    return hash.entries().isEmpty() && !plan.errored() ? List.of() : plan.obstacles();
  }

  private static List<Change> changes(
      PlanDocument plan, PlanHash hash, UnaryOperator<String> scrub) {
    Map<String, List<ChangedLeaf>> leaves = new HashMap<>();
    hash.entries()
        .forEach(it -> leaves.put(key(it.kind(), it.address(), it.deposed()), it.leaves()));
    List<Change> all = new ArrayList<>();
    for (ResourceChange change : plan.changes()) {
      if (!change.pureNoOp()) {
        all.add(change("change", change, leaves, scrub));
      }
    }
    for (ResourceChange change : plan.deferred()) {
      all.add(change("deferred", change, leaves, scrub));
    }
    for (OutputChange output : plan.outputs()) {
      if (output.step() != Step.NO_OP) {
        all.add(output(output, leaves));
      }
    }
    return all;
  }

  private static Change change(
      String kind,
      ResourceChange change,
      Map<String, List<ChangedLeaf>> leaves,
      UnaryOperator<String> scrub) {
    String importId = change.importingId();
    return new Change(
        kind,
        change.address(),
        change.deposed(),
        action(change.step(), change.actions()),
        change.moved() ? change.previousAddress() : null,
        change.importing(),
        importId == null ? null : scrub.apply(importId),
        change.actionReason(),
        change.replacePaths().stream().map(Pointer::toString).distinct().toList(),
        fields(change.step(), leaves.get(key(kind, change.address(), change.deposed()))));
  }

  private static Change output(OutputChange output, Map<String, List<ChangedLeaf>> leaves) {
    String address = "output." + output.name();
    return new Change(
        "output",
        address,
        null,
        action(output.step(), output.actions()),
        null,
        false,
        null,
        null,
        List.of(),
        fields(output.step(), leaves.get(key("output", address, null))));
  }

  /** What goes away goes as a whole. */
  private static List<Field> fields(Step step, @Nullable List<ChangedLeaf> leaves) {
    return leaves == null || step == Step.DELETE || step == Step.FORGET
        ? List.of()
        : leaves.stream().map(Field::of).toList();
  }

  private static String action(Step step, List<String> actions) {
    return switch (step) {
      case NO_OP -> "keep";
      case CREATE -> "create";
      case READ -> "read";
      case UPDATE -> "update";
      case DELETE -> "delete";
      case DELETE_CREATE, CREATE_DELETE -> "replace";
      case FORGET -> "forget";
      case UNKNOWN -> String.join("+", actions);
    };
  }

  private static String key(String kind, String address, @Nullable String deposed) {
    return kind + " " + address + (deposed == null ? "" : " " + deposed);
  }

  private static List<FailedCheck> failedChecks(PlanDocument plan, UnaryOperator<String> scrub) {
    return plan.checks().stream()
        .filter(CheckResult::failed)
        .map(
            it ->
                new FailedCheck(
                    it.address(), it.status(), it.problems().stream().map(scrub).toList()))
        .toList();
  }

  private static Reason reason(RiskFact fact) {
    return new Reason(word(fact.severity()), word(fact.kind()), fact.reason());
  }

  private static DriftedPlace drifted(DriftFinding finding) {
    return new DriftedPlace(
        finding.address(),
        finding.attribute(),
        word(finding.effect()),
        word(finding.severity()),
        finding.cause(),
        finding.words(),
        finding.leaves().stream().map(Field::of).toList());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
