package dev.esclusa.adapters.kubernetes;

import dev.esclusa.adapters.kubernetes.Lookout.Wanted;
import dev.esclusa.kube.GroupKind;
import dev.esclusa.model.Address;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.observe.Observer;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Looks at one cluster, and keeps a watch cache for each installation that somebody watches. */
final class ClusterObserver implements AutoCloseable {
  private final String ownInstallation;
  private final ClusterApi api;
  private final Lookout lookout;
  private final Tempo tempo;
  private final Map<String, WatchCache> caches = new HashMap<>();

  ClusterObserver(String ownInstallation, ClusterApi api, Lookout lookout, Tempo tempo) {
    this.ownInstallation = ownInstallation;
    this.api = api;
    this.lookout = lookout;
    this.tempo = tempo;
  }

  ObservedState observe(Target target, List<Address> addresses) {
    Instant observedAt = tempo.now();
    List<Wanted> wanted = new ArrayList<>();
    for (Address address : addresses) {
      Address.Kubernetes at = ClusterPredictor.kubernetes(address);
      api.kinds()
          .find(new GroupKind(at.group(), at.kind()))
          .ifPresent(it -> wanted.add(new Wanted(at, it, null)));
    }
    Map<Address, Value> found = lookout.look(wanted, target.uid());
    List<Resource> resources = new ArrayList<>();
    for (Address address : addresses) {
      Value body = found.get(address);
      if (body != null) {
        resources.add(new Resource(address, body, null));
      }
    }
    return new ObservedState(target.uid(), observedAt, resources);
  }

  Observer.Watch watch(String installation, Consumer<Observer.Hint> hints) {
    Consumer<Observer.Hint> listener = hints::accept;
    WatchCache cache;
    boolean first;
    synchronized (caches) {
      WatchCache running = caches.get(installation);
      first = running == null;
      cache = running == null ? new WatchCache(installation, api, tempo) : running;
      cache.listen(listener);
      caches.put(installation, cache);
    }
    if (first) {
      cache.start(lookout.seen());
      if (installation.equals(ownInstallation)) {
        lookout.use(cache);
        lookout.seen().forEach(cache::want);
      }
    }
    return () -> leave(installation, cache, listener);
  }

  private void leave(String installation, WatchCache cache, Consumer<Observer.Hint> listener) {
    synchronized (caches) {
      if (cache.leave(listener) && caches.remove(installation, cache)) {
        if (installation.equals(ownInstallation)) {
          lookout.use(null);
        }
        cache.close();
      }
    }
  }

  @Override
  public void close() {
    synchronized (caches) {
      lookout.use(null);
      caches.values().forEach(WatchCache::close);
      caches.clear();
    }
  }
}
