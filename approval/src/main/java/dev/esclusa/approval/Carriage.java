package dev.esclusa.approval;

import dev.esclusa.model.Approval;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;

/** Whether a proposal's approval counts for what was merged from it. */
public sealed interface Carriage {
  /** It does. */
  record Carried(Approval approval) implements Carriage {
    /**
     * @param decision of the merged change; its verdict is that of the proposal
     */
    public Fact.ApprovalCarried fact(PersonId approver, PolicyDecision decision) {
      return new Fact.ApprovalCarried(
          approval.binding().change(),
          approval.binding().hash(),
          approver,
          decision.answeredBy(approval.binding().rules()),
          approval.binding().expiresAt());
    }
  }

  /** It ends with the proposal. */
  record Left(Problem problem) implements Carriage {}
}
