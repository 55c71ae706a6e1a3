package dev.esclusa.apply;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Precondition;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Resource;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns an approved plan and the freshly rendered bodies into steps. What is done is what the plan
 * says; the bodies only fill in what the plan shows redacted.
 */
public final class Instructions {
  private final Plan plan;
  private final Ownership ownership;
  private final List<Resource> desired;
  private final Map<Address, Value> bodies = new HashMap<>();
  private final Map<Address, Present> present = new HashMap<>();
  private final Map<Address, Precondition> preconditions = new HashMap<>();

  private Instructions(
      Plan plan, Ownership ownership, List<Resource> desired, List<Present> present) {
    this.plan = plan;
    this.ownership = ownership;
    this.desired = desired;
    desired.forEach(it -> bodies.put(it.address(), it.body()));
    present.forEach(it -> this.present.put(it.address(), it));
    plan.preconditions().forEach(it -> preconditions.put(it.address(), it));
  }

  /**
   * The steps of a plan, in its order. Changes that do nothing have none.
   *
   * @param desired rendered again from the plan's commit, secrets included
   * @param present what a look just before the apply found
   * @throws dev.esclusa.model.ProblemException {@code APL-0001} when the desired state is not the
   *     one that the plan was made for
   */
  public static List<Step> of(
      Plan plan, Ownership ownership, DesiredState desired, List<Present> present) {
    if (!plan.desiredHash().equals(desired.hash())) {
      throw Problem.caller(
              "APL-0001",
              "target "
                  + plan.target().name()
                  + " was planned for desired state "
                  + plan.desiredHash()
                  + ", Git now gives "
                  + desired.hash()
                  + ".",
              "Plan again; the approval of the old plan is void.")
          .asException();
    }
    return new Instructions(plan, ownership, desired.resources(), present).steps();
  }

  private List<Step> steps() {
    SavedPlan artifact = plan.artifact();
    if (artifact != null) {
      Instruction whole = new Instruction.RunArtifact(wholeOf(plan), artifact, desired);
      // A recovery gives up the writers of before even where it has nothing else to do.
      return plan.changesNothing() && !(plan.intent() instanceof Intent.Recover)
          ? List.of()
          : List.of(new Step(0, 0, Action.UPDATE, whole, false, null));
    }
    List<Step> steps = new ArrayList<>();
    for (ResourceChange change : plan.changes()) {
      if (change.action() != Action.NOTHING) {
        steps.add(step(steps.size(), change));
      }
    }
    return steps;
  }

  /** A saved plan is one effect on the whole state; the plan's mark names that. */
  public static Address wholeOf(Plan plan) {
    return plan.preconditions().stream()
        .filter(Precondition.Unmoved.class::isInstance)
        .map(Precondition::address)
        .findFirst()
        .orElseGet(() -> new Address.Terraform("state of " + plan.target().name()));
  }

  private Step step(int index, ResourceChange change) {
    Instruction instruction =
        switch (change.action()) {
          case CREATE, UPDATE, ADOPT -> put(change);
          case REPLACE -> new Instruction.Replace(change.address(), marked(change), uidOf(change));
          case DELETE -> new Instruction.Remove(change.address(), uidOf(change));
          case FORGET -> new Instruction.Forget(change.address(), uidOf(change));
          case NOTHING -> throw inconsistent(change, "does nothing and has no step");
        };
    boolean uncertain = change.unpredictedBecause() != null && change.action() != Action.REPLACE;
    return new Step(index, change.wave(), change.action(), instruction, uncertain, stale(change));
  }

  private Instruction put(ResourceChange change) {
    Present now = present.get(change.address());
    Value body = marked(change);
    if (preconditions.get(change.address()) instanceof Precondition.Exists was) {
      return new Instruction.Put(
          change.address(),
          now == null ? body : KeptFields.in(body, change, now),
          was.uid(),
          now == null ? "" : now.version(),
          forced(change));
    }
    return new Instruction.Put(change.address(), body, null, null, List.of());
  }

  private static List<Pointer> forced(ResourceChange change) {
    return change.fields().stream()
        .filter(it -> it.takenFrom() != null)
        .map(FieldChange::pointer)
        .toList();
  }

  private String uidOf(ResourceChange change) {
    if (preconditions.get(change.address()) instanceof Precondition.Exists was) {
      return was.uid();
    }
    throw inconsistent(change, "acts on an object whose identity the plan does not state");
  }

  /** Only where the plan counts on an object; one that should not be there yet its step finds. */
  private @Nullable String stale(ResourceChange change) {
    if (!(preconditions.get(change.address()) instanceof Precondition.Exists was)) {
      return null;
    }
    Present now = present.get(change.address());
    if (now == null) {
      return switch (change.action()) {
        case DELETE, FORGET -> null; // it is gone already, which is what the step wants
        case CREATE, UPDATE, REPLACE, ADOPT, NOTHING -> change.address().text() + " is gone";
      };
    }
    return now.uid().equals(was.uid())
        ? null
        : change.address().text()
            + " is another object now (uid "
            + now.uid()
            + ", planned "
            + was.uid()
            + ")";
  }

  private Value marked(ResourceChange change) {
    Value body = bodies.get(change.address());
    if (body == null) {
      throw inconsistent(change, "is wanted by the plan and not by the desired state");
    }
    if (!(change.address() instanceof Address.Kubernetes)) {
      return body;
    }
    Pointer labels = Pointer.of("metadata", "labels");
    Value withLabels =
        body.at(labels) instanceof Value.Mapping ? body : body.with(labels, Value.mapping());
    return withLabels
        .with(labels.child(Ownership.INSTALLATION_LABEL), Value.of(ownership.installation()))
        .with(labels.child(Ownership.TARGET_LABEL), Value.of(ownership.target().text()));
  }

  private static RuntimeException inconsistent(ResourceChange change, String what) {
    return Problem.defect(
            "APL-0002",
            change.address().text() + " " + what + ".",
            "Plan again, and report it if it comes back.")
        .asException();
  }
}
