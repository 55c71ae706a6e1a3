package dev.esclusa.cli;

import dev.esclusa.approval.Bindings;
import dev.esclusa.cli.StoredParts.Decided;
import dev.esclusa.model.Address;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RuleId;
import dev.esclusa.plan.RiskAssessment;
import dev.esclusa.tree.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares what the server asks to sign with what the stored bytes of plan and decision say, field
 * by field, so that a lying server cannot show one plan and have another signed.
 */
final class OfferCheck {
  private static final String PLAN = "the plan's bytes";
  private static final String DECISION = "the decision's bytes";
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

  private final String change;
  private final Binding offer;
  private final Plan plan;
  private final PolicyDecision decision;
  private final Instant now;
  private final List<Check> checks = new ArrayList<>();

  /**
   * @param change that the person named
   */
  OfferCheck(String change, Binding offer, Plan plan, Decided decided, Instant now) {
    this.change = change;
    this.offer = offer;
    this.plan = plan;
    this.decision = decided.decision();
    this.now = now;
  }

  List<Check> run() {
    same("version of the binding", offer.version(), Binding.VERSION, "this program");
    same("change", offer.change().text(), change, "your command");
    same("target", offer.target(), plan.target().uid(), PLAN);
    same("target name", offer.targetName(), plan.target().name().text(), PLAN);
    same("intent", offer.intent(), intent(), PLAN);
    same("commit", offer.commit(), plan.intent().commit(), PLAN);
    revision();
    same("desired hash", offer.desiredHash(), plan.desiredHash(), PLAN);
    same("plan hash", offer.planHash(), planHash(), PLAN);
    same("configuration hash", offer.configHash(), plan.configHash(), PLAN);
    same("decision hash", offer.decisionHash(), decision.hash(), DECISION);
    same("verdict hash", offer.verdictHash(), decision.verdictHash(), DECISION);
    risk();
    rules();
    deletions();
    times();
    checks.add(
        new Check.Unchecked(
            "installation " + offer.installation(), "it is what the server calls itself"));
    return List.copyOf(checks);
  }

  private void same(
      String what,
      @org.jspecify.annotations.Nullable Object seen,
      @org.jspecify.annotations.Nullable Object wanted,
      String source) {
    checks.add(Check.of(what, seen, wanted, source));
  }

  private dev.esclusa.tree.Digest planHash() {
    return Plan.hashOf(
        plan.target().uid(),
        plan.intent(),
        plan.changes(),
        plan.preconditions(),
        plan.artifact(),
        plan.unresolved());
  }

  private String intent() {
    String kind = Records.toValue(plan).text("intent", "kind");
    return kind == null ? "unknown" : kind;
  }

  /**
   * What a person reads as the commit is the one that counts. What wants no commit, such as
   * breaking a lock, names the one that it was planned with beside; the desired hash binds that.
   */
  private void revision() {
    if (plan.revision() != null && plan.intent().commit() != null) {
      same("commit of the revision", plan.revision().commit(), plan.intent().commit(), PLAN);
    }
  }

  /**
   * The plan hash does not cover the risk, so it is assessed again from the changes: a server may
   * find more in them than we do, never less.
   */
  private void risk() {
    same("risk", offer.risk(), plan.risk().level(), PLAN);
    same("destructive", offer.destructive(), plan.risk().destructive(), PLAN);
    Risk ours = RiskAssessment.of(plan.target(), plan.changes(), plan.artifact());
    boolean lower = !plan.risk().level().atLeast(ours.level());
    boolean hidden = ours.destructive() && !plan.risk().destructive();
    checks.add(
        lower || hidden
            ? new Check.Differs(
                "risk from the changes", text(plan.risk()), text(ours), "this program's assessment")
            : new Check.Agrees("risk from the changes", text(ours)));
  }

  private static String text(Risk risk) {
    return risk.level() + (risk.destructive() ? ", destructive" : "");
  }

  private void rules() {
    Set<RuleId> asked = new HashSet<>(decision.required().stream().map(Requirement::rule).toList());
    checks.add(
        asked.containsAll(offer.rules())
            ? new Check.Agrees("rules", offer.rules().toString())
            : new Check.Differs("rules", offer.rules().toString(), asked.toString(), DECISION));
  }

  private void deletions() {
    same(
        "guarded deletions", texts(offer.confirms()), texts(decision.confirmDeletions()), DECISION);
    Set<Address> asked = new HashSet<>(decision.confirmDeletions());
    if (!asked.containsAll(plan.guardedDeletions())) {
      same(
          "guarded deletions of the plan",
          texts(decision.confirmDeletions()),
          texts(plan.guardedDeletions()),
          PLAN);
    }
  }

  private static List<String> texts(List<Address> addresses) {
    return addresses.stream().map(Address::text).sorted().toList();
  }

  /** An approval lives as long as the decision says, and its nonce is the approver's own. */
  private void times() {
    same("nonce", offer.nonce(), "", "the agreement that approvers draw their own");
    Instant latest = now.plus(decision.approvalLifetime()).plus(CLOCK_SKEW);
    boolean sane = offer.expiresAt().isAfter(now) && !offer.expiresAt().isAfter(latest);
    checks.add(
        sane
            ? new Check.Agrees("expiry", offer.expiresAt().toString())
            : new Check.Differs(
                "expiry",
                offer.expiresAt().toString(),
                "after " + Spans.instant(now) + " and not after " + Spans.instant(latest),
                "lifetime " + Spans.text(decision.approvalLifetime()) + " and this clock"));
  }

  /** What will be signed: the offer, with the deletions that were named and a nonce of our own. */
  static Binding toSign(Binding offer, List<String> confirmed, String nonce) {
    return Bindings.withNonce(Bindings.confirming(offer, confirmed), nonce);
  }
}
