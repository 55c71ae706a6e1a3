package dev.esclusa.plan;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Managed;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.plan.Prediction.Live;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.Words.Deletion;
import dev.esclusa.tree.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides what a plan does to one object. */
final class ChangeOfObject {
  private static final String PHASE = "sync";

  private final PlanInput input;
  private final FieldsOfObject fieldsOf;
  private final Map<Address, String> owned = new HashMap<>();

  ChangeOfObject(PlanInput input) {
    this.input = input;
    this.fieldsOf = new FieldsOfObject(input);
    input.inventory().owned().forEach(it -> owned.put(it.address(), it.uid()));
  }

  /**
   * A change, and the body by which it finds its place in the order.
   *
   * @param body as Git wants it; as it is where Git no longer does
   */
  record Found(ResourceChange change, Value body) {}

  /** Nothing at all for what is neither wanted nor there. */
  @Nullable Found of(Predicted one, @Nullable Value desired) {
    Live live = one.live();
    if (one.said() != null) {
      Value body = live == null ? one.predicted() : live.body();
      return new Found(one.said(), body == null ? Value.mapping() : body);
    }
    if (desired != null) {
      return new Found(wanted(one, desired, live), desired);
    }
    return live == null ? null : new Found(unwanted(one, live), live.body());
  }

  private ResourceChange wanted(Predicted one, Value desired, @Nullable Live live) {
    if (live == null) {
      Value known = input.prediction().artifact() == null ? null : one.predicted();
      Value made = known == null ? desired : known;
      return change(one, Action.CREATE, fieldsOf.created(one.address(), made), desired);
    }
    if (artifactDeletes(one)) {
      return change(one, Action.DELETE, List.of(), live.body());
    }
    if (one.immutable()) {
      return change(one, Action.REPLACE, fieldsOf.asked(one, desired, live), live.body());
    }
    Value after = one.predicted();
    List<FieldChange> fields =
        after == null ? fieldsOf.asked(one, desired, live) : fieldsOf.changed(one, live, after);
    return change(one, actionFor(one, desired, live, fields), fields, live.body());
  }

  private Action actionFor(Predicted one, Value desired, Live live, List<FieldChange> fields) {
    if (!knowsItsOwn() && !input.ownership().equals(live.owner())) {
      return Action.ADOPT;
    }
    if (fields.isEmpty() && one.unpredictedBecause() == null) {
      return Action.NOTHING;
    }
    return Words.asksForReplacement(one.address(), desired) ? Action.REPLACE : Action.UPDATE;
  }

  private ResourceChange unwanted(Predicted one, Live live) {
    return change(one, deletes(one, live) ? Action.DELETE : Action.FORGET, List.of(), live.body());
  }

  /** Only what is in our inventory, is that very object, and still carries our marker. */
  private boolean deletes(Predicted one, Live live) {
    if (knowsItsOwn()) {
      return true;
    }
    if (input.intent() instanceof Intent.Decommission
        && input.onRemove() == Managed.OnRemove.FORGET) {
      return false;
    }
    return !input.moves().to().containsKey(one.address())
        && live.uid().equals(owned.get(one.address()))
        && input.ownership().equals(live.owner())
        && Words.deletion(one.address(), live.body()) != Deletion.NEVER;
  }

  private boolean artifactDeletes(Predicted one) {
    return input.prediction().artifact() != null
        && one.predicted() == null
        && one.unpredictedBecause() == null;
  }

  /** Authorities whose state holds nothing but ours need no markers. */
  private boolean knowsItsOwn() {
    return input.prediction().artifact() != null
        || input.target().authority().equals(Authority.CONFIGURATION);
  }

  private static ResourceChange change(
      Predicted one, Action action, List<FieldChange> fields, Value body) {
    return new ResourceChange(
        one.address(),
        action,
        fields,
        Words.wave(one.address(), body),
        PHASE,
        action.destroys() && Words.deletion(one.address(), body) != Deletion.FREE,
        one.unpredictedBecause());
  }
}
