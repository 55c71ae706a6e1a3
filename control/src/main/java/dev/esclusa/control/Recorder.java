package dev.esclusa.control;

import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Lifecycle;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts on their way into the journal: collected, then written all or nothing. Sequences are taken
 * from the ledger when a fact is added, so whatever moved meanwhile makes the write fail.
 */
final class Recorder {
  private final Ledger ledger;
  private final Redaction redaction;
  private final LogKeeper log;
  private final List<Journal.NewEntry> entries = new ArrayList<>();
  private final List<Journal.Wanted> work = new ArrayList<>();
  private final Map<Stream, Long> sequences = new HashMap<>();
  private final Map<ChangeId, Change> moved = new HashMap<>();
  private String actor = Principal.SYSTEM.id();

  /**
   * @param log while it is in trouble nothing is written
   */
  Recorder(Ledger ledger, Redaction redaction, LogKeeper log) {
    this.ledger = ledger;
    this.redaction = redaction;
    this.log = log;
  }

  /** Who does what is added from here on. */
  Recorder by(String principal) {
    actor = principal;
    return this;
  }

  /** A first fact of a new change. */
  Recorder begin(Fact.ChangeProposed fact, Payloads.Proposed payload) {
    return add(Stream.of(fact.change()), 0, fact, fact.target(), payload);
  }

  /**
   * A fact that follows from exactly the state that was read.
   *
   * @throws dev.esclusa.model.IllegalMove when it does not: what is in the journal stays there, and
   *     nobody could read past it
   */
  Recorder move(Recorded seen, Fact.OfChange fact, Record payload) {
    moved.put(seen.id(), Lifecycle.next(moved.getOrDefault(seen.id(), seen.change()), fact));
    return add(Stream.of(seen.id()), seen.sequence(), fact, seen.target(), payload);
  }

  Recorder target(TargetUid target, Fact.OfTarget fact, Record payload) {
    Stream stream = Stream.of(target);
    return add(stream, ledger.sequence(stream), fact, target, payload);
  }

  Recorder installation(Fact.OfInstallation fact, Record payload) {
    return add(Stream.INSTALLATION, ledger.sequence(Stream.INSTALLATION), fact, null, payload);
  }

  private Recorder add(
      Stream stream, long seen, Fact fact, @Nullable TargetUid target, Record payload) {
    long expected = sequences.getOrDefault(stream, seen);
    sequences.put(stream, expected + 1);
    PersonId person = redaction.pseudonym(actor);
    entries.add(
        new Journal.NewEntry(stream, expected, fact, target, person, Records.toValue(payload)));
    return this;
  }

  Recorder drive(ChangeId change, Instant due) {
    work.add(new Journal.Wanted(WorkKind.DRIVE.text(), change.text(), due));
    return this;
  }

  Recorder wanted(WorkKind kind, String key, Instant due) {
    work.add(new Journal.Wanted(kind.text(), key, due));
    return this;
  }

  boolean isEmpty() {
    return entries.isEmpty() && work.isEmpty();
  }

  List<Journal.Entry> write() {
    requireWritable();
    return ledger.append(new Journal.Batch(entries, work, null));
  }

  /**
   * @throws dev.esclusa.model.ProblemException CTL-0040 to CTL-0042 while the log is read-only
   */
  private void requireWritable() {
    log.trouble()
        .ifPresent(
            it -> {
              throw it.asException();
            });
  }

  /** Writes only while the lease is the newest of its target. */
  List<Journal.Entry> writeUnder(Lease lease) {
    requireWritable();
    return ledger.append(new Journal.Batch(entries, work, lease));
  }
}
