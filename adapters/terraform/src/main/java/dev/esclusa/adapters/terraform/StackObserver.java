package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Address;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a stack's state lists; what became of it a plan tells. */
final class StackObserver {
  private final TerraformAuthority.Parts parts;
  private final StackJobs jobs;
  private final ForeignStates foreign;

  StackObserver(TerraformAuthority.Parts parts, StackJobs jobs, ForeignStates foreign) {
    this.parts = parts;
    this.jobs = jobs;
    this.foreign = foreign;
  }

  ObservedState observe(Target target, List<Address> addresses) {
    Set<String> there = there(target);
    return new ObservedState(
        target.uid(),
        parts.tempo().now(),
        addresses.stream()
            .filter(it -> there == null || there.contains(it.text()))
            .map(it -> new Resource(it, Value.mapping(), null))
            .toList());
  }

  /** Absent where the state is elsewhere and nobody planned yet; the plan that follows tells. */
  private @Nullable Set<String> there(Target target) {
    String state = target.place().get("state");
    if (state != null && state.startsWith("esclusa:")) {
      return StateObjects.of(parts.states(), target.uid());
    }
    StackInput stack = foreign.sources(target.uid()).orElse(null);
    try {
      return stack == null ? null : foreign.look(jobs.onState(stack, RunKind.PLAN)).addresses();
    } catch (InterruptedException e) {
      throw StackJobs.interrupted(target, e);
    }
  }
}
