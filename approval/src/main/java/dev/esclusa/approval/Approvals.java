package dev.esclusa.approval;

import dev.esclusa.approval.Acceptance.Accepted;
import dev.esclusa.approval.Acceptance.Refused;
import dev.esclusa.approval.SignatureVerifier.Verdict;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The gate that approvals pass when they arrive, when they carry over, and when they are used. */
public final class Approvals {
  private final SignatureVerifier signatures;

  public Approvals(SignatureVerifier signatures) {
    this.signatures = signatures;
  }

  /**
   * Takes an approval, or says why not: the binding is this transition, the person may answer it,
   * and the signature is theirs.
   */
  public Acceptance accept(ApprovalInput input) {
    Optional<Problem> refusal = new Examination(input).refusal();
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    Submission submission = input.submission();
    return switch (verdict(submission, input.now(), input.estate().allowedSigners())) {
      case Verdict.Invalid it ->
          new Refused(Objections.badSignature(submission.approver(), it.cause()));
      case Verdict.Valid it when !it.principal().equals(submission.approver()) ->
          new Refused(Objections.signedByAnother(submission.approver(), it.principal()));
      case Verdict.Valid it ->
          new Accepted(
              new Approval(
                  submission.binding(),
                  submission.approver(),
                  submission.method(),
                  input.now(),
                  submission.signature()),
              it.keyFingerprint());
    };
  }

  /**
   * Whether a proposal's approval counts for the merged change: the same target reaches the same
   * state in the same way under the same verdict (DESIGN 1.3). Its signature and the excluded
   * persons are those of the proposal; {@link #whyVoid} checks them.
   */
  public static Carriage carries(Approval approval, Change.Judged merged, Instant now) {
    Binding binding = approval.binding();
    if (!now.isBefore(binding.expiresAt())) {
      return new Carriage.Left(Objections.expired(binding, now));
    }
    return Differences.first(
            List.of(
                Differences.of("target", binding.target(), merged.target()),
                Differences.of("intent", binding.intent(), merged.intent().word()),
                Differences.of("desired hash", binding.desiredHash(), merged.plan().desiredHash()),
                Differences.of("plan hash", binding.planHash(), merged.plan().planHash()),
                Differences.of(
                    "verdict hash", binding.verdictHash(), merged.decided().verdictHash())))
        .<Carriage>map(it -> new Carriage.Left(Objections.notCarried(approval, merged.id(), it)))
        .orElseGet(() -> new Carriage.Carried(approval));
  }

  /**
   * Why an approval that was accepted once no longer counts on its own, if so: the runner asks this
   * before it touches anything, trusting nothing that is stored.
   *
   * @param hands of the change that was approved; for a carried approval of the proposal
   * @param at the signer's key must be allowed at this instant
   */
  public Optional<Problem> whyVoid(
      Approval approval, Hands hands, String allowedSigners, Instant at) {
    Optional<Problem> excluded = SeparationOfDuties.refusal(approval.approver(), hands);
    if (excluded.isPresent()) {
      return excluded;
    }
    Submission again =
        new Submission(
            approval.binding(), approval.approver(), approval.method(), approval.signature());
    return switch (verdict(again, at, allowedSigners)) {
      case Verdict.Invalid it ->
          Optional.of(Objections.badSignature(approval.approver(), it.cause()));
      case Verdict.Valid it when !it.principal().equals(approval.approver()) ->
          Optional.of(Objections.signedByAnother(approval.approver(), it.principal()));
      case Verdict.Valid _ -> Optional.empty();
    };
  }

  private Verdict verdict(Submission submission, Instant at, String allowedSigners) {
    return signatures.verify(
        submission.binding().canonicalBytes(),
        submission.signature(),
        Binding.NAMESPACE,
        at,
        allowedSigners);
  }
}
