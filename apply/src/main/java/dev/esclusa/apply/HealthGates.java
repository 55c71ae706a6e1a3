package dev.esclusa.apply;

import dev.esclusa.model.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an apply waits for health: between waves, before pruning, and after Namespaces and
 * CustomResourceDefinitions that what follows may live in. A single wave without pruning waits for
 * nothing; verification looks at the end.
 */
final class HealthGates {
  private static final Set<String> FOUNDATIONS = Set.of("Namespace", "CustomResourceDefinition");

  private final List<Step> waiting = new ArrayList<>();

  /** A step that made something. */
  void done(Step step) {
    if (!step.prunes() && !(step.instruction() instanceof Instruction.RunArtifact)) {
      waiting.add(step);
    }
  }

  NextStep.@Nullable AwaitHealth before(Step step) {
    if (step.prunes()) {
      return gate(waiting, "before pruning");
    }
    List<Step> earlierWaves = waiting.stream().filter(it -> it.wave() < step.wave()).toList();
    if (!earlierWaves.isEmpty()) {
      return gate(earlierWaves, "before wave " + step.wave());
    }
    return isFoundation(step)
        ? null
        : gate(
            waiting.stream().filter(HealthGates::isFoundation).toList(), "before what they hold");
  }

  void passed(NextStep.AwaitHealth gate) {
    waiting.removeIf(it -> gate.addresses().contains(it.address()));
  }

  private static boolean isFoundation(Step step) {
    return step.address() instanceof Address.Kubernetes it && FOUNDATIONS.contains(it.kind());
  }

  private static NextStep.@Nullable AwaitHealth gate(List<Step> steps, String before) {
    return steps.isEmpty()
        ? null
        : new NextStep.AwaitHealth(steps.stream().map(Step::address).toList(), before);
  }
}
