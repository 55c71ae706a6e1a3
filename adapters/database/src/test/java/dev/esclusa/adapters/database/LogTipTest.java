package dev.esclusa.adapters.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.Journal;
import dev.esclusa.control.Journal.Batch;
import dev.esclusa.control.Journal.Entry;
import dev.esclusa.control.Journal.NewEntry;
import dev.esclusa.control.PayloadCipher;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Over so many entries that tips of targets are written several times, some by each server. */
class LogTipTest {
  private static final int ENTRIES = 30_000;
  private static final int TARGETS = 300;
  private static final int STREAMS = 900;
  private static final PersonId ANA = new PersonId("p-ana");
  private static final Chance CHANCE = Chance.seeded(20261121);

  private final Map<Stream, Long> sequences = new HashMap<>();

  @Test
  void serversInTurnsAndNewOnesNameTheLeavesBeforeTheirs() {
    DatabaseAddress address = TestPostgres.freshDatabase();
    PayloadCipher cipher = new PayloadCipher(new byte[32], Chance.secure());
    try (RealTempo tempo = new RealTempo()) {
      for (int written = 0; written < ENTRIES; ) {
        try (Database one = Database.open(address);
            Database other = Database.open(address);
            Journal first = one.journal(cipher, tempo);
            Journal second = other.journal(cipher, tempo)) {
          int until = Math.min(ENTRIES, written + 7_000 + CHANCE.nextInt(6_000));
          while (written < until) {
            Journal journal = CHANCE.nextInt(4) == 0 ? second : first;
            int size = 1 + CHANCE.nextInt(300);
            journal.append(batch(size));
            written += size;
          }
        }
      }
      try (Database database = Database.open(address);
          Journal journal = database.journal(cipher, tempo)) {
        assertChained(journal);
        journal.erasePayloads(stream(0));
        journal.append(new Batch(List.of(entry(stream(0), Value.of("anew"))), List.of(), null));
        assertThat(journal.payload(journal.size() - 1)).isNotNull();
      }
    }
  }

  private Batch batch(int size) {
    List<NewEntry> entries = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Value payload = CHANCE.nextInt(3) == 0 ? Value.NULL : Value.of("because");
      entries.add(entry(stream(CHANCE.nextInt(STREAMS)), payload));
    }
    return new Batch(entries, List.of(), null);
  }

  private static Stream stream(int number) {
    return Stream.of(new ChangeId("c-" + number));
  }

  private NewEntry entry(Stream stream, Value payload) {
    long seen = sequences.merge(stream, 1L, Long::sum) - 1;
    Fact fact = new Fact.AdmissionRefused("APR-0001");
    // Some targets are seldom spoken of: their tips are older than what is read of the log.
    int number = Math.min(CHANCE.nextInt(TARGETS), CHANCE.nextInt(TARGETS));
    return new NewEntry(
        stream, seen, fact, new TargetUid("target-" + number * number / TARGETS), ANA, payload);
  }

  private static void assertChained(Journal journal) {
    Map<Stream, Digest> streams = new HashMap<>();
    Map<TargetUid, Digest> targets = new HashMap<>();
    long index = 0;
    for (List<Entry> some = journal.from(0, 5_000);
        !some.isEmpty();
        some = journal.from(index, 5_000)) {
      for (Entry entry : some) {
        Envelope envelope = entry.envelope();
        assertThat(entry.index()).isEqualTo(index++);
        assertThat(envelope.previousInStream())
            .isEqualTo(streams.put(envelope.stream(), entry.leafHash()));
        assertThat(envelope.previousOfTarget())
            .isEqualTo(targets.put(envelope.target(), entry.leafHash()));
      }
    }
    assertThat(index).isGreaterThanOrEqualTo(ENTRIES);
  }
}
