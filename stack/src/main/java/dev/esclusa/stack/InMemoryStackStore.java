package dev.esclusa.stack;

import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** States and blobs of one process, for tests and the simulation. */
public final class InMemoryStackStore implements StateStore, ArtifactStore {
  private final Map<TargetUid, Head> heads = new HashMap<>();
  private final Map<TargetUid, TreeMap<Long, Kept<StateVersion>>> versions = new HashMap<>();
  private final Map<Digest, Credential> credentials = new HashMap<>();
  private final Map<TargetUid, Deque<Incident>> incidents = new HashMap<>();
  private final Map<Key, Kept<Artifact>> artifacts = new LinkedHashMap<>();

  private record Kept<T>(T about, byte @Nullable [] sealed) {
    Optional<byte[]> content() {
      return sealed == null ? Optional.empty() : Optional.of(sealed.clone());
    }
  }

  private record Key(TargetUid stack, Purpose purpose, Digest digest) {}

  // --- states ---

  @Override
  public synchronized Head head(TargetUid stack) {
    Head head = heads.get(stack);
    return head == null ? Head.untouched(stack) : head;
  }

  @Override
  public synchronized boolean move(Head before, Move move) {
    Head after = move.after();
    TargetUid stack = after.stack();
    if (head(stack).revision() != before.revision()) {
      return false;
    }
    heads.put(stack, after);
    StateVersion current = after.current();
    if (move.sealed() != null && current != null) {
      of(stack).put(current.number(), new Kept<>(current, move.sealed().clone()));
    }
    dropThrough(after, move.dropThrough());
    if (move.issued() != null) {
      credentials.put(move.issued().passwordHash(), move.issued());
    }
    if (move.ended() != null) {
      end(stack, move.ended());
    }
    if (move.incident() != null) {
      record(move.incident());
    }
    return true;
  }

  private TreeMap<Long, Kept<StateVersion>> of(TargetUid stack) {
    return versions.computeIfAbsent(stack, _ -> new TreeMap<>());
  }

  private void dropThrough(Head head, long last) {
    of(head.stack())
        .headMap(last, true)
        .replaceAll(
            (number, kept) ->
                number == head.newest() || number == head.appliedNumber()
                    ? kept
                    : new Kept<>(kept.about.withoutContent(), null));
  }

  private void end(TargetUid stack, Ended ended) {
    credentials.replaceAll(
        (_, it) ->
            it.stack().equals(stack) && it.run().equals(ended.run()) && it.closedAt() == null
                ? it.closed(ended.at())
                : it);
  }

  @Override
  public synchronized Optional<Credential> credential(Digest passwordHash) {
    return Optional.ofNullable(credentials.get(passwordHash));
  }

  @Override
  public synchronized List<Credential> openCredentials(RunId run) {
    return credentials.values().stream()
        .filter(it -> it.run().equals(run) && it.closedAt() == null)
        .toList();
  }

  @Override
  public synchronized List<Credential> openCredentials(TargetUid stack) {
    return credentials.values().stream()
        .filter(it -> it.stack().equals(stack) && it.closedAt() == null)
        .sorted(Comparator.comparing(Credential::issuedAt).thenComparing(Credential::run))
        .toList();
  }

  @Override
  public synchronized List<StateVersion> versions(TargetUid stack) {
    return of(stack).descendingMap().values().stream().map(Kept::about).toList();
  }

  @Override
  public synchronized Optional<StateVersion> version(TargetUid stack, long number) {
    return Optional.ofNullable(of(stack).get(number)).map(Kept::about);
  }

  @Override
  public synchronized Optional<byte[]> sealed(TargetUid stack, long number) {
    return Optional.ofNullable(of(stack).get(number)).flatMap(Kept::content);
  }

  @Override
  public synchronized void record(Incident incident) {
    Deque<Incident> known = incidents.computeIfAbsent(incident.stack(), _ -> new ArrayDeque<>());
    known.addFirst(incident);
    if (known.size() > INCIDENTS_KEPT) {
      known.removeLast();
    }
  }

  @Override
  public synchronized List<Incident> incidents(TargetUid stack) {
    return List.copyOf(incidents.getOrDefault(stack, new ArrayDeque<>()));
  }

  // --- artifacts ---

  @Override
  public synchronized boolean put(Artifact artifact, byte[] sealed) {
    Key key = new Key(artifact.stack(), artifact.purpose(), artifact.digest());
    return artifacts.putIfAbsent(key, new Kept<>(artifact, sealed.clone())) == null;
  }

  @Override
  public synchronized Optional<Artifact> get(TargetUid stack, Purpose purpose, Digest digest) {
    return Optional.ofNullable(artifacts.get(new Key(stack, purpose, digest))).map(Kept::about);
  }

  @Override
  public synchronized Optional<byte[]> sealed(TargetUid stack, Purpose purpose, Digest digest) {
    return Optional.ofNullable(artifacts.get(new Key(stack, purpose, digest)))
        .flatMap(Kept::content);
  }

  @Override
  public synchronized List<Artifact> list(TargetUid stack, Purpose purpose) {
    List<Artifact> found = new ArrayList<>();
    artifacts.forEach(
        (key, kept) -> {
          if (key.stack.equals(stack) && key.purpose == purpose) {
            found.add(kept.about);
          }
        });
    return List.copyOf(found.reversed());
  }

  @Override
  public synchronized Consumption consume(
      TargetUid stack, Purpose purpose, Digest digest, Artifact.Use use) {
    Key key = new Key(stack, purpose, digest);
    Kept<Artifact> kept = artifacts.get(key);
    if (kept == null) {
      return Consumption.UNKNOWN;
    }
    if (kept.about.use() != null) {
      return Consumption.USED_BEFORE;
    }
    if (kept.sealed == null) {
      return Consumption.DROPPED;
    }
    if (use.fencingToken() < head(stack).fence()) {
      return Consumption.FENCED;
    }
    artifacts.put(key, new Kept<>(kept.about.usedBy(use), kept.sealed));
    return Consumption.CONSUMED;
  }

  @Override
  public synchronized boolean drop(TargetUid stack, Purpose purpose, Digest digest, Instant now) {
    Key key = new Key(stack, purpose, digest);
    Kept<Artifact> kept = artifacts.get(key);
    if (kept == null || kept.sealed == null) {
      return false;
    }
    artifacts.put(key, new Kept<>(kept.about.dropped(now), null));
    return true;
  }

  @Override
  public synchronized int dropOld(Purpose purpose, Instant madeBefore, Instant now) {
    int count = 0;
    for (Map.Entry<Key, Kept<Artifact>> entry : artifacts.entrySet()) {
      Artifact it = entry.getValue().about;
      if (entry.getKey().purpose == purpose
          && entry.getValue().sealed != null
          && it.madeAt().isBefore(madeBefore)) {
        entry.setValue(new Kept<>(it.dropped(now), null));
        count++;
      }
    }
    return count;
  }
}
