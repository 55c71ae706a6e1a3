package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.evidence.ApproverSignatures;
import dev.esclusa.evidence.Report;
import dev.esclusa.evidence.Verdict;
import dev.esclusa.evidence.Verifier;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.VirtualTempo;
import dev.esclusa.tlog.InMemoryTileStore;
import dev.esclusa.tlog.InMemoryWitnessMemory;
import dev.esclusa.tlog.KeyType;
import dev.esclusa.tlog.LocalWitness;
import dev.esclusa.tlog.SignerKey;
import dev.esclusa.tlog.TilePath;
import dev.esclusa.tlog.TrustPolicy;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvidenceDeskTest {
  private static final String ORIGIN = "log.example/esclusa";
  private static final ChangeId CHANGE = new ChangeId("c-one");
  private static final TargetUid TARGET = new TargetUid("crm-core-dev-7f3a");
  private static final PersonId ANA = new PersonId("p-ana");
  private static final SignerKey KEY = SignerKey.of(ORIGIN, KeyType.NOTE, seed(1));
  private static final SignerKey WITNESS =
      SignerKey.of("witness.example", KeyType.COSIGNATURE, seed(2));

  private final VirtualTempo tempo = new VirtualTempo(1);
  private final InMemoryJournal journal =
      new InMemoryJournal(tempo, new InMemoryLeases(tempo.clock()));
  private final InMemoryTileStore tiles = new InMemoryTileStore();
  private final TileLog log =
      new TileLog(
          journal,
          tiles,
          new InMemoryDocuments(),
          KEY,
          new LocalWitness(
              WITNESS, Map.of(ORIGIN, KEY.verifier()), new InMemoryWitnessMemory(), tempo.clock()));
  private final EvidenceDesk desk = new EvidenceDesk(journal, tiles);

  @Test
  void aStoppedChangeIsProvenFromJournalAndTiles() {
    noise(1500);
    propose();
    noise(1500);
    write(Stream.of(TARGET), new Fact.TargetPaused(TARGET, ANA), TARGET);
    noise(10);
    stop();
    log.keep();
    seal();
    assertThatThrownBy(() -> desk.bundle(CHANGE, null)).hasMessageContaining("EVD-0012");
    log.keep();

    Report report = valid();

    assertThat(report.state()).isEqualTo("proven");
    assertThat(report.facts()).hasSize(3);
    assertThat(report.aboutTarget()).hasSize(1);
    assertThat(report.log().size()).isEqualTo(journal.size());
  }

  @Test
  void afterErasureTheBundleSaysSo() {
    propose();
    stop();
    seal();
    write(Stream.INSTALLATION, new Fact.PayloadsErased(CHANGE, ANA, 3), null);
    journal.erasePayloads(Stream.of(CHANGE));
    log.keep();

    assertThat(valid().erased()).hasSize(2);
  }

  @Test
  void aChangedOrMissingTileIsFound() {
    noise(300);
    propose();
    stop();
    seal();
    log.keep();
    TilePath tile = new TilePath(0, 1, 47);
    byte[] bytes = tiles.read(tile).orElseThrow();
    bytes[0] ^= 1;
    tiles.write(tile, bytes);
    assertThatThrownBy(() -> desk.bundle(CHANGE, null)).hasMessageContaining("EVD-0014");

    tiles.deletePartials(tile.full());
    assertThatThrownBy(() -> desk.bundle(CHANGE, null)).hasMessageContaining("EVD-0014");
  }

  @Test
  void thereIsNoEvidenceOfWhatIsNotThere() {
    noise(1);
    log.keep();

    assertThatThrownBy(() -> desk.bundle(CHANGE, null)).hasMessageContaining("EVD-0013");
  }

  private Report valid() {
    TrustPolicy policy =
        TrustPolicy.parse(
            "log " + KEY.verifier() + "\nwitness w " + WITNESS.verifier() + "\nquorum w\n");
    ApproverSignatures nobody =
        (message, signature, namespace, at, allowed) ->
            new ApproverSignatures.Answer.Worthless("there is none");
    Verdict verdict = new Verifier(policy, nobody).verify(desk.bundle(CHANGE, null).encoded());
    assertThat(verdict).as(verdict.text()).isInstanceOf(Verdict.Valid.class);
    return ((Verdict.Valid) verdict).report();
  }

  private void propose() {
    Digest some = Digest.of(new byte[0]);
    Fact.ChangeProposed fact =
        new Fact.ChangeProposed(
            CHANGE,
            TARGET,
            new Intent.Follow("a".repeat(40), true),
            some,
            some,
            ANA,
            List.of(ANA),
            null,
            null);
    write(Stream.of(CHANGE), fact, TARGET, Value.NULL);
  }

  private void stop() {
    write(
        Stream.of(CHANGE), new Fact.ChangeStopped(Fact.ChangeStopped.Stop.WITHDRAWN, null), TARGET);
  }

  private void seal() {
    ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    journal.stream(Stream.of(CHANGE)).forEach(it -> hashes.writeBytes(it.leafHash().bytes()));
    write(Stream.of(CHANGE), new Fact.EvidenceSealed(Digest.of(hashes.toByteArray())), TARGET);
  }

  private void noise(int count) {
    for (int i = 0; i < count; i++) {
      write(Stream.INSTALLATION, new Fact.AllPaused(ANA), null);
    }
  }

  private void write(Stream stream, Fact fact, @Nullable TargetUid target) {
    write(stream, fact, target, Value.mapping("reason", "because"));
  }

  private void write(Stream stream, Fact fact, @Nullable TargetUid target, Value payload) {
    long sequence = journal.stream(stream).size();
    journal.append(
        new Journal.Batch(
            List.of(new Journal.NewEntry(stream, sequence, fact, target, ANA, payload)),
            List.of(),
            null));
  }

  private static byte[] seed(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }
}
