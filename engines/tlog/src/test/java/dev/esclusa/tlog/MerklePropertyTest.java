package dev.esclusa.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MerklePropertyTest {
  private static final int COUNT = 70;
  private final List<byte[]> entries = Logs.entries(COUNT);

  @Test
  void theFrontierGivesTheRootOfRfc6962AtEverySize() {
    var frontier = new Frontier();
    for (int size = 0; size <= COUNT; size++) {
      assertThat(frontier.root()).isEqualTo(NaiveMerkle.root(entries.subList(0, size)));
      assertThat(frontier.peaks()).hasSize(Long.bitCount(size));
      if (size < COUNT) {
        frontier.append(Hash.leaf(entries.get(size)));
      }
    }
  }

  @Test
  void everyInclusionProofIsThatOfRfc6962AndProvesOnlyItsLeaf() {
    for (int size = 1; size <= COUNT; size++) {
      var some = entries.subList(0, size);
      var reader = new LogReader(Logs.store(some), size);
      var head = reader.head();
      for (int i = 0; i < size; i++) {
        var proof = reader.inclusion(i);
        assertThat(proof.path()).isEqualTo(NaiveMerkle.path(i, some));
        assertThat(proof.proves(Hash.leaf(some.get(i)), head)).isTrue();
        assertThat(proof.proves(Hash.leaf(some.get((i + 1) % size)), head)).isEqualTo(size == 1);
        assertThat(new InclusionProof(i + 1, proof.path()).proves(Hash.leaf(some.get(i)), head))
            .isFalse();
      }
    }
  }

  @Test
  void everyConsistencyProofIsThatOfRfc6962AndConnectsOnlyItsHeads() {
    for (int to = 1; to <= COUNT; to++) {
      var some = entries.subList(0, to);
      var reader = new LogReader(Logs.store(some), to);
      for (int from = 1; from <= to; from++) {
        var proof = reader.consistency(from);
        var old = new TreeHead(from, NaiveMerkle.root(entries.subList(0, from)));
        assertThat(proof.path()).isEqualTo(NaiveMerkle.proof(from, some));
        assertThat(proof.connects(old, reader.head())).isTrue();
        assertThat(proof.connects(new TreeHead(from, Hash.EMPTY_ROOT), reader.head())).isFalse();
        assertThat(proof.connects(old, new TreeHead(to, Hash.EMPTY_ROOT))).isFalse();
      }
    }
  }

  @Test
  void proofsAcrossManyTilesAreThoseOfRfc6962() {
    long seed = 20261121;
    var random = new SplittableRandom(seed);
    for (int run = 0; run < 6; run++) {
      var some = Logs.randomEntries(random, 1 + random.nextInt(3000));
      var reader = new LogReader(Logs.store(some), some.size());
      assertThat(reader.head().root())
          .as("seed %d run %d", seed, run)
          .isEqualTo(NaiveMerkle.root(some));
      int leaf = random.nextInt(some.size());
      int from = 1 + random.nextInt(some.size());
      assertThat(reader.inclusion(leaf).path()).isEqualTo(NaiveMerkle.path(leaf, some));
      assertThat(reader.consistency(from).path()).isEqualTo(NaiveMerkle.proof(from, some));
      assertThat(reader.entry(leaf)).isEqualTo(some.get(leaf));
    }
  }

  @Test
  void nothingIsConsistentWithAnEmptyTreeByProof() {
    var head = new TreeHead(3, NaiveMerkle.root(entries.subList(0, 3)));
    var empty = new ConsistencyProof(List.of());
    assertThat(empty.connects(TreeHead.EMPTY, head)).isFalse();
    assertThat(empty.connects(TreeHead.EMPTY, TreeHead.EMPTY)).isFalse();
  }

  @Test
  void aChangedHashAnywhereInAProofIsNoticed() {
    var reader = new LogReader(Logs.store(entries), COUNT);
    var from = new TreeHead(37, NaiveMerkle.root(entries.subList(0, 37)));
    var path = reader.consistency(37).path();
    for (int i = 0; i < path.size(); i++) {
      var changed = new ArrayList<>(path);
      changed.set(i, Hash.leaf(new byte[] {1}));
      assertThat(new ConsistencyProof(changed).connects(from, reader.head())).isFalse();
      assertThat(new ConsistencyProof(path.subList(0, i)).connects(from, reader.head())).isFalse();
    }
  }
}
