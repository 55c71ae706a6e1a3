package dev.esclusa.approval;

import dev.esclusa.model.Approval;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Problem;

/** Whether a proposal's approval counts for what was merged from it. */
public sealed interface Carriage {
  /** It does. */
  record Carried(Approval approval) implements Carriage {
    public Fact.ApprovalCarried fact(PersonId approver) {
      return new Fact.ApprovalCarried(
          approval.binding().change(),
          approval.binding().hash(),
          approver,
          approval.binding().rules(),
          approval.binding().expiresAt());
    }
  }

  /** It ends with the proposal. */
  record Left(Problem problem) implements Carriage {}
}
