package dev.esclusa.approval;

import dev.esclusa.model.Approval;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;

/** What became of an arriving approval. */
public sealed interface Acceptance {
  /**
   * It counts.
   *
   * @param keyFingerprint of the key that signed
   */
  record Accepted(Approval approval, String keyFingerprint) implements Acceptance {
    /**
     * @param decision that the binding names
     */
    public Fact.ApprovalGranted fact(PersonId approver, PolicyDecision decision) {
      return new Fact.ApprovalGranted(
          approval.binding().hash(),
          approver,
          decision.answeredBy(approval.binding().rules()),
          approval.binding().expiresAt());
    }
  }

  /** It does not. */
  record Refused(Problem problem) implements Acceptance {}
}
