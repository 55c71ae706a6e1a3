package dev.esclusa.observe;

import dev.esclusa.model.Address;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Value;
import java.util.HashMap;
import java.util.Map;

class InMemoryObserverTest extends ObserverContract {
  private final Map<Address, Value> world = new HashMap<>();
  final InMemoryObserver direct = new InMemoryObserver(world, () -> Given.NOON);

  @Override
  protected Observer observer() {
    return direct;
  }

  @Override
  protected Target target() {
    return Given.TARGET;
  }

  @Override
  protected Ownership ownership() {
    return Given.OURS;
  }

  @Override
  protected Resource sample(String name, String colour) {
    return Given.configMap(name, colour);
  }

  @Override
  protected void put(Resource resource) {
    synchronized (world) {
      world.put(resource.address(), resource.body());
    }
    direct.moved(resource.address(), resource.body());
  }

  @Override
  protected void delete(Resource resource) {
    synchronized (world) {
      world.remove(resource.address());
    }
    direct.moved(resource.address(), resource.body());
  }
}
