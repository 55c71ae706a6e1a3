package dev.esclusa.sandbox;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Follows every event, and lets garbage collector, namespace controller and simulation act on what
 * is there now.
 */
final class Controllers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Controllers.class.getName());
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Store store;
  private final Cluster cluster;
  private final GarbageCollector garbage;
  private final NamespaceDrain namespaces;
  private final DefinitionDrain definitions;
  private final Simulation simulation;
  private final Thread thread =
      Thread.ofVirtual().name("sandbox-controllers").unstarted(this::follow);

  /** One act at a time, whether an event or a timer asks for it. */
  private final ReentrantLock acting = new ReentrantLock();

  Controllers(Store store, Cluster cluster, Simulation simulation) {
    this.store = store;
    this.cluster = cluster;
    this.simulation = simulation;
    this.garbage = new GarbageCollector(cluster);
    this.namespaces = new NamespaceDrain(cluster);
    this.definitions = new DefinitionDrain(cluster);
  }

  void start(SandboxOptions.Simulated simulated) {
    Bootstrap.furnish(cluster);
    if (simulated == SandboxOptions.Simulated.NOTHING) return;
    Bootstrap.addNode(cluster);
    simulation.start(this::act);
    thread.start();
  }

  @Override
  public void close() {
    if (thread.getState() == Thread.State.NEW) return;
    try {
      thread.join(FAREWELL);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try {
      long at = everything();
      while (!store.isClosed()) {
        Store.Events news = store.awaitAfter(at, PATIENCE);
        at = news.gone() ? everything() : news.revision();
        Set<Key> touched = new LinkedHashSet<>();
        for (Event event : news.events()) {
          act(() -> garbage.react(event));
          touched.add(event.key());
        }
        for (Key key : touched) act(() -> consider(key));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** After a start, or when events were missed: every object once. */
  private long everything() {
    long revision = store.revision();
    for (Key key : store.keys()) act(() -> consider(key));
    return revision;
  }

  private void consider(Key key) {
    garbage.consider(key);
    namespaces.consider(key);
    definitions.consider(key);
    simulation.consider(key);
  }

  /** A fault in one act must not end the others. */
  private void act(Runnable work) {
    acting.lock();
    try {
      if (!store.isClosed()) work.run();
    } catch (Refusal
        | IllegalStateException
        | IllegalArgumentException
        | NullPointerException fault) {
      if (!store.isClosed()) LOG.log(Level.WARNING, "sandbox controller", fault);
    } finally {
      acting.unlock();
    }
  }
}
