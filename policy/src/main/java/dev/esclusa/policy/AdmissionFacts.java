package dev.esclusa.policy;

import java.time.Instant;
import java.util.List;

/** What is known at the moment of apply only. */
public record AdmissionFacts(Instant now, List<Given> approvals) {
  /**
   * One approval that stands.
   *
   * @param rules the rules that it answers
   */
  public record Given(String approver, List<String> rules, Instant expiresAt) {
    public Given {
      rules = List.copyOf(rules);
    }
  }

  public AdmissionFacts {
    approvals = List.copyOf(approvals);
  }
}
