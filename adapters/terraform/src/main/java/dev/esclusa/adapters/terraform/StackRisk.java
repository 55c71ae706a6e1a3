package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Risk;
import dev.esclusa.model.SavedPlan.Concern;
import dev.esclusa.terraform.DriftFinding;
import dev.esclusa.terraform.RiskFact;
import dev.esclusa.terraform.RiskFact.Kind;
import dev.esclusa.terraform.RiskFacts;
import dev.esclusa.terraform.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an engine's own plan shows of danger, in the words of the product. */
final class StackRisk {
  private static final int SHOWN_MAX = 100;

  private StackRisk() {}

  /** Deletions are reasons of every plan; here is what only the engine's form shows. */
  static List<Concern> concerns(RiskFacts facts, List<DriftFinding> unresolved) {
    List<Concern> all = new ArrayList<>();
    unresolved.forEach(it -> all.add(new Concern(level(it.severity()), it.words())));
    facts.facts().stream()
        .filter(it -> it.kind() != Kind.DESTROY)
        .forEach(it -> all.add(new Concern(level(it.severity()), it.reason())));
    if (all.size() <= SHOWN_MAX) {
      return all;
    }
    List<Concern> first = new ArrayList<>(all.subList(0, SHOWN_MAX));
    first.add(
        new Concern(
            level(facts.worst()), "and " + (all.size() - SHOWN_MAX) + " more reasons like these"));
    return first;
  }

  /** Objects that hold data: an approval has to name their deletion. */
  static Set<String> guarded(RiskFacts facts) {
    Set<String> addresses = new HashSet<>();
    for (RiskFact fact : facts.facts()) {
      if (fact.kind() == Kind.DATA_LOSS) {
        addresses.add(fact.address());
      }
    }
    return addresses;
  }

  /** How much it does, and to what. */
  static List<String> summary(RiskFacts facts) {
    List<String> lines = new ArrayList<>();
    lines.add(facts.summary().text());
    lines.addAll(facts.summary().blastRadius());
    return lines;
  }

  private static Risk.Level level(Severity severity) {
    return switch (severity) {
      case LOW -> Risk.Level.LOW;
      case MEDIUM -> Risk.Level.MEDIUM;
      case HIGH -> Risk.Level.HIGH;
      case CRITICAL -> Risk.Level.CRITICAL;
    };
  }
}
