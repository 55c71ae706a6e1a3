package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.terraform.Baseline;
import dev.esclusa.terraform.DriftFinding;
import dev.esclusa.terraform.DriftFinding.DriftClass;
import dev.esclusa.terraform.DriftFinding.Effect;
import dev.esclusa.terraform.DriftReport;
import dev.esclusa.terraform.DriftRule;
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.NoiseRules;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.terraform.Severity;
import dev.esclusa.tree.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is otherwise than it was accepted. Noise is taken off, and what the configuration ignores,
 * unless it is grave: an opened door is told whoever ignores it.
 *
 * @param findings all of it, whether an apply would undo it or not
 */
record StackDrift(List<DriftFinding> findings) {
  private static final String CONTROLLER = "-controller";

  StackDrift {
    findings = List.copyOf(findings);
  }

  static StackDrift of(PlanDocument document, @Nullable Baseline baseline, Masking masking) {
    return of(document, baseline, List.of(), masking);
  }

  /**
   * @param controllers those that the stack itself names, beside the ones known everywhere
   */
  static StackDrift of(
      PlanDocument document,
      @Nullable Baseline baseline,
      List<DriftRule> controllers,
      Masking masking) {
    List<DriftRule> rules = new ArrayList<>(controllers);
    rules.addAll(NoiseRules.builtIn().controllers());
    return new StackDrift(
        DriftReport.of(document, baseline, rules, masking).findings().stream()
            .filter(it -> it.driftClass() != DriftClass.IGNORED || grave(it))
            .toList());
  }

  private static boolean grave(DriftFinding finding) {
    return finding.severity().compareTo(Severity.HIGH) >= 0;
  }

  /**
   * The controller that writes a place, in the form in which field managers are named: {@code
   * kubernetes-controller}. Absent where none is known.
   */
  @Nullable String controller(String address, Pointer pointer) {
    return findings.stream()
        .filter(it -> it.driftClass() == DriftClass.CONTROLLER && it.address().equals(address))
        .filter(it -> it.leaves().stream().anyMatch(leaf -> leaf.pointer().equals(pointer)))
        .map(StackDrift::controller)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String controller(DriftFinding finding) {
    if (finding.driftClass() != DriftClass.CONTROLLER) {
      return null;
    }
    String name = finding.cause();
    return name.endsWith(CONTROLLER) ? name : name + CONTROLLER;
  }

  /** What an apply of the same plan would leave as it is. */
  List<DriftFinding> unresolved() {
    return findings.stream().filter(it -> it.effect() != Effect.UNDONE_BY_APPLY).toList();
  }

  static List<ResourceChange> changes(List<DriftFinding> findings) {
    Map<Address, ResourceChange> byAddress = new TreeMap<>();
    for (DriftFinding finding : findings) {
      Address address = new Address.Terraform(finding.address());
      ResourceChange one =
          StackPlan.change(
              address,
              finding.deleted() ? Action.DELETE : Action.UPDATE,
              finding.deleted()
                  ? List.of()
                  : StackPlan.fields(finding.leaves(), it -> controller(finding)));
      byAddress.merge(address, one, StackDrift::joined);
    }
    return List.copyOf(byAddress.values());
  }

  private static ResourceChange joined(ResourceChange one, ResourceChange other) {
    List<FieldChange> fields = new ArrayList<>(one.fields());
    fields.addAll(other.fields());
    Action action = one.action() == Action.DELETE ? one.action() : other.action();
    return StackPlan.change(one.address(), action, fields);
  }
}
