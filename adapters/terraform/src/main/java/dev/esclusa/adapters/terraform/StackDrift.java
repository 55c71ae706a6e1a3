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
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.PlanDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is otherwise than it was accepted, noise and what the configuration ignores taken off.
 *
 * @param findings all of it, whether an apply would undo it or not
 */
record StackDrift(List<DriftFinding> findings) {
  StackDrift {
    findings = List.copyOf(findings);
  }

  static StackDrift of(PlanDocument document, @Nullable Baseline baseline, Masking masking) {
    return new StackDrift(
        DriftReport.of(document, baseline, List.of(), masking).findings().stream()
            .filter(it -> it.driftClass() != DriftClass.IGNORED)
            .toList());
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
              finding.deleted() ? List.of() : StackPlan.fields(finding.leaves()));
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
