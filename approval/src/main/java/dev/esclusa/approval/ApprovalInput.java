package dev.esclusa.approval;

import dev.esclusa.model.Change;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import java.time.Instant;
import java.util.Set;

/**
 * What an arriving approval is held against.
 *
 * @param installation which Esclusa this is
 * @param change the change as it stands
 * @param plan the stored plan of that change
 * @param decision the stored decision of that change
 * @param estate the configuration in force: teams and allowed signers
 * @param usedNonces of the approvals that were accepted in this installation before
 */
public record ApprovalInput(
    Submission submission,
    String installation,
    Change change,
    Plan plan,
    PolicyDecision decision,
    Estate estate,
    Hands hands,
    Set<String> usedNonces,
    Instant now) {
  public ApprovalInput {
    usedNonces = Set.copyOf(usedNonces);
  }
}
