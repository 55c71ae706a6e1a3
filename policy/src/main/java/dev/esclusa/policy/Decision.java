package dev.esclusa.policy;

import dev.esclusa.model.Environment;
import dev.esclusa.model.Environment.UnknownPrincipals;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Finding.Severity;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.PolicyDecision.Outcome;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.Risk;
import dev.esclusa.model.Target;
import dev.esclusa.model.Waiver;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The first judgement of one plan. */
final class Decision {
  /** How long an approval counts where no environment says it. */
  static final Duration DEFAULT_LIFETIME = Duration.ofHours(24);

  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::severity)
          .thenComparing(Finding::rule)
          .thenComparing(it -> it.address() == null ? "" : it.address().text())
          .thenComparing(Finding::message)
          .thenComparing(Finding::fix);

  private final DecisionInput input;
  private final Plan plan;
  private final Target target;
  private final Estate estate;
  private final @Nullable Environment environment;
  private final Bringer bringer;

  Decision(DecisionInput input) {
    this.input = input;
    this.plan = input.plan();
    this.target = input.managed().target();
    this.estate = input.estate();
    this.environment = estate.environment(target.environment());
    this.bringer = Bringer.of(input.broughtBy(), estate);
  }

  PolicyDecision judge() {
    if (movesNothing(plan)) {
      return decision(Outcome.ALLOW, List.of(), List.of(), List.of());
    }
    List<Pack.Judgement> said = packs().map(it -> it.judge(seen())).toList();
    RequiredApprovals required =
        RequiredApprovals.of(
            plan, target, estate, said.stream().flatMap(it -> it.required().stream()).toList());
    List<Finding> findings = findings(required, said);
    List<Finding> shadowed = ordered(said.stream().flatMap(it -> it.shadowed().stream())).toList();
    if (findings.stream().anyMatch(Decision::blocks)) {
      return decision(Outcome.DENY, List.of(), findings, shadowed);
    }
    return required.requirements().isEmpty()
        ? decision(Outcome.ALLOW, List.of(), findings, shadowed)
        : decision(Outcome.REQUIRE_APPROVAL, required.requirements(), findings, shadowed);
  }

  private Stream<Pack> packs() {
    return input.packs().stream().filter(it -> it.covers(target));
  }

  private PackInput seen() {
    return new PackInput(
        plan,
        input.managed(),
        environment,
        estate.project(target.project()),
        input.broughtBy(),
        input.objects());
  }

  /**
   * Whether nothing at all would happen. Intents whose effect is not in their changes (an unlock, a
   * pinned rollback) always go through the rules.
   */
  static boolean movesNothing(Plan plan) {
    return plan.changesNothing()
        && switch (plan.intent()) {
          case Intent.Follow _, Intent.Restore _, Intent.Decommission _ -> true;
          case Intent.Accept _,
              Intent.RollBack _,
              Intent.Recover _,
              Intent.Transfer _,
              Intent.Unlock _,
              Intent.Erase _ ->
              false;
        };
  }

  /** A waived finding does not block here; whether the waiver is in force admission asks. */
  static boolean blocks(Finding finding) {
    return finding.severity() == Severity.BLOCK && !waived(finding);
  }

  static boolean waived(Finding finding) {
    return finding.waivable() && finding.waiver() != null;
  }

  private List<Finding> findings(RequiredApprovals required, List<Pack.Judgement> said) {
    List<Finding> all = new ArrayList<>(required.findings());
    if (refusesUnknown()) {
      bringer.finding(input.broughtBy(), target.environment()).ifPresent(all::add);
    }
    said.forEach(it -> it.findings().stream().map(this::waivedWherePossible).forEach(all::add));
    return ordered(all.stream()).toList();
  }

  static Stream<Finding> ordered(Stream<Finding> findings) {
    return findings.sorted(ORDER).distinct();
  }

  /** Of several waivers the one that counts longest. */
  private Finding waivedWherePossible(Finding finding) {
    if (finding.severity() != Severity.BLOCK || !finding.waivable()) {
      return finding;
    }
    return estate.waivers().stream()
        .filter(it -> it.covers(target, finding))
        .max(Comparator.comparing(Waiver::expiresAt).thenComparing(Waiver::name))
        .map(
            it ->
                new Finding(
                    finding.rule(),
                    finding.severity(),
                    finding.address(),
                    finding.message(),
                    finding.fix(),
                    true,
                    it.name()))
        .orElse(finding);
  }

  /** An environment that nobody declared is as strict as one that refuses. */
  private boolean refusesUnknown() {
    return environment == null || environment.unknownPrincipals() == UnknownPrincipals.REFUSE;
  }

  private PolicyDecision decision(
      Outcome outcome, List<Requirement> required, List<Finding> findings, List<Finding> shadowed) {
    return PolicyDecision.of(
        outcome,
        required,
        plan.guardedDeletions(),
        findings,
        environment == null ? DEFAULT_LIFETIME : environment.approvalLifetime(),
        packHash(),
        inputHash(),
        shadowed);
  }

  private Digest packHash() {
    SortedMap<String, Digest> packs = new TreeMap<>();
    packs().forEach(pack -> packs.put(pack.name(), pack.hash()));
    return Canonical.hash("esclusa/packs/v1", Records.toValue(new Packs(packs)));
  }

  /**
   * The bringer stands in it by what is known of them, not by name: decision hashes are in the log
   * for ever, and names can be guessed.
   */
  private Digest inputHash() {
    Digest configuration = estate.configHash(target, input.managed().document());
    return Canonical.hash(
        "esclusa/decision-input/v1",
        Records.toValue(
            new Input(
                plan.hash(),
                plan.risk(),
                target,
                configuration,
                bringer,
                input.objects().equals(PlanObjects.NONE) ? null : input.objects().hash())));
  }

  private record Packs(SortedMap<String, Digest> packs) {}

  private record Input(
      Digest plan,
      Risk risk,
      Target target,
      Digest configuration,
      Bringer bringer,
      @Nullable Digest objects) {}
}
