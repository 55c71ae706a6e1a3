package dev.esclusa.policy;

import dev.esclusa.model.Change;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the gate looks at when a change is about to touch the world.
 *
 * @param decision made again by the caller from the same plan with the rules and packs in force now
 * @param estate the configuration in force now
 * @param approvals the documents behind the change's standing approvals
 * @param consumed bindings that some apply has used already
 * @param objections what packs have against it at this moment
 * @param pauses what stands still by a person's order
 * @param pin a rollback that holds this target's door
 */
public record AdmissionInput(
    Change.Approved change,
    Plan plan,
    PolicyDecision decision,
    Estate estate,
    List<HeldApproval> approvals,
    Set<Digest> consumed,
    List<Finding> objections,
    Set<Pause> pauses,
    @Nullable Pin pin,
    Instant now) {
  public AdmissionInput {
    approvals = List.copyOf(approvals);
    consumed = Set.copyOf(consumed);
    objections = List.copyOf(objections);
    pauses = Set.copyOf(pauses);
  }

  /** Nothing applied before, nothing objected, paused or pinned. */
  public static AdmissionInput of(
      Change.Approved change,
      Plan plan,
      PolicyDecision decision,
      Estate estate,
      List<HeldApproval> approvals,
      Instant now) {
    return new AdmissionInput(
        change, plan, decision, estate, approvals, Set.of(), List.of(), Set.of(), null, now);
  }
}
