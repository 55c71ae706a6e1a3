package dev.esclusa.adapters.kubernetes;

import dev.esclusa.kube.GroupKind;
import dev.esclusa.kube.KubeKind;
import dev.esclusa.model.Address;
import dev.esclusa.model.ProblemException;
import dev.esclusa.observe.Observer.Hint;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one cluster that carry one installation's marker, kept by watches: one for each
 * kind that somebody asked about, and for the kinds that most targets are made of. Idle it costs
 * the watches alone.
 */
final class WatchCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchCache.class);
  private static final Duration FIRST_LISTS = Duration.ofSeconds(10);
  private static final Duration DISCOVERY_AGAIN = Duration.ofSeconds(15);

  private static final List<GroupKind> USUAL =
      List.of(
          new GroupKind("", "Namespace"),
          new GroupKind("", "ConfigMap"),
          new GroupKind("", "Secret"),
          new GroupKind("", "Service"),
          new GroupKind("", "ServiceAccount"),
          new GroupKind("", "PersistentVolumeClaim"),
          new GroupKind("apps", "Deployment"),
          new GroupKind("apps", "StatefulSet"),
          new GroupKind("apps", "DaemonSet"),
          new GroupKind("batch", "Job"),
          new GroupKind("batch", "CronJob"),
          new GroupKind("networking.k8s.io", "Ingress"));

  private final String installation;
  private final ClusterApi api;
  private final Tempo tempo;
  private final Map<KubeKind, KindWatch> watches = new ConcurrentHashMap<>();
  private final List<Consumer<Hint>> listeners = new CopyOnWriteArrayList<>();
  private boolean closed;

  WatchCache(String installation, ClusterApi api, Tempo tempo) {
    this.installation = installation;
    this.api = api;
    this.tempo = tempo;
  }

  /** Begins to watch, and waits a little for the first lists. */
  void start(Set<KubeKind> alsoSeen) {
    alsoSeen.forEach(this::want);
    wantUsual();
    awaitFirstLists();
  }

  private void wantUsual() {
    try {
      for (GroupKind usual : USUAL) {
        api.kinds().find(usual).ifPresent(this::want);
      }
    } catch (ProblemException e) {
      LOG.warn("cluster {} cannot be watched yet: {}", api.problems().cluster(), e.getMessage());
      tempo.after(DISCOVERY_AGAIN, this::wantUsualUnlessClosed);
    }
  }

  private void wantUsualUnlessClosed() {
    if (!closed()) {
      wantUsual();
    }
  }

  private synchronized boolean closed() {
    return closed;
  }

  private void awaitFirstLists() {
    long end = System.nanoTime() + FIRST_LISTS.toNanos();
    try {
      for (KindWatch one : new ArrayList<>(watches.values())) {
        if (!one.tried().await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From now on objects of this kind are watched. */
  synchronized void want(KubeKind kind) {
    boolean watchable = kind.verbs().contains("list") && kind.verbs().contains("watch");
    if (!closed && watchable && !watches.containsKey(kind)) {
      KindWatch watch = new KindWatch(kind, installation, api, tempo, this::tell);
      watches.put(kind, watch);
      watch.start();
    }
  }

  /** Null says nothing about the object: it may be there without our marker. */
  @Nullable Value sure(KubeKind kind, Address address) {
    KindWatch watch = watches.get(kind);
    return watch == null ? null : watch.sure(address);
  }

  void wrote(Address address, Value body) {
    watches.forEach(
        (kind, watch) -> {
          if (kind.kind().equals(body.text("kind"))
              && kind.apiVersion().equals(body.text("apiVersion"))) {
            watch.wrote(address, body);
          } else {
            // the same object in another version of its kind
            watch.doubtUntil(address, Sighted.number(Bodies.version(body)));
          }
        });
  }

  void ending(Address address) {
    watches.values().forEach(it -> it.ending(address));
  }

  void listen(Consumer<Hint> listener) {
    listeners.add(listener);
  }

  /** Whether nobody listens any more. */
  boolean leave(Consumer<Hint> listener) {
    listeners.remove(listener);
    return listeners.isEmpty();
  }

  private void tell(Hint hint) {
    for (Consumer<Hint> listener : listeners) {
      try {
        listener.accept(hint);
      } catch (RuntimeException e) {
        LOG.warn("a listener of hints failed with {}", e.getClass().getName());
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    watches.values().forEach(KindWatch::close);
  }
}
