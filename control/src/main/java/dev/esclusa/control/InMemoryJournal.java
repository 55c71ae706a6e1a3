package dev.esclusa.control;

import dev.esclusa.control.EnvelopeSealer.Closed;
import dev.esclusa.control.EnvelopeSealer.Head;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A journal in the memory of one process, for trials and the simulation: the same envelopes as in
 * the database, every call under one lock, nothing left to chance but the salts of its {@link
 * Tempo}.
 */
public final class InMemoryJournal implements Journal {
  private final Shared shared;
  private final Tempo tempo;
  private final EnvelopeSealer sealer;
  private final WorkBell bell;
  private volatile boolean closed;

  public InMemoryJournal(Tempo tempo, InMemoryLeases leases) {
    this(tempo, new Shared(leases));
  }

  private InMemoryJournal(Tempo tempo, Shared shared) {
    this.shared = shared;
    this.tempo = tempo;
    this.sealer = new EnvelopeSealer(tempo);
    this.bell = new WorkBell(tempo);
    shared.bells.add(bell);
  }

  /** Another server on the same entries, work and leases; closing one leaves the others. */
  public InMemoryJournal replica(Tempo tempo) {
    return new InMemoryJournal(tempo, shared);
  }

  @Override
  public List<Entry> append(Batch batch) {
    checkOpen();
    synchronized (shared) {
      shared.checkFence(batch.fencedBy());
      List<Closed> closedPayloads = sealer.close(batch);
      List<Entry> entries = sealer.seal(batch, closedPayloads, shared);
      for (int i = 0; i < entries.size(); i++) {
        shared.add(entries.get(i), closedPayloads.get(i).payload());
      }
      batch.work().forEach(shared.work::want);
      batch.work().forEach(wanted -> shared.ringAt(wanted.dueAt()));
      return entries;
    }
  }

  @Override
  public List<Entry> stream(Stream stream) {
    checkOpen();
    synchronized (shared) {
      return List.copyOf(shared.streams.getOrDefault(stream, List.of()));
    }
  }

  @Override
  public List<Entry> from(long index, int max) {
    checkOpen();
    synchronized (shared) {
      int size = shared.entries.size();
      int first = (int) Math.min(index, size);
      return List.copyOf(shared.entries.subList(first, (int) Math.min((long) first + max, size)));
    }
  }

  @Override
  public long size() {
    checkOpen();
    synchronized (shared) {
      return shared.size();
    }
  }

  @Override
  public @Nullable Payload payload(long index) {
    checkOpen();
    synchronized (shared) {
      return shared.payloads.get(index);
    }
  }

  @Override
  public int erasePayloads(Stream stream) {
    checkOpen();
    synchronized (shared) {
      int erased = 0;
      for (Entry entry : shared.streams.getOrDefault(stream, List.of())) {
        erased += shared.payloads.remove(entry.index()) == null ? 0 : 1;
      }
      return erased;
    }
  }

  @Override
  public List<Work> takeWork(String worker, int max, Duration hold) {
    checkOpen();
    synchronized (shared) {
      Instant now = tempo.now();
      List<Work> taken = shared.work.take(max, now, now.plus(hold));
      if (!taken.isEmpty()) {
        shared.ringAt(now.plus(hold));
      }
      return taken;
    }
  }

  @Override
  public void workDone(Work work) {
    checkOpen();
    synchronized (shared) {
      Instant again = shared.work.done(work);
      if (again != null) {
        shared.ringAt(again);
      }
    }
  }

  @Override
  public void workAgain(Work work, Instant at) {
    checkOpen();
    synchronized (shared) {
      shared.work.again(work, at);
      shared.ringAt(at);
    }
  }

  @Override
  public void onWork(Runnable wake) {
    bell.onRing(wake);
  }

  @Override
  public void close() {
    closed = true;
    shared.bells.remove(bell);
    bell.close();
  }

  private void checkOpen() {
    if (closed) {
      throw Problem.environment(
              "JNL-0002", "The journal is closed.", "Nothing: the server is going down.")
          .asException();
    }
  }

  /** What all replicas share. Its monitor is the one lock. */
  private static final class Shared implements EnvelopeSealer.Tip {
    private final InMemoryLeases leases;
    private final List<WorkBell> bells = new CopyOnWriteArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Stream, List<Entry>> streams = new HashMap<>();
    private final Map<TargetUid, Digest> targets = new HashMap<>();
    private final Map<Long, Payload> payloads = new HashMap<>();
    private final InMemoryWork work = new InMemoryWork();

    Shared(InMemoryLeases leases) {
      this.leases = leases;
    }

    void checkFence(@Nullable Lease lease) {
      Long newer = lease == null ? null : leases.newerToken(lease);
      if (lease != null && newer != null) {
        throw new FencedOff(lease, newer);
      }
    }

    void add(Entry entry, @Nullable Payload payload) {
      entries.add(entry);
      streams.computeIfAbsent(entry.envelope().stream(), s -> new ArrayList<>()).add(entry);
      TargetUid target = entry.envelope().target();
      if (target != null) {
        targets.put(target, entry.leafHash());
      }
      if (payload != null) {
        payloads.put(entry.index(), payload);
      }
    }

    void ringAt(Instant at) {
      bells.forEach(bell -> bell.ringAt(at));
    }

    @Override
    public long size() {
      return entries.size();
    }

    @Override
    public Instant recordedAt() {
      return entries.isEmpty() ? Instant.EPOCH : entries.getLast().envelope().recordedAt();
    }

    @Override
    public Head stream(Stream stream) {
      List<Entry> all = streams.get(stream);
      return all == null ? Head.NONE : Head.of(all.getLast());
    }

    @Override
    public @Nullable Digest target(TargetUid target) {
      return targets.get(target);
    }
  }
}
