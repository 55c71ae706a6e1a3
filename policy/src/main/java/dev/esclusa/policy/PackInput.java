package dev.esclusa.policy;

import dev.esclusa.model.Environment;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Project;
import org.jspecify.annotations.Nullable;

/**
 * What a pack sees: redacted values only.
 *
 * @param environment absent when the estate declares none of that name
 * @param project likewise
 * @param objects what the plan is about
 */
public record PackInput(
    Plan plan,
    Managed managed,
    @Nullable Environment environment,
    @Nullable Project project,
    Principal broughtBy,
    PlanObjects objects) {}
