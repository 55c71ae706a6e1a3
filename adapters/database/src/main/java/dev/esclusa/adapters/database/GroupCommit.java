package dev.esclusa.adapters.database;

import dev.esclusa.adapters.database.StreamKeys.Locked;
import dev.esclusa.control.EnvelopeSealer;
import dev.esclusa.control.EnvelopeSealer.Closed;
import dev.esclusa.control.Journal.Batch;
import dev.esclusa.control.Journal.Entry;
import dev.esclusa.control.Journal.FencedOff;
import dev.esclusa.control.Journal.NewEntry;
import dev.esclusa.control.Journal.Payload;
import dev.esclusa.control.Journal.StreamMoved;
import dev.esclusa.control.PayloadCipher.StreamKey;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.ModelException;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One flush: the batches of many writers in one transaction. A batch that may not be written is
 * told so and leaves the others alone; when the transaction fails, nobody has been told anything
 * yet.
 */
final class GroupCommit {
  private final StreamKeys keys;
  private final EnvelopeSealer sealer;
  private final LogTip tip;
  private final CopyRows entryRows = new CopyRows();
  private final CopyRows payloadRows = new CopyRows();
  private final CopyRows streamRows = new CopyRows();

  GroupCommit(StreamKeys keys, EnvelopeSealer sealer) {
    this.keys = keys;
    this.sealer = sealer;
    this.tip = new LogTip(keys);
  }

  /**
   * What one writer waits for.
   *
   * @param locked the payloads, where a key was at hand
   */
  record Pending(
      Batch batch,
      List<Closed> closed,
      List<@Nullable Locked> locked,
      CompletableFuture<List<Entry>> done) {
    long sizeBytes() {
      long size = 0;
      for (Closed one : closed) {
        Payload payload = one.payload();
        size += Envelope.MAX_BYTES + (payload == null ? 0 : payload.bytes().length);
      }
      return size;
    }
  }

  /** A batch that the transaction holds. */
  record Written(Pending pending, List<Entry> entries) {}

  /** What a transaction decided; true only once it has committed. */
  record Outcome(List<Written> written, List<Refused> refused) {
    /** Tells every writer. */
    void tell() {
      written.forEach(it -> it.pending().done().complete(it.entries()));
      refused.forEach(it -> it.pending().done().completeExceptionally(it.because()));
    }

    /** Of the first entry in the log; absent when none was written. */
    @Nullable Entry first() {
      return written.stream().flatMap(it -> it.entries().stream()).findFirst().orElse(null);
    }
  }

  record Refused(Pending pending, RuntimeException because) {}

  /** Writes what may be written; the caller commits. */
  Outcome write(Connection connection, List<Pending> pending) throws SQLException {
    tip.lock(connection, streamsOf(pending), targetsOf(pending));
    LeasesInForce leases = LeasesInForce.of(connection, pending);
    Outcome outcome = new Outcome(new ArrayList<>(pending.size()), new ArrayList<>());
    WorkWanted work = new WorkWanted();
    for (Pending one : pending) {
      try {
        leases.check(one.batch().fencedBy());
        outcome.written().add(new Written(one, add(one)));
        work.addAll(one.batch().work());
      } catch (StreamMoved | FencedOff | ModelException refused) {
        outcome.refused().add(new Refused(one, refused));
      }
    }
    send(connection, outcome, work);
    return outcome;
  }

  /** The transaction has ended well. */
  void committed() {
    tip.committed();
  }

  /** The transaction failed, or nobody knows how it ended. */
  void forget() {
    entryRows.clear();
    payloadRows.clear();
    streamRows.clear();
    tip.forget();
  }

  private List<Entry> add(Pending one) {
    List<Entry> entries = sealer.seal(one.batch(), one.closed(), tip);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      tip.add(entry);
      addEntry(entry);
      Closed closed = one.closed().get(i);
      if (closed.payload() != null) {
        addPayload(entry, closed, one.locked().get(i));
      }
    }
    return entries;
  }

  private void addEntry(Entry entry) {
    TargetUid target = entry.envelope().target();
    entryRows
        .row(6)
        .bigint(entry.index())
        .bigint(tip.number(entry.envelope().stream()))
        .bigint(entry.envelope().sequence())
        .text(target == null ? null : target.text())
        .bytes(entry.leafHash().bytes())
        .bytes(entry.leaf());
  }

  private void addPayload(Entry entry, Closed closed, @Nullable Locked locked) {
    StreamKey key = tip.key(entry.envelope().stream(), locked == null ? null : locked.key());
    Locked standing = locked == null || locked.key() != key ? keys.lock(key, closed) : locked;
    payloadRows.row(2).bigint(entry.index()).bytes(standing.sealed());
  }

  private void send(Connection connection, Outcome outcome, WorkWanted work) throws SQLException {
    entryRows.send(connection, "entry (index, stream, sequence, target, leaf_hash, leaf)");
    payloadRows.send(connection, "payload (index, sealed)");
    work.write(connection);
    if (!outcome.written().isEmpty()) {
      tip.write(connection, streamRows, !work.isEmpty());
    }
  }

  private static Set<Stream> streamsOf(List<Pending> pending) {
    Set<Stream> streams = new HashSet<>();
    pending.forEach(one -> one.batch().entries().forEach(entry -> streams.add(entry.stream())));
    return streams;
  }

  private static Set<TargetUid> targetsOf(List<Pending> pending) {
    Set<TargetUid> targets = new HashSet<>();
    for (Pending one : pending) {
      for (NewEntry entry : one.batch().entries()) {
        TargetUid target = entry.target();
        if (target != null) {
          targets.add(target);
        }
      }
    }
    return targets;
  }

  /** Whether a transaction whose end was not seen is in the log after all. */
  static boolean isWritten(Connection connection, Entry first) throws SQLException {
    String sql = "select leaf_hash from entry where index = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, first.index());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && Digest.ofHash(rows.getBytes(1)).equals(first.leafHash());
      }
    }
  }
}
