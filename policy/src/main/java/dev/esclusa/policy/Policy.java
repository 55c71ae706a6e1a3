package dev.esclusa.policy;

import dev.esclusa.model.Admission;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;

/**
 * The two judgements of DESIGN 1.4: the decision, which knows neither clock nor approvals and is
 * bound by every approval, and the admission at the moment of apply. Both are pure functions.
 */
public final class Policy {
  private Policy() {}

  /**
   * The first judgement. A change of the configuration target is judged with the estate in force
   * before it; the caller passes that one.
   */
  public static PolicyDecision decide(DecisionInput input) {
    return new Decision(input).judge();
  }

  /** Whether packs are asked about a plan: nobody judges one of which nothing comes. */
  public static boolean asksPacks(Plan plan) {
    return !Decision.movesNothing(plan);
  }

  /** The second judgement. Its refusal carries a {@code POL-} problem. */
  public static Admission admit(AdmissionInput input) {
    return new Gate(input).judge();
  }

  /**
   * Whether whatever waits for the same target would be refused alike: then nobody has to be let
   * pass by who is refused.
   *
   * @param refusal code of a refusal of admission
   */
  public static boolean holdsEverybody(String refusal) {
    return refusal.equals(Refusals.ALL_PAUSED)
        || refusal.equals(Refusals.TARGET_PAUSED)
        || refusal.equals(Refusals.FROZEN);
  }
}
