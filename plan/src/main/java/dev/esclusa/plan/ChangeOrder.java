package dev.esclusa.plan;

import dev.esclusa.kube.ApplyOrder;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.plan.ChangeOfObject.Found;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The order of a plan: what is wanted in apply order, then what is given up in the reverse of it.
 * Authorities that order by themselves are listed by address.
 */
final class ChangeOrder {
  private ChangeOrder() {}

  static List<ResourceChange> ordered(List<Found> found) {
    List<ResourceChange> all = new ArrayList<>(side(found, false, List::copyOf));
    all.addAll(side(found, true, List::reversed));
    return all;
  }

  private static List<ResourceChange> side(
      List<Found> found, boolean prune, UnaryOperator<List<ResourceChange>> direction) {
    List<Found> chosen =
        found.stream()
            .filter(it -> prunes(it.change().action()) == prune)
            .sorted(Comparator.comparing(it -> it.change().address()))
            .toList();
    return direction.apply(inApplyOrder(chosen));
  }

  private static boolean prunes(Action action) {
    return action == Action.DELETE || action == Action.FORGET;
  }

  private static List<ResourceChange> inApplyOrder(List<Found> byAddress) {
    boolean kubernetes =
        byAddress.stream().allMatch(it -> it.change().address() instanceof Address.Kubernetes);
    if (!kubernetes) {
      return byAddress.stream().map(Found::change).toList();
    }
    Map<Value, ResourceChange> ofBody = new IdentityHashMap<>();
    List<Value> bodies = new ArrayList<>();
    for (Found one : byAddress) {
      Value body = one.body().asMapping().with("kind", kindOf(one)); // a copy with an identity
      ofBody.put(body, one.change());
      bodies.add(body);
    }
    List<ResourceChange> sorted = new ArrayList<>();
    ApplyOrder.sort(bodies).forEach(body -> sorted.add(of(ofBody, body)));
    return withEffectiveWaves(sorted);
  }

  private static Value kindOf(Found one) {
    return Value.of(((Address.Kubernetes) one.change().address()).kind());
  }

  private static ResourceChange of(Map<Value, ResourceChange> ofBody, Value body) {
    ResourceChange change = ofBody.get(body);
    if (change == null) {
      throw new IllegalStateException("the apply order returned an object that it was not given");
    }
    return change;
  }

  /** A Namespace that its first user pulled forward belongs to that user's wave. */
  private static List<ResourceChange> withEffectiveWaves(List<ResourceChange> sorted) {
    List<ResourceChange> backwards = new ArrayList<>();
    int wave = Integer.MAX_VALUE;
    for (ResourceChange change : sorted.reversed()) {
      wave = Math.min(wave, change.wave());
      backwards.add(
          new ResourceChange(
              change.address(),
              change.action(),
              change.fields(),
              wave,
              change.phase(),
              change.guarded(),
              change.unpredictedBecause()));
    }
    return backwards.reversed();
  }
}
