package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Risk;
import dev.esclusa.model.SavedPlan.Concern;
import dev.esclusa.terraform.PlanDocument;
import java.util.ArrayList;
import java.util.List;

/** What an engine's own plan shows of danger, in the words of the product. */
final class StackRisk {
  private StackRisk() {}

  static List<Concern> concerns(PlanDocument document) {
    List<Concern> all = new ArrayList<>();
    document.checks().stream()
        .filter(it -> it.failed())
        .forEach(it -> all.add(new Concern(Risk.Level.MEDIUM, it.address() + " fails its check")));
    return all;
  }
}
