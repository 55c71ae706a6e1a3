package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Stream;
import dev.esclusa.tempo.VirtualTempo;
import dev.esclusa.tlog.AddCheckpoint;
import dev.esclusa.tlog.InMemoryTileStore;
import dev.esclusa.tlog.InMemoryWitnessMemory;
import dev.esclusa.tlog.KeyType;
import dev.esclusa.tlog.LocalWitness;
import dev.esclusa.tlog.LogReader;
import dev.esclusa.tlog.SignedCheckpoint;
import dev.esclusa.tlog.SignerKey;
import dev.esclusa.tlog.TilePath;
import dev.esclusa.tlog.TileStore;
import dev.esclusa.tlog.TrustPolicy;
import dev.esclusa.tlog.TrustVerdict;
import dev.esclusa.tlog.VerifierKey;
import dev.esclusa.tlog.Witness;
import dev.esclusa.tlog.WitnessAnswer;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TileLogTest {
  private static final String ORIGIN = "log.example/esclusa";
  private static final PersonId ANA = new PersonId("p-ana");
  private static final SignerKey KEY = SignerKey.of(ORIGIN, KeyType.NOTE, seed(1));
  private static final SignerKey WITNESS =
      SignerKey.of("witness.example", KeyType.COSIGNATURE, seed(2));

  private final VirtualTempo tempo = new VirtualTempo(1);
  private final InMemoryJournal journal =
      new InMemoryJournal(tempo, new InMemoryLeases(tempo.clock()));
  private final CountingStore store = new CountingStore();
  private final InMemoryDocuments documents = new InMemoryDocuments();
  private final InMemoryWitnessMemory memory = new InMemoryWitnessMemory();
  private final LocalWitness witness =
      new LocalWitness(WITNESS, Map.of(ORIGIN, KEY.verifier()), memory, tempo.clock());

  @Test
  void whatTheJournalHasIsSignedAndWitnessed() {
    TileLog log = log(journal, witness);
    write(journal, 3000);

    log.keep();

    assertThat(log.trouble()).isEmpty();
    assertThat(log.hindrance()).isEmpty();
    assertThat(log.witnessedSize()).isEqualTo(3000);
    SignedCheckpoint published = published();
    assertThat(policy().evaluate(published)).isInstanceOf(TrustVerdict.Trusted.class);
    LogReader reader = new LogReader(store, 3000);
    assertThat(reader.head()).isEqualTo(published.head());
    assertThat(reader.entry(2999)).isEqualTo(journal.from(2999, 1).getFirst().leaf());
  }

  @Test
  void nothingNewWritesNothing() {
    TileLog log = log(journal, witness);
    write(journal, 10);
    log.keep();
    long writes = store.writes;

    log.keep();
    TileLog restarted = log(journal, witness);
    restarted.keep();

    assertThat(restarted.witnessedSize()).isEqualTo(10);
    assertThat(store.writes).isEqualTo(writes);
    assertThat(documents.get(TileLog.KIND, ORIGIN))
        .isNotNull()
        .extracting(Documents.Document::version)
        .isEqualTo(1L);
  }

  @Test
  void anEmptyJournalIsNoLogYet() {
    TileLog log = log(journal, witness);
    log.keep();

    assertThat(log.witnessedSize()).isZero();
    assertThat(store.writes).isZero();
  }

  @Test
  void afterACrashAtAnyWriteTheLogGoesOn() {
    RandomGenerator random = new java.util.SplittableRandom(7);
    int killed = 0;
    for (int round = 0; round < 60; round++) {
      write(journal, random.nextInt(1, 300));
      store.failAfter(random.nextInt(0, 8));
      try {
        log(journal, witness).keep();
      } catch (Killed expected) {
        killed++;
      }
      store.failAfter(Long.MAX_VALUE);

      TileLog next = log(journal, witness);
      next.keep();
      assertThat(next.trouble()).isEmpty();
      assertThat(next.witnessedSize()).isEqualTo(journal.size());
    }
    assertThat(killed).isPositive();
    assertThat(new LogReader(store, journal.size()).head()).isEqualTo(published().head());
  }

  @Test
  void aWitnessThatRemembersACheckpointThatWasNeverPublishedGoesOn() {
    TileLog log = log(journal, witness);
    write(journal, 5);
    log.keep();
    write(journal, 5);
    // Cosigned, then the server dies before anything of it is stored.
    log(
            journal,
            request -> {
              witness.add(request);
              throw new UncheckedIOException(new IOException("the line broke"));
            })
        .keep();
    assertThat(memory.last(ORIGIN).orElseThrow().size()).isEqualTo(10);

    TileLog restarted = log(journal, witness);
    restarted.keep();
    assertThat(restarted.witnessedSize()).isEqualTo(10);

    write(journal, 1);
    restarted.keep();
    assertThat(restarted.witnessedSize()).isEqualTo(11);
  }

  @Test
  void twoReplicasKeepOneLog() {
    Journal other = journal.replica(tempo);
    TileLog first = log(journal, witness);
    TileLog second = log(other, witness);
    RandomGenerator random = new java.util.SplittableRandom(11);
    for (int round = 0; round < 200; round++) {
      write(journal, random.nextInt(0, 20));
      (random.nextBoolean() ? first : second).keep();
    }
    first.keep();
    second.keep();

    assertThat(first.trouble()).isEmpty();
    assertThat(second.trouble()).isEmpty();
    assertThat(first.witnessedSize()).isEqualTo(journal.size());
    assertThat(second.witnessedSize()).isEqualTo(journal.size());
    assertThat(store.readCheckpoint()).contains(published().encoded());
    assertThat(new LogReader(store, journal.size()).head()).isEqualTo(published().head());
  }

  @Test
  void whoeverPublishesSecondGivesWay() {
    write(journal, 5);
    TileLog fast = log(journal.replica(tempo), witness);
    // While the slow one waits for its witness, more is written and published.
    TileLog slow =
        log(
            journal,
            request -> {
              write(journal, 5);
              fast.keep();
              return witness.add(request);
            });

    slow.keep();

    assertThat(slow.trouble()).isEmpty();
    assertThat(published().head().size()).isEqualTo(10);
    slow.keep();
    assertThat(slow.witnessedSize()).isGreaterThanOrEqualTo(10);
    assertThat(slow.trouble()).isEmpty();
  }

  @Test
  void whoeverIsCosignedFirstAndPublishesSecondGivesWayToo() {
    write(journal, 5);
    TileLog fast = log(journal.replica(tempo), witness);
    TileLog slow =
        log(
            journal,
            request -> {
              WitnessAnswer answer = witness.add(request);
              write(journal, 5);
              fast.keep();
              return answer;
            });

    slow.keep();

    assertThat(slow.trouble()).isEmpty();
    assertThat(slow.witnessedSize()).isEqualTo(10);
    assertThat(published().head().size()).isEqualTo(10);
    assertThat(store.readCheckpoint()).contains(published().encoded());
  }

  @Test
  void aSilentWitnessDelaysOnlyTheProof() {
    write(journal, 5);
    boolean[] silent = {true};
    TileLog log =
        log(
            journal,
            request -> {
              if (silent[0]) {
                throw new UncheckedIOException(new IOException("no route"));
              }
              return witness.add(request);
            });

    log.keep();
    assertThat(log.witnessedSize()).isZero();
    assertThat(log.trouble()).isEmpty();
    assertThat(log.hindrance().map(Problem::code)).contains("CTL-0043");
    assertThat(store.readCheckpoint()).isEmpty();

    silent[0] = false;
    log.keep();
    assertThat(log.witnessedSize()).isEqualTo(5);
    assertThat(log.hindrance()).isEmpty();
  }

  @Test
  void aWitnessThatDoesNotKnowTheLogDelaysOnlyTheProof() {
    write(journal, 5);
    TileLog log = log(journal, new LocalWitness(WITNESS, Map.of(), memory, tempo.clock()));

    log.keep();

    assertThat(log.trouble()).isEmpty();
    assertThat(log.hindrance().map(Problem::cause).orElseThrow()).contains("no key is configured");
  }

  @Test
  void aRewrittenJournalIsNotSigned() {
    TileLog log = log(journal, witness);
    write(journal, 20);
    log.keep();
    InMemoryJournal rewritten =
        new InMemoryJournal(new VirtualTempo(99), new InMemoryLeases(tempo.clock()));
    write(rewritten, 30);
    TileLog forged =
        new TileLog(rewritten, new InMemoryTileStore(), new InMemoryDocuments(), KEY, witness);

    forged.keep();

    assertThat(forged.trouble().map(Problem::code)).contains("CTL-0040");
    assertThat(forged.witnessedSize()).isZero();
    write(rewritten, 1);
    forged.keep();
    assertThat(forged.witnessedSize()).isZero();
  }

  @Test
  void aJournalBehindItsLogIsReadOnly() {
    TileLog log = log(journal, witness);
    write(journal, 20);
    log.keep();
    InMemoryJournal older =
        new InMemoryJournal(new VirtualTempo(1), new InMemoryLeases(tempo.clock()));
    write(older, 10);

    TileLog restored = log(older, witness);
    restored.keep();
    assertThat(restored.trouble().map(Problem::code)).contains("CTL-0041");

    TileLog bare =
        new TileLog(older, new InMemoryTileStore(), new InMemoryDocuments(), KEY, witness);
    bare.keep();
    assertThat(bare.trouble().map(Problem::code)).contains("CTL-0041");
  }

  @Test
  void aJournalThatWasSetBackWithItsTilesIsKnownByTheWitnessAlone() {
    write(journal, 20);
    log(journal, witness).keep();
    InMemoryJournal older =
        new InMemoryJournal(new VirtualTempo(1), new InMemoryLeases(tempo.clock()));
    write(older, 10);
    InMemoryTileStore olderTiles = new InMemoryTileStore();
    InMemoryDocuments olderDocuments = new InMemoryDocuments();
    LocalWitness then =
        new LocalWitness(
            WITNESS, Map.of(ORIGIN, KEY.verifier()), new InMemoryWitnessMemory(), tempo.clock());
    new TileLog(older, olderTiles, olderDocuments, KEY, then).keep();

    TileLog restored = new TileLog(older, olderTiles, olderDocuments, KEY, witness);
    restored.keep();

    assertThat(restored.trouble().map(Problem::code)).contains("CTL-0041");
    assertThat(restored.trouble().map(Problem::cause).orElseThrow()).contains("10").contains("20");
  }

  @Test
  void anEmptyJournalWhereTheWitnessRemembersEntriesIsReadOnly() {
    write(journal, 20);
    log(journal, witness).keep();
    InMemoryJournal empty =
        new InMemoryJournal(new VirtualTempo(1), new InMemoryLeases(tempo.clock()));

    TileLog wiped =
        new TileLog(empty, new InMemoryTileStore(), new InMemoryDocuments(), KEY, witness);
    wiped.keep();

    assertThat(wiped.trouble().map(Problem::code)).contains("CTL-0041");
  }

  @Test
  void changedTilesAreNotBuiltUpon() {
    TileLog log = log(journal, witness);
    write(journal, 300);
    log.keep();
    TilePath tile = new TilePath(0, 0, 256);
    byte[] bytes = store.read(tile).orElseThrow();
    bytes[100] ^= 1;
    store.write(tile, bytes);
    store.write(new TilePath(1, 0, 1), Arrays.copyOf(new byte[] {1}, 32));
    write(journal, 1);

    TileLog restarted = log(journal, witness);
    restarted.keep();

    assertThat(restarted.trouble().map(Problem::code)).contains("CTL-0042");
    assertThat(restarted.witnessedSize()).isEqualTo(300);
  }

  @Test
  void aCheckpointOfAnotherKeyIsNotContinued() {
    SignerKey other = SignerKey.of(ORIGIN, KeyType.NOTE, seed(5));
    write(journal, 3);
    log(journal, witness).keep();

    TileLog log = new TileLog(journal, store, documents, other, witness);
    write(journal, 3);
    log.keep();

    assertThat(log.trouble().map(Problem::code)).contains("CTL-0042");
    assertThat(published().head().size()).isEqualTo(3);
  }

  @Test
  void lostDocumentsAreWorkedOutFromTheTiles() {
    write(journal, 7);
    log(journal, witness).keep();
    InMemoryDocuments empty = new InMemoryDocuments();

    TileLog log = new TileLog(journal, store, empty, KEY, witness);
    assertThat(log.witnessedSize()).isEqualTo(7);
    write(journal, 7);
    log.keep();

    assertThat(log.witnessedSize()).isEqualTo(14);
    assertThat(empty.get(TileLog.KIND, ORIGIN)).isNotNull();
  }

  private TileLog log(Journal of, Witness by) {
    return new TileLog(of, store, documents, KEY, by);
  }

  private interface Answering extends Witness {
    @Override
    default VerifierKey key() {
      return WITNESS.verifier();
    }
  }

  private TileLog log(Journal of, Asked asked) {
    return log(
        of,
        new Answering() {
          @Override
          public WitnessAnswer add(AddCheckpoint request) {
            return asked.add(request);
          }
        });
  }

  @FunctionalInterface
  private interface Asked {
    WitnessAnswer add(AddCheckpoint request);
  }

  private SignedCheckpoint published() {
    Documents.Document document =
        java.util.Objects.requireNonNull(documents.get(TileLog.KIND, ORIGIN));
    return SignedCheckpoint.parse(
        java.util.Objects.requireNonNull(document.content().text("checkpoint")));
  }

  private static TrustPolicy policy() {
    return TrustPolicy.parse(
        "log " + KEY.verifier() + "\nwitness w " + WITNESS.verifier() + "\nquorum w\n");
  }

  private static byte[] seed(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }

  private static void write(Journal journal, int count) {
    Stream stream = Stream.of(new ChangeId("c-noise"));
    long sequence = journal.stream(stream).size();
    List<Journal.NewEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(
          new Journal.NewEntry(
              stream,
              sequence + i,
              new Fact.RunnerLost(sequence + i),
              null,
              ANA,
              Value.mapping("reason", "noise")));
    }
    journal.append(new Journal.Batch(entries, List.of(), null));
  }

  /** Counts writes, and fails when told to, as a full disk would. */
  private static final class CountingStore implements TileStore {
    private final InMemoryTileStore tiles = new InMemoryTileStore();
    private long writes;
    private long left = Long.MAX_VALUE;

    void failAfter(long count) {
      left = count;
    }

    private void count() {
      if (left-- <= 0) {
        throw new Killed();
      }
      writes++;
    }

    @Override
    public Optional<byte[]> read(TilePath path) {
      return tiles.read(path);
    }

    @Override
    public void write(TilePath path, byte[] bytes) {
      count();
      tiles.write(path, bytes);
    }

    @Override
    public void deletePartials(TilePath full) {
      tiles.deletePartials(full);
    }

    @Override
    public Optional<String> readCheckpoint() {
      return tiles.readCheckpoint();
    }

    @Override
    public void writeCheckpoint(String checkpoint) {
      count();
      tiles.writeCheckpoint(checkpoint);
    }
  }

  /** The process is gone. */
  private static final class Killed extends RuntimeException {}
}
