package dev.esclusa.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalWitnessTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private final List<byte[]> entries = Logs.entries(600);
  private final WitnessMemory memory = new InMemoryWitnessMemory();
  private final LocalWitness witness = witness(memory);

  @Test
  void honestGrowthIsCosignedAtEachSize() {
    int old = 0;
    for (int size : List.of(0, 1, 1, 7, 256, 300, 512, 600)) {
      var request = request(old, entries.subList(0, size));
      var answer = witness.add(AddCheckpoint.parse(request.encoded()));
      assertThat(answer).isInstanceOf(WitnessAnswer.Cosigned.class);
      var cosigned = request.checkpoint().with(((WitnessAnswer.Cosigned) answer).cosignature());
      assertThat(cosigned.cosignedAt(witness.key())).contains(NOW);
      old = size;
    }
  }

  @Test
  void aRewrittenLogIsRefusedAlthoughItsKeySignedIt() {
    witness.add(request(0, entries.subList(0, 300)));
    var rewritten = new ArrayList<>(entries);
    rewritten.set(17, "forged".getBytes(StandardCharsets.UTF_8));
    assertThat(witness.add(request(300, rewritten))).isInstanceOf(WitnessAnswer.Inconsistent.class);
    assertThat(witness.add(request(300, rewritten.subList(0, 300))).httpStatus()).isEqualTo(422);
    assertThat(memory.last(Logs.ORIGIN).orElseThrow().size()).isEqualTo(300);
    assertThat(witness.add(request(300, entries)).httpStatus()).isEqualTo(200);
  }

  @Test
  void aTruncatedLogIsRefused() {
    witness.add(request(0, entries));
    var shorter = Logs.sign(new TreeHead(500, NaiveMerkle.root(entries.subList(0, 500))));
    var none = new ConsistencyProof(List.of());
    assertThat(witness.add(new AddCheckpoint(600, none, shorter)))
        .isEqualTo(new WitnessAnswer.Shrunk(600, 500));
    assertThat(witness.add(new AddCheckpoint(0, none, shorter)))
        .isEqualTo(new WitnessAnswer.OtherSize(600));
    assertThat(witness.add(new AddCheckpoint(500, none, shorter)))
        .isEqualTo(new WitnessAnswer.OtherSize(600));
  }

  @Test
  void aProofFromNothingMustBeEmptyAndAnEmptyTreeHasTheEmptyRoot() {
    var head = Logs.sign(new TreeHead(2, NaiveMerkle.root(entries.subList(0, 2))));
    var some = new ConsistencyProof(List.of(Hash.EMPTY_ROOT));
    assertThat(witness.add(new AddCheckpoint(0, some, head)).httpStatus()).isEqualTo(422);
    var wrongEmpty = Logs.sign(new TreeHead(0, Hash.leaf(new byte[0])));
    var none = new ConsistencyProof(List.of());
    assertThat(witness.add(new AddCheckpoint(0, none, wrongEmpty)).httpStatus()).isEqualTo(422);
  }

  @Test
  void onlyACheckpointOfAKnownLogSignedByItsKeyIsLookedAt() {
    var head = new TreeHead(2, NaiveMerkle.root(entries.subList(0, 2)));
    var none = new ConsistencyProof(List.of());
    var stranger =
        SignedCheckpoint.sign(
            new Checkpoint("other.example", head),
            SignerKey.of("other.example", KeyType.NOTE, Logs.seed(9)));
    assertThat(witness.add(new AddCheckpoint(0, none, stranger)))
        .isEqualTo(new WitnessAnswer.UnknownOrigin("other.example"));
    var otherKey =
        SignedCheckpoint.sign(
            new Checkpoint(Logs.ORIGIN, head),
            SignerKey.of(Logs.ORIGIN, KeyType.NOTE, Logs.seed(9)));
    assertThat(witness.add(new AddCheckpoint(0, none, otherKey)))
        .isEqualTo(new WitnessAnswer.NotSignedByLog(SignatureCheck.ABSENT));
    assertThat(memory.last(Logs.ORIGIN)).isEmpty();
  }

  @Test
  void theMemoryOfAWitnessSurvivesARestart(@TempDir Path folder) {
    var file = folder.resolve("witness");
    witness(FileWitnessMemory.create(file)).add(request(0, entries.subList(0, 300)));
    var restarted = witness(FileWitnessMemory.open(file));
    assertThat(restarted.add(request(0, entries.subList(0, 10))))
        .isEqualTo(new WitnessAnswer.OtherSize(300));
    assertThat(restarted.add(request(300, entries)).httpStatus()).isEqualTo(200);
    assertThat(folder).isDirectoryContaining(file::equals);
  }

  @Test
  void aWitnessNeitherForgetsByAccidentNorReadsABrokenMemory(@TempDir Path folder)
      throws Exception {
    var file = folder.resolve("witness");
    assertThatThrownBy(() -> FileWitnessMemory.open(file)).isInstanceOf(TlogException.class);
    FileWitnessMemory.create(file).remember(Logs.ORIGIN, TreeHead.EMPTY);
    assertThatThrownBy(() -> FileWitnessMemory.create(file)).hasMessageContaining("exists already");
    Files.writeString(file, "esclusa witness memory v1\n12 half");
    assertThatThrownBy(() -> FileWitnessMemory.open(file)).isInstanceOf(TlogException.class);
  }

  @Test
  void aMalformedRequestIsRefused() {
    var good = request(0, entries.subList(0, 3)).encoded();
    for (var bad :
        List.of(
            "",
            good.substring(4),
            good.replace("old 0\n", "old 00\n"),
            good.replace("old 0\n", "old 0\nnot base64\n"),
            good.replace("old 0\n", "old 0\n" + (Hash.EMPTY_ROOT + "\n").repeat(64)))) {
      assertThatThrownBy(() -> AddCheckpoint.parse(bad)).as(bad).isInstanceOf(TlogException.class);
    }
  }

  private static AddCheckpoint request(int oldSize, List<byte[]> log) {
    var reader = new LogReader(Logs.store(log), log.size());
    return AddCheckpoint.from(oldSize, reader, Logs.sign(reader.head()));
  }

  private static LocalWitness witness(WitnessMemory memory) {
    return new LocalWitness(
        Logs.WITNESS_KEY, Map.of(Logs.ORIGIN, Logs.LOG_KEY.verifier()), memory, () -> NOW);
  }
}
