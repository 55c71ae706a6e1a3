package dev.esclusa.plan;

import dev.esclusa.model.DesiredState;
import dev.esclusa.model.IgnoreRule;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Revision;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a plan is computed from.
 *
 * @param ownership the marker that objects of this target carry
 * @param revision absent for an intent without a commit
 * @param desired empty for a target that left Git
 * @param onRemove what becomes of the objects when the intent is to decommission the target
 * @param moves what passes to or from other targets
 * @param configHash of the configuration documents that this target's decision reads
 * @param computedAt written into the plan, outside of its hash
 */
public record PlanInput(
    Target target,
    Ownership ownership,
    Intent intent,
    @Nullable Revision revision,
    DesiredState desired,
    Managed.OnRemove onRemove,
    Prediction prediction,
    Inventory inventory,
    Moves moves,
    Digest configHash,
    Redaction redaction,
    List<IgnoreRule> ignores,
    Instant computedAt) {
  public PlanInput {
    ignores = List.copyOf(ignores);
  }
}
