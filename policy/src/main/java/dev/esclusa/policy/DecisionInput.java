package dev.esclusa.policy;

import dev.esclusa.model.Estate;
import dev.esclusa.model.Managed;
import dev.esclusa.model.ModelException;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.Principal;
import java.util.List;

/**
 * Everything that a decision is made from; equal inputs give equal decisions.
 *
 * @param managed the target as the estate declares it
 * @param estate the configuration in force; for a configuration change the one before it
 * @param broughtBy who brought the revision, or asked for the change
 * @param packs those of the estate; which of them have a say in the target they know themselves
 * @param objects what the plan is about, as it was when the plan was made
 */
public record DecisionInput(
    Plan plan,
    Managed managed,
    Estate estate,
    Principal broughtBy,
    List<Pack> packs,
    PlanObjects objects) {
  /** One that no pack reads. */
  public DecisionInput(
      Plan plan, Managed managed, Estate estate, Principal broughtBy, List<Pack> packs) {
    this(plan, managed, estate, broughtBy, packs, PlanObjects.NONE);
  }

  public DecisionInput {
    packs = List.copyOf(packs);
    if (!plan.target().uid().equals(managed.target().uid())) {
      throw new ModelException(
          "a plan of " + plan.target().uid() + " is not judged as " + managed.target().uid());
    }
  }
}
