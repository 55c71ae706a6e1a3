package dev.esclusa.model;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The first judgement: a pure function of plan, target, configuration and policy pack.
 *
 * @param required who must approve; empty with {@link Outcome#ALLOW}
 * @param confirmDeletions the deletions that each approval has to name
 * @param approvalLifetime how long an approval of it counts
 * @param inputHash over everything it was computed from
 * @param verdictHash over outcome, requirements and findings only: what an approval survives on
 * @param hash over all of it
 * @param shadowed what rules found that do not decide yet; outside of the verdict
 */
public record PolicyDecision(
    Outcome outcome,
    List<Requirement> required,
    List<Address> confirmDeletions,
    List<Finding> findings,
    Duration approvalLifetime,
    Digest packHash,
    Digest inputHash,
    Digest verdictHash,
    Digest hash,
    @Nullable List<Finding> shadowed) {
  /** More would not fit into an entry of the log. */
  public static final int MAX_REQUIREMENTS = 64;

  /** What a decision says. */
  public enum Outcome {
    ALLOW,
    REQUIRE_APPROVAL,
    DENY
  }

  public PolicyDecision {
    required = List.copyOf(required);
    confirmDeletions = List.copyOf(confirmDeletions);
    findings = List.copyOf(findings);
    shadowed = shadowed == null || shadowed.isEmpty() ? null : List.copyOf(shadowed);
    if ((outcome == Outcome.REQUIRE_APPROVAL) == required.isEmpty()) {
      throw new ModelException("a decision asks for approvals exactly when it requires some");
    }
    Digest verdict = verdictHashOf(outcome, required, confirmDeletions, findings);
    if (!verdict.equals(verdictHash)) {
      throw new ModelException("verdict hash does not belong to the decision");
    }
    if (!hash.equals(hashOf(verdictHash, approvalLifetime, packHash, inputHash, shadowed))) {
      throw new ModelException("decision hash does not belong to the decision");
    }
  }

  /** Completes a decision with its hashes. */
  public static PolicyDecision of(
      Outcome outcome,
      List<Requirement> required,
      List<Address> confirmDeletions,
      List<Finding> findings,
      Duration approvalLifetime,
      Digest packHash,
      Digest inputHash,
      List<Finding> shadowed) {
    List<Finding> beside = shadowed.isEmpty() ? null : shadowed;
    Digest verdict = verdictHashOf(outcome, required, confirmDeletions, findings);
    return new PolicyDecision(
        outcome,
        required,
        confirmDeletions,
        findings,
        approvalLifetime,
        packHash,
        inputHash,
        verdict,
        hashOf(verdict, approvalLifetime, packHash, inputHash, beside),
        beside);
  }

  /** One beside which no rule was tried. */
  public static PolicyDecision of(
      Outcome outcome,
      List<Requirement> required,
      List<Address> confirmDeletions,
      List<Finding> findings,
      Duration approvalLifetime,
      Digest packHash,
      Digest inputHash) {
    return of(
        outcome,
        required,
        confirmDeletions,
        findings,
        approvalLifetime,
        packHash,
        inputHash,
        List.of());
  }

  /** What rules found that are tried and do not decide. */
  public List<Finding> inShadow() {
    return shadowed == null ? List.of() : shadowed;
  }

  /** How many persons each requirement asks for. */
  public List<Integer> quorum() {
    return required.stream().map(Requirement::count).toList();
  }

  /** The requirements that these rules are, by their index. */
  public List<Integer> answeredBy(Collection<RuleId> rules) {
    return IntStream.range(0, required.size())
        .filter(index -> rules.contains(required.get(index).rule()))
        .boxed()
        .toList();
  }

  private static Digest verdictHashOf(
      Outcome outcome,
      List<Requirement> required,
      List<Address> confirmDeletions,
      List<Finding> findings) {
    return Canonical.hash(
        "esclusa/verdict/v1",
        Records.toValue(new Verdict(outcome, required, confirmDeletions, findings)));
  }

  private static Digest hashOf(
      Digest verdict,
      Duration lifetime,
      Digest pack,
      Digest input,
      @Nullable List<Finding> shadowed) {
    return Canonical.hash(
        "esclusa/decision/v1",
        Records.toValue(new Whole(verdict, lifetime, pack, input, shadowed)));
  }

  private record Verdict(
      Outcome outcome,
      List<Requirement> required,
      List<Address> confirmDeletions,
      List<Finding> findings) {}

  private record Whole(
      Digest verdict,
      Duration approvalLifetime,
      Digest pack,
      Digest input,
      @Nullable List<Finding> shadowed) {}
}
