package dev.esclusa.adapters.kubernetes;

import dev.esclusa.kube.KubeKind;
import dev.esclusa.model.Address;
import dev.esclusa.model.ModelException;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.ProblemException;
import dev.esclusa.observe.Observer.Hint;
import dev.esclusa.tempo.Backoff;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All objects of one kind that carry one installation's marker, kept true by a list and a watch
 * that is resumed where it broke off (Kubernetes docs, "Efficient detection of changes"). A list
 * that fails leaves what was known before, and says that it is not to be relied on.
 */
final class KindWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KindWatch.class);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(250), 2, Duration.ofMinutes(1), 0.5);
  private static final Duration ROUND = Duration.ofMinutes(4);
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final Duration MIN_ROUND = Duration.ofSeconds(1);
  private static final int GONE = 410;

  private final KubeKind kind;
  private final String installation;
  private final ClusterApi api;
  private final Tempo tempo;
  private final Consumer<Hint> hints;
  // Both written by the loop and by whoever writes an object, and so under this only.
  private final Map<Address, Sighted> sighted = new ConcurrentHashMap<>();
  private final Map<Address, Long> doubted = new ConcurrentHashMap<>();
  // Only the loop's.
  private final List<Hint> untold = new ArrayList<>();
  private final CountDownLatch tried = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean synced;
  private volatile boolean closed;
  private String version = "";
  private boolean late;

  KindWatch(KubeKind kind, String installation, ClusterApi api, Tempo tempo, Consumer<Hint> hints) {
    this.kind = kind;
    this.installation = installation;
    this.api = api;
    this.tempo = tempo;
    this.hints = hints;
    this.thread =
        Thread.ofVirtual()
            .name("watch-" + api.problems().cluster() + "-" + kind.plural())
            .unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Opens when the first list came, or did not. */
  CountDownLatch tried() {
    return tried;
  }

  /** The object, where it is known for sure that no older state than our own last write is seen. */
  @Nullable Value sure(Address address) {
    Sighted found = synced && !doubted.containsKey(address) ? sighted.get(address) : null;
    return found == null ? null : found.body();
  }

  /** What this server itself wrote need not be waited for. */
  synchronized void wrote(Address address, Value body) {
    Ownership owner = Bodies.owner(body);
    if (owner != null && owner.installation().equals(installation)) {
      doubted.remove(address);
      sighted.merge(
          address, Sighted.of(body, owner), (was, is) -> is.olderThan(was.version()) ? was : is);
    }
  }

  /** Until the watch tells of its end, only the cluster knows whether it is still there. */
  void ending(Address address) {
    doubtUntil(address, Long.MAX_VALUE);
  }

  /** What was seen is not relied on until a state of at least this version is. */
  synchronized void doubtUntil(Address address, long floor) {
    if (sighted.containsKey(address)) {
      doubted.merge(address, floor, Math::max);
    }
  }

  // --- the loop ---

  private void run() {
    int failures = 0;
    while (!closed) {
      try {
        if (version.isEmpty()) {
          relist();
        }
        tried.countDown();
        long began = System.nanoTime();
        follow();
        if (System.nanoTime() - began < MIN_ROUND.toNanos() && !version.isEmpty()) {
          throw new NoAnswer(true, "the server ends each watch at once", null);
        }
        failures = 0;
      } catch (ProblemException | NoAnswer | ModelException | TreeException e) {
        failures++;
        lost(e, failures);
      }
    }
  }

  private void lost(Exception e, int failures) {
    synced = false;
    late |= tried.getCount() > 0;
    tried.countDown();
    if (closed) {
      return;
    }
    if (failures == 3) {
      LOG.warn("watch of {}: {}", kind.plural(), e.getMessage());
    }
    try {
      tempo.pause(BACKOFF.after(failures, tempo.chance()));
    } catch (InterruptedException _) {
      closed = true;
    }
  }

  private String selector() {
    return Ownership.INSTALLATION_LABEL + "=" + installation;
  }

  private void relist() {
    ClusterApi.Listed listed = api.list(kind, null, selector());
    boolean first = sighted.isEmpty() && !late;
    Set<Address> vanished = new HashSet<>(sighted.keySet());
    Map<Address, Value> found = new HashMap<>();
    for (Value item : listed.items()) {
      found.put(address(item), item);
    }
    vanished.removeAll(found.keySet());
    found.forEach((address, body) -> seen(address, body, !first));
    vanished.forEach(it -> unlisted(it, listed.version()));
    reached(listed.version());
    tellAll();
    version = listed.version();
    synced = true;
  }

  private void follow() throws NoAnswer {
    Events events = new Events();
    String path = ClusterApi.watchPath(kind, selector(), version, ROUND.toSeconds());
    Reply refusal = api.transport().follow(path, ROUND.plus(GRACE), events);
    if (refusal == null) {
      return;
    }
    if (refusal.code() == GONE) {
      version = "";
      return;
    }
    throw api.problems().refusedRead("the watch of " + kind.plural(), refusal);
  }

  private final class Events implements Transport.Lines {
    @Override
    public void begun() {
      synced = true;
    }

    @Override
    public void line(byte[] line) throws NoAnswer {
      Value event = read(line);
      Value object = event.at("object");
      String type = event.text("type");
      if (object == null || type == null) {
        throw new NoAnswer(true, "a watch event without type or object", null);
      }
      switch (type) {
        case "ADDED", "MODIFIED" -> {
          checkKind(object);
          seen(address(object), object, true);
          tellAll();
          version = Bodies.version(object);
        }
        case "DELETED" -> {
          checkKind(object);
          ended(address(object), object);
          tellAll();
          version = Bodies.version(object);
        }
        case "BOOKMARK" -> version = Bodies.version(object);
        default -> {
          boolean old = object.at("code") instanceof Value.Num code && code.longValue() == GONE;
          version = old ? "" : version;
          throw new NoAnswer(true, "the watch ended with " + object.text("message"), null);
        }
      }
    }

    private Value read(byte[] line) throws NoAnswer {
      try {
        return Json.read(line);
      } catch (TreeException e) {
        throw new NoAnswer(true, "a watch event is no JSON", e);
      }
    }

    private void checkKind(Value object) throws NoAnswer {
      if (!kind.kind().equals(object.text("kind")) || Bodies.version(object).isEmpty()) {
        throw new NoAnswer(
            true, "a watch event about " + object.text("kind") + ", wanted " + kind.kind(), null);
      }
    }
  }

  // --- what was seen ---

  private Address address(Value body) {
    String namespace = body.text("metadata", "namespace");
    return new Address.Kubernetes(
        kind.group(),
        kind.kind(),
        kind.namespaced() ? namespace : null,
        String.valueOf(body.text("metadata", "name")));
  }

  private synchronized void seen(Address address, Value body, boolean tell) {
    Ownership owner = Bodies.owner(body);
    if (owner == null || !owner.installation().equals(installation)) {
      ended(address, body); // the server did not heed the selector
      return;
    }
    Sighted was = sighted.get(address);
    if (was != null && Sighted.of(body, owner).olderThan(was.version())) {
      return;
    }
    Sighted is = Sighted.of(body, owner);
    sighted.put(address, is);
    long floor = doubted.getOrDefault(address, 0L);
    boolean another = was != null && !was.uid().equals(is.uid());
    if (another || Bodies.terminating(body) || Sighted.number(is.version()) >= floor) {
      doubted.remove(address);
    }
    boolean moved =
        was == null || !was.uid().equals(is.uid()) || !was.essence().equals(is.essence());
    if (tell && moved) {
      untold.add(new Hint(owner, address));
      if (was != null && !was.owner().equals(owner)) {
        untold.add(new Hint(was.owner(), address));
      }
    }
  }

  private synchronized void ended(Address address, Value body) {
    Sighted was = sighted.get(address);
    boolean aNewerOneIsThere =
        was != null
            && was.version().length() > 0
            && !was.uid().equals(Bodies.uid(body))
            && !was.olderThan(Bodies.version(body));
    if (!aNewerOneIsThere) {
      vanished(address);
    }
  }

  /** What was written after the list was made is not in it. */
  private synchronized void unlisted(Address address, String version) {
    Sighted was = sighted.get(address);
    long listed = Sighted.number(version);
    if (was == null || listed < 0 || Sighted.number(was.version()) <= listed) {
      vanished(address);
    }
  }

  /**
   * Everything up to this version is seen. What is ending stays in doubt: its end may come after.
   */
  private synchronized void reached(String version) {
    long number = Sighted.number(version);
    doubted.values().removeIf(floor -> floor <= number);
  }

  private void vanished(Address address) {
    doubted.remove(address);
    Sighted was = sighted.remove(address);
    if (was != null) {
      untold.add(new Hint(was.owner(), address));
    }
  }

  /** Not under the lock: whoever hears it may look at once. */
  private void tellAll() {
    List<Hint> now = List.copyOf(untold);
    untold.clear();
    now.forEach(hints);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
