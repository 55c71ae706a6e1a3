package dev.esclusa.observe;

import dev.esclusa.model.Address;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Value;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * An observer over a map of bodies that look like Kubernetes objects, with the marker in labels.
 * Whoever changes the map says so with {@link #moved}.
 */
public final class InMemoryObserver implements Observer {
  private final Map<Address, Value> world;
  private final InstantSource clock;
  private final List<Watching> watches = new CopyOnWriteArrayList<>();

  private record Watching(String installation, Consumer<Hint> hints) {}

  /**
   * @param world shared with whoever changes it; its monitor guards it
   */
  public InMemoryObserver(Map<Address, Value> world, InstantSource clock) {
    this.world = world;
    this.clock = clock;
  }

  @Override
  public ObservedState observe(Target target, List<Address> addresses) {
    synchronized (world) {
      List<Resource> found = new ArrayList<>();
      for (Address address : addresses) {
        Value body = world.get(address);
        if (body != null) {
          found.add(new Resource(address, body, null));
        }
      }
      return new ObservedState(target.uid(), clock.instant(), found);
    }
  }

  @Override
  public Watch watch(String installation, Consumer<Hint> hints) {
    Watching watching = new Watching(installation, hints);
    watches.add(watching);
    return () -> watches.remove(watching);
  }

  /**
   * @param body before it went, where it is gone
   */
  public void moved(Address address, Value body) {
    String installation = body.text("metadata", "labels", Ownership.INSTALLATION_LABEL);
    String target = body.text("metadata", "labels", Ownership.TARGET_LABEL);
    if (installation == null || target == null) {
      return;
    }
    Hint hint = new Hint(new Ownership(installation, new TargetUid(target)), address);
    watches.stream()
        .filter(it -> it.installation().equals(installation))
        .forEach(it -> it.hints().accept(hint));
  }
}
