package dev.esclusa.cli;

import dev.esclusa.kube.Normalise;
import dev.esclusa.kube.ObjectSchema;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Resource;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares the redacted changes of a plan with the objects that a clone renders: each object that
 * Git wants is in the plan, none that it wants goes, and no field becomes what Git contradicts.
 */
final class ObjectCheck {
  private final Map<Address, Value> wanted = new HashMap<>();
  private final Plan plan;
  private final List<Check> differing = new ArrayList<>();
  private int agreeing;
  private int masked;
  private int unsaid;
  private int inLists;

  ObjectCheck(Plan plan, DesiredState state) {
    this.plan = plan;
    for (Resource one : state.resources()) {
      wanted.put(one.address(), Normalise.asWritten(one.body(), ObjectSchema.of(one.body())));
    }
  }

  List<Check> run() {
    Map<Address, ResourceChange> planned = new HashMap<>();
    plan.changes().forEach(it -> planned.put(it.address(), it));
    wanted.keySet().stream()
        .sorted()
        .filter(it -> !planned.containsKey(it))
        .forEach(it -> differs(it, "not in the plan", "wanted"));
    plan.changes().forEach(this::object);
    List<Check> checks = new ArrayList<>(differing);
    if (differing.isEmpty()) {
      checks.add(new Check.Agrees("objects against Git", agreeing + " fields"));
    }
    unchecked(checks, masked, "secret values", "they are masked under the installation's key");
    unchecked(checks, unsaid, "fields", "Git does not set them: defaults of the cluster");
    unchecked(checks, inLists, "list items", "the cluster keeps lists in its own order");
    return checks;
  }

  private static void unchecked(List<Check> checks, int count, String what, String because) {
    if (count > 0) {
      checks.add(new Check.Unchecked(count + " " + what, because));
    }
  }

  private void differs(Address address, String seen, String wanted) {
    differing.add(new Check.Differs(address.text(), seen, wanted, CloneCheck.CLONE));
  }

  private void object(ResourceChange change) {
    Value body = wanted.get(change.address());
    boolean goes = change.action() == Action.DELETE || change.action() == Action.FORGET;
    if (goes && body != null) {
      differs(change.address(), change.action().name(), "wanted");
    } else if (!goes && body == null) {
      differs(change.address(), change.action().name(), "not wanted");
    } else if (body != null) {
      change.fields().forEach(field -> field(change, field, body));
    }
  }

  private void field(ResourceChange change, FieldChange field, Value body) {
    Value inGit = body.at(field.pointer());
    if (field.sensitive()) {
      masked++;
    } else if (Objects.equals(field.after(), inGit)) {
      agreeing++;
    } else if (inGit == null && change.action() != Action.CREATE) {
      unsaid++;
    } else if (throughList(body, field.pointer())) {
      inLists++;
    } else {
      differs(change.address(), field.pointer() + " " + text(field.after()), text(inGit));
    }
  }

  private static boolean throughList(Value body, Pointer pointer) {
    for (Pointer at = pointer; !at.isRoot(); at = at.parent()) {
      if (body.at(at.parent()) instanceof Value.Sequence) {
        return true;
      }
    }
    return false;
  }

  private static String text(@Nullable Value value) {
    return value == null ? "absent" : value.toString();
  }
}
