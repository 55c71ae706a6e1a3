package dev.esclusa.control;

import dev.esclusa.control.Journal.Batch;
import dev.esclusa.control.Journal.Entry;
import dev.esclusa.control.Journal.NewEntry;
import dev.esclusa.control.Journal.Payload;
import dev.esclusa.control.Journal.StreamMoved;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes leaves of what writers want to say: the one place where envelopes come from, whatever
 * stores them. The payloads of a batch are closed first, by any thread; its envelopes are sealed by
 * whoever holds the head of the log.
 */
public final class EnvelopeSealer {
  public static final int MAX_PAYLOAD_BYTES = 32 << 20;

  /** The commitment of an entry without payload, so that a reader knows that nothing was erased. */
  public static final Digest NO_PAYLOAD = Envelope.commitmentOf(new byte[0], new byte[0]);

  private final InstantSource clock;
  private final Chance chance;

  public EnvelopeSealer(Tempo tempo) {
    this(tempo.clock(), tempo.chance());
  }

  /**
   * @param chance where salts come from
   */
  public EnvelopeSealer(InstantSource clock, Chance chance) {
    this.clock = clock;
    this.chance = chance;
  }

  /** The payloads of a batch, salted and committed to; {@link Value#NULL} is none. */
  public List<Closed> close(Batch batch) {
    List<Closed> closed = new ArrayList<>(batch.entries().size());
    for (NewEntry entry : batch.entries()) {
      Payload payload = entry.payload().isNull() ? null : payload(entry.payload());
      Digest commitment =
          payload == null ? NO_PAYLOAD : Envelope.commitmentOf(payload.salt(), payload.bytes());
      closed.add(
          new Closed(
              payload,
              commitment,
              new Envelope.Draft(
                  entry.fact(), entry.stream(), entry.target(), entry.actor(), commitment)));
    }
    return closed;
  }

  private Payload payload(Value value) {
    byte[] bytes = Canonical.bytes(value);
    if (bytes.length > MAX_PAYLOAD_BYTES) {
      throw Problem.capacity(
              "JNL-0001",
              "A payload has " + bytes.length + " bytes, at most " + MAX_PAYLOAD_BYTES + " go in.",
              "Split the target: its plan is too large to be read by a person.")
          .asException();
    }
    return new Payload(chance.bytes(Envelope.SALT_BYTES), bytes);
  }

  /**
   * The entries of a batch as they follow the tip of the log. Nothing is stored.
   *
   * @param closed the payloads of the batch, in its order
   * @throws StreamMoved when a stream of the batch is not where its writer saw it
   * @throws dev.esclusa.model.ModelException when an envelope is larger than it may be
   */
  public List<Entry> seal(Batch batch, List<Closed> closed, Tip tip) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant recordedAt = now.isBefore(tip.recordedAt()) ? tip.recordedAt() : now;
    Overlay overlay = new Overlay(tip);
    List<Entry> entries = new ArrayList<>(batch.entries().size());
    for (int i = 0; i < batch.entries().size(); i++) {
      NewEntry entry = batch.entries().get(i);
      overlay.check(entry);
      Entry sealed = seal(entry, closed.get(i).draft(), overlay, tip.size() + i, recordedAt);
      overlay.add(sealed);
      entries.add(sealed);
    }
    return entries;
  }

  private static Entry seal(
      NewEntry entry, Envelope.Draft draft, Overlay overlay, long index, Instant recordedAt) {
    Head head = overlay.stream(entry.stream());
    TargetUid target = entry.target();
    Envelope.Placed placed =
        draft.at(
            head.sequence() + 1,
            head.leafHash(),
            target == null ? null : overlay.target(target),
            recordedAt);
    byte[] leaf = placed.leaf();
    return new Entry(index, leaf, Envelope.leafHash(leaf), placed.envelope());
  }

  /**
   * A payload ready to be stored, and the envelope that commits to it.
   *
   * @param payload absent when the entry has none
   */
  public record Closed(@Nullable Payload payload, Digest commitment, Envelope.Draft draft) {}

  /**
   * The newest entry of a stream.
   *
   * @param sequence 0 for a stream without entries
   */
  public record Head(long sequence, @Nullable Digest leafHash) {
    public static final Head NONE = new Head(0, null);

    public static Head of(Entry entry) {
      return new Head(entry.envelope().sequence(), entry.leafHash());
    }
  }

  /** Where the log stands before a batch is added. */
  public interface Tip {
    /** How many entries the log has. */
    long size();

    /** When the newest entry was recorded; times never go back along the log. */
    Instant recordedAt();

    /** {@link Head#NONE} for a new stream. */
    Head stream(Stream stream);

    /** Leaf hash of the newest entry about a target. */
    @Nullable Digest target(TargetUid target);
  }

  /** The tip with the entries of the batch so far. */
  private static final class Overlay {
    private final Tip tip;
    private final Map<Stream, Head> streams = new HashMap<>();
    private final Map<TargetUid, Digest> targets = new HashMap<>();

    Overlay(Tip tip) {
      this.tip = tip;
    }

    Head stream(Stream stream) {
      Head head = streams.get(stream);
      return head == null ? tip.stream(stream) : head;
    }

    @Nullable Digest target(TargetUid target) {
      Digest leafHash = targets.get(target);
      return leafHash == null ? tip.target(target) : leafHash;
    }

    /**
     * Of several entries of one stream in a batch the later ones may name what the writer saw
     * before the batch, or count on from the entry before them.
     */
    void check(NewEntry entry) {
      long expected = entry.expectedSequence();
      long before = tip.stream(entry.stream()).sequence();
      if (expected != before && expected != stream(entry.stream()).sequence()) {
        throw new StreamMoved(entry.stream(), expected, before);
      }
    }

    void add(Entry entry) {
      streams.put(entry.envelope().stream(), Head.of(entry));
      TargetUid target = entry.envelope().target();
      if (target != null) {
        targets.put(target, entry.leafHash());
      }
    }
  }
}
