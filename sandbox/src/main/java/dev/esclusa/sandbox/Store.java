package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All objects and the last events, behind one lock. Objects are immutable values; a write names the
 * value that it replaces and is refused when another write came first.
 */
final class Store implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final TreeMap<Key, Mapping> objects = new TreeMap<>();
  private final Map<String, Key> keyByUid = new HashMap<>();
  private final Map<String, Set<Key>> dependentsByOwner = new HashMap<>();
  private final Event[] ring;
  private final long firstRevision;
  private final @Nullable StateFile file;
  private long revision;
  private boolean closed;
  private boolean fileClosed;

  Store(@Nullable StateFile file, int eventsKept) {
    this.file = file;
    this.ring = new Event[eventsKept];
    this.revision = file == null ? 0 : file.load(this::restore);
    this.firstRevision = revision;
  }

  /** What a list saw: the objects in key order and the revision they were seen at. */
  record Listing(List<Mapping> objects, long revision) {}

  /** What happened after a revision; {@code gone} when the ring has forgotten part of it. */
  record Events(List<Event> events, boolean gone, long revision) {}

  @Nullable Mapping get(Key key) {
    lock.lock();
    try {
      return objects.get(key);
    } finally {
      lock.unlock();
    }
  }

  /** The objects of one resource, in one namespace or, with "", in all. */
  Listing list(String group, String plural, String namespace) {
    lock.lock();
    try {
      Key from = new Key(group, plural, namespace, "");
      Key to =
          namespace.isEmpty()
              ? new Key(group, plural + '\0', "", "")
              : new Key(group, plural, namespace + '\0', "");
      return new Listing(new ArrayList<>(objects.subMap(from, true, to, false).values()), revision);
    } finally {
      lock.unlock();
    }
  }

  List<Key> keys() {
    lock.lock();
    try {
      return List.copyOf(objects.keySet());
    } finally {
      lock.unlock();
    }
  }

  /** Every object of every resource in a namespace. */
  List<Key> keysIn(String namespace) {
    lock.lock();
    try {
      return objects.keySet().stream().filter(key -> key.namespace().equals(namespace)).toList();
    } finally {
      lock.unlock();
    }
  }

  @Nullable Key keyOf(String uid) {
    lock.lock();
    try {
      return keyByUid.get(uid);
    } finally {
      lock.unlock();
    }
  }

  List<Key> dependentsOf(String uid) {
    lock.lock();
    try {
      return List.copyOf(dependentsByOwner.getOrDefault(uid, Set.of()));
    } finally {
      lock.unlock();
    }
  }

  long revision() {
    lock.lock();
    try {
      return revision;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts {@code after} where {@code before} is (null: nothing), and returns it with its new
   * resourceVersion; null when something else is there or the guard, asked under the lock, says no.
   */
  @Nullable Mapping swap(Key key, @Nullable Mapping before, Mapping after, BooleanSupplier guard) {
    lock.lock();
    try {
      if (objects.get(key) != before || !guard.getAsBoolean()) return null;
      Mapping stamped = Meta.withRevision(after, revision + 1);
      commit(new Event(revision + 1, key, before, stamped));
      return stamped;
    } finally {
      lock.unlock();
    }
  }

  /** Removes {@code before}; false when something else is there. */
  boolean remove(Key key, Mapping before) {
    lock.lock();
    try {
      if (objects.get(key) != before) return false;
      commit(new Event(revision + 1, key, before, null));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns when everything written so far is on disk; the simulated controllers, who can do it all
   * again, do not wait.
   */
  void settle() {
    if (file != null) file.sync();
  }

  /** Waits until something happened after {@code since}, at most for {@code patience}. */
  Events awaitAfter(long since, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (revision <= since && !closed && left > 0) left = moved.awaitNanos(left);
      return after(since);
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing is written, and nobody waits for events. */
  void end() {
    lock.lock();
    try {
      closed = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    end();
    lock.lock();
    try {
      if (file == null || fileClosed) return;
      fileClosed = true;
      file.rewrite(revision, objects);
      file.close();
    } finally {
      lock.unlock();
    }
  }

  private Events after(long since) {
    long oldest = Math.max(firstRevision, revision - ring.length);
    if (since < oldest) return new Events(List.of(), true, revision);
    List<Event> events = new ArrayList<>();
    for (long next = since + 1; next <= revision; next++)
      events.add(ring[(int) (next % ring.length)]);
    return new Events(events, false, revision);
  }

  private void commit(Event event) {
    if (closed) throw new IllegalStateException("the sandbox is closed");
    if (file != null) file.append(event);
    revision = event.revision();
    ring[(int) (revision % ring.length)] = event;
    index(event.key(), event.before(), event.after());
    moved.signalAll();
    if (file != null && file.isLong()) file.rewrite(revision, objects);
  }

  private void restore(Key key, @Nullable Mapping object) {
    index(key, objects.get(key), object);
  }

  private void index(Key key, @Nullable Mapping before, @Nullable Mapping after) {
    if (before != null) forget(key, before);
    if (after == null) {
      objects.remove(key);
      return;
    }
    objects.put(key, after);
    keyByUid.put(Meta.uid(after), key);
    for (Mapping owner : Meta.owners(after)) {
      String uid = Meta.textOr(owner, "", "uid");
      dependentsByOwner.computeIfAbsent(uid, absent -> new TreeSet<>()).add(key);
    }
  }

  private void forget(Key key, Mapping before) {
    keyByUid.remove(Meta.uid(before));
    for (Mapping owner : Meta.owners(before)) {
      String uid = Meta.textOr(owner, "", "uid");
      Set<Key> dependents = dependentsByOwner.get(uid);
      if (dependents != null && dependents.remove(key) && dependents.isEmpty())
        dependentsByOwner.remove(uid);
    }
  }
}
