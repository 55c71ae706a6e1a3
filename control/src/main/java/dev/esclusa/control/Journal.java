package dev.esclusa.control;

import dev.esclusa.model.Stream;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The port to the one gapless, append-only journal. Its entries are the leaves of the log, its work
 * items are written in the same transaction as the facts that cause them.
 */
public interface Journal extends AutoCloseable {

  /**
   * Appends all or nothing, durably, before it returns.
   *
   * @return the entries as they stand, in the order given
   * @throws StreamMoved when a stream is not at the sequence that the writer saw: read again
   * @throws FencedOff when the batch names a lease that is no longer the newest of its target
   */
  List<Entry> append(Batch batch);

  /** All entries of a stream, oldest first; empty when there is none. */
  List<Entry> stream(Stream stream);

  /** At most {@code max} entries from a log index on, in log order. */
  List<Entry> from(long index, int max);

  /** How many entries the journal has. */
  long size();

  /**
   * The payload of an entry, opened.
   *
   * @return absent when the entry has none or it was erased
   */
  @Nullable Payload payload(long index);

  /** Removes the payloads of a stream and the key that opens them. The leaves stay. */
  int erasePayloads(Stream stream);

  /** Takes due work, at most {@code max} items, each for nobody else until {@code hold} is over. */
  List<Work> takeWork(String worker, int max, Duration hold);

  /** The item is finished, unless it was asked for again meanwhile. */
  void workDone(Work work);

  /** The item is to be tried again at an instant. */
  void workAgain(Work work, Instant at);

  /** Runs when work may have come, from any thread; more often than needed is fine. */
  void onWork(Runnable wake);

  @Override
  void close();

  /**
   * @param entries to append
   * @param work items that become due with them; one that stands already becomes due earlier
   * @param fencedBy the lease under which the writer acts on a target, checked in the transaction
   */
  record Batch(
      List<NewEntry> entries, List<Wanted> work, dev.esclusa.model.@Nullable Lease fencedBy) {
    public Batch {
      entries = List.copyOf(entries);
      work = List.copyOf(work);
    }

    /** Facts that cause no work, by a writer who needs no lease. */
    public static Batch of(List<NewEntry> entries) {
      return new Batch(entries, List.of(), null);
    }
  }

  /**
   * @param expectedSequence of the newest entry of the stream that the writer has seen; 0 for none
   */
  record NewEntry(
      Stream stream,
      long expectedSequence,
      dev.esclusa.model.Fact fact,
      dev.esclusa.model.@Nullable TargetUid target,
      dev.esclusa.model.PersonId actor,
      Value payload) {}

  /**
   * @param index position in the log, from 0
   * @param leaf the stored bytes
   */
  record Entry(long index, byte[] leaf, Digest leafHash, dev.esclusa.model.Envelope envelope) {}

  /**
   * @param salt of the commitment
   * @param bytes canonical bytes of the payload
   */
  record Payload(byte[] salt, byte[] bytes) {}

  /**
   * @param kind what to do, e.g. {@code drive}
   * @param key on what, e.g. a change id; one item for each kind and key
   */
  record Wanted(String kind, String key, Instant dueAt) {}

  /**
   * @param claim tells this taking from every other
   */
  record Work(String kind, String key, int attempt, long claim) {}

  /** A stream has moved since the writer read it. */
  final class StreamMoved extends RuntimeException {
    public StreamMoved(Stream stream, long expected, long actual) {
      super("stream " + stream + " is at " + actual + ", the writer expected " + expected);
    }
  }

  /** The writer's lease was taken over. */
  final class FencedOff extends RuntimeException {
    public FencedOff(dev.esclusa.model.Lease lease, long newest) {
      super(
          "lease of "
              + lease.holder()
              + " on "
              + lease.target()
              + " has token "
              + lease.fencingToken()
              + ", the newest is "
              + newest);
    }
  }
}
