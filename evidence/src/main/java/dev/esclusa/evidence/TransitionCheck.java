package dev.esclusa.evidence;

import dev.esclusa.model.Address;
import dev.esclusa.model.Admission;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Verification;
import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Whether what was proposed, planned, decided, admitted and done is one and the same transition:
 * each payload against its fact, and against the ones before it.
 */
final class TransitionCheck {
  private final List<Logged> facts;
  private final Contents contents;
  private final Notes notes;

  private TransitionCheck(List<Logged> facts, Contents contents, Notes notes) {
    this.facts = facts;
    this.contents = contents;
    this.notes = notes;
  }

  static void of(List<Logged> facts, Contents contents, Notes notes) {
    TransitionCheck check = new TransitionCheck(facts, contents, notes);
    for (Logged leaf : facts) {
      if (leaf.fact() instanceof Fact.OfChange fact && contents.of(leaf) != null) {
        check.check(leaf, fact);
      }
    }
  }

  private void check(Logged leaf, Fact.OfChange fact) {
    switch (fact) {
      case Fact.ChangeProposed it -> proposed(leaf, it);
      case Fact.PlanComputed it -> planned(leaf, it);
      case Fact.PolicyDecided it -> decided(leaf, it);
      case Fact.ApplyStarted it -> admitted(leaf, it);
      case Fact.StepStarted it -> step(leaf, it);
      case Fact.ApplyFinished it -> finished(leaf, it);
      case Fact.ResultVerified it -> verified(leaf, it);
      // Approvals have a check of their own; the payloads of the rest are words for people.
      case Fact.ApprovalGranted _,
          Fact.ApprovalCarried _,
          Fact.ApprovalLapsed _,
          Fact.AdmissionRefused _,
          Fact.StepFinished _,
          Fact.RunnerLost _,
          Fact.RecoveryDecided _,
          Fact.ChangeStopped _,
          Fact.EvidenceSealed _ -> {}
    }
  }

  private void proposed(Logged leaf, Fact.ChangeProposed fact) {
    Managed managed = need(leaf, "managed", Managed.class);
    same(leaf, "target", managed.target().uid(), fact.target());
  }

  private void planned(Logged leaf, Fact.PlanComputed fact) {
    Plan plan = need(leaf, "plan", Plan.class);
    same(leaf, "plan hash", plan.hash(), fact.planHash());
    same(leaf, "target", plan.target().uid(), proposal().target());
    same(leaf, "intent", plan.intent().word(), proposal().intent().word());
    same(leaf, "desired hash", plan.desiredHash(), fact.desiredHash());
    same(leaf, "configuration hash", plan.configHash(), fact.configHash());
    same(leaf, "risk", plan.risk().level(), fact.risk());
    same(leaf, "destructive", plan.risk().destructive(), fact.destructive());
    same(leaf, "count of objects", plan.changes().size(), fact.objects());
    notes.checked("the plan has the hash " + fact.planHash() + " that was logged");
    if (plan.readSetHash() != null) {
      notes.checked(
          "the plan names "
              + plan.renderer()
              + ", which read files with the hash "
              + plan.readSetHash());
    }
  }

  private void decided(Logged leaf, Fact.PolicyDecided fact) {
    PolicyDecision decision = need(leaf, "decision", PolicyDecision.class);
    same(leaf, "decision hash", decision.hash(), fact.decisionHash());
    same(leaf, "verdict hash", decision.verdictHash(), fact.verdictHash());
    same(leaf, "pack hash", decision.packHash(), fact.packHash());
    same(leaf, "outcome", decision.outcome(), fact.outcome());
    same(leaf, "requirements", decision.quorum(), fact.quorum());
    notes.checked("the decision has the hash " + fact.decisionHash() + " that was logged");
  }

  private void admitted(Logged leaf, Fact.ApplyStarted fact) {
    Admission admission = need(leaf, "admission", Admission.class);
    same(leaf, "admission hash", admission.hash(), fact.admission());
    same(leaf, "change", admission.change(), proposal().change());
    for (Logged other : facts) {
      if (other.fact() instanceof Fact.PlanComputed it) {
        same(leaf, "plan hash", admission.planHash(), it.planHash());
      } else if (other.fact() instanceof Fact.PolicyDecided it) {
        same(leaf, "decision hash", admission.decisionHash(), it.decisionHash());
      }
    }
    if (!admission.admitted()) {
      throw Refuted.mismatch(
          leaf.payloadPlace(), "It refuses the apply that began with it: " + admission.refusal());
    }
    if (contents.decision() != null) {
      same(leaf, "waivers", admission.waiversUsed(), waivers(contents.decision()));
    }
    notes.checked(
        "the apply was admitted for this plan and this decision at " + admission.decidedAt());
    admission
        .waiversUsed()
        .forEach(it -> notes.checked("it was admitted under waiver " + it + ", in force then"));
  }

  /** Those without which what rules found would have denied it. */
  private static List<String> waivers(PolicyDecision decision) {
    return decision.findings().stream()
        .filter(it -> it.severity() == Finding.Severity.BLOCK && it.waivable())
        .map(Finding::waiver)
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .toList();
  }

  /** The address travels as SHA-256 over its text. */
  private void step(Logged leaf, Fact.StepStarted fact) {
    Address address = need(leaf, "address", Address.class);
    same(
        leaf,
        "address",
        Digest.of(address.text().getBytes(StandardCharsets.UTF_8)),
        fact.address());
    Plan plan = contents.plan();
    // A saved plan of an authority is applied in one step, which no single object stands for.
    if (plan != null
        && plan.artifact() == null
        && plan.changes().stream().map(ResourceChange::address).noneMatch(address::equals)) {
      throw Refuted.mismatch(
          leaf.payloadPlace(), "It touches " + address.text() + ", which the plan does not.");
    }
  }

  private void finished(Logged leaf, Fact.ApplyFinished fact) {
    ApplyResult result = need(leaf, "result", ApplyResult.class);
    same(leaf, "outcome", result.outcome(), fact.outcome());
  }

  private void verified(Logged leaf, Fact.ResultVerified fact) {
    Verification verification = need(leaf, "verification", Verification.class);
    same(leaf, "health", verification.health(), fact.health());
    same(leaf, "drift", verification.drift(), fact.drift());
    same(leaf, "overtaken", verification.overtaken(), fact.overtaken());
  }

  private Fact.ChangeProposed proposal() {
    return (Fact.ChangeProposed) facts.getFirst().fact();
  }

  private <T> T need(Logged leaf, String key, Class<T> type) {
    return Objects.requireNonNull(contents.part(leaf, key, type));
  }

  private static void same(Logged leaf, String what, Object inPayload, Object wanted) {
    if (!inPayload.equals(wanted)) {
      throw Refuted.mismatch(
          leaf.payloadPlace(),
          "Its " + what + " is " + inPayload + ", the facts say " + wanted + ".");
    }
  }
}
