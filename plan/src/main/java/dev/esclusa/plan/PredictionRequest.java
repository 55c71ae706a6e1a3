package dev.esclusa.plan;

import dev.esclusa.model.Address;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import java.util.List;

/**
 * What to predict.
 *
 * @param intent why; an authority that makes saved plans bakes it in
 * @param inventory what the target owned after its newest apply
 * @param keep whether a saved plan is wanted that can be applied later; otherwise it is only a look
 * @param only when not empty: predict these addresses alone (a cheap look at what was touched)
 */
public record PredictionRequest(
    Target target,
    Ownership ownership,
    Intent intent,
    List<Resource> desired,
    Inventory inventory,
    List<Address> only,
    boolean keep) {
  public PredictionRequest {
    desired = List.copyOf(desired);
    only = List.copyOf(only);
  }

  /** A look. */
  public PredictionRequest(
      Target target,
      Ownership ownership,
      Intent intent,
      List<Resource> desired,
      Inventory inventory,
      List<Address> only) {
    this(target, ownership, intent, desired, inventory, only, false);
  }
}
