package dev.esclusa.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What every store of tiles must do. */
abstract class TileStoreContract {
  abstract TileStore store();

  @Test
  void whatWasWrittenIsRead() {
    var store = store();
    var path = TilePath.parse("tile/0/x001/234.p/2");
    assertThat(store.read(path)).isEmpty();
    store.write(path, new byte[] {1});
    store.write(path, new byte[] {2, 3});
    assertThat(store.read(path)).hasValueSatisfying(b -> assertThat(b).containsExactly(2, 3));
  }

  @Test
  void theCheckpointIsReplaced() {
    var store = store();
    assertThat(store.readCheckpoint()).isEmpty();
    store.writeCheckpoint("one — ü\n");
    store.writeCheckpoint("two — ü\n");
    assertThat(store.readCheckpoint()).contains("two — ü\n");
  }

  @Test
  void aLogGrowsInAnyStepsToTheSameTilesAndLeavesNoPartialOfAFullTile() {
    var store = store();
    var entries = Logs.entries(600);
    var writer = LogWriter.create(store);
    for (int size = 0, step = 1; size < 600; size += step, step = Math.min(600 - size, step * 2)) {
      writer.append(entries.subList(size, size + step));
      assertThat(writer.head().root()).isEqualTo(NaiveMerkle.root(entries.subList(0, size + step)));
    }
    assertThat(LogAudit.run(store, writer.head()).findings()).isEmpty();
    assertThat(store.read(TilePath.parse("tile/0/000.p/1"))).isEmpty();
    assertThat(store.read(TilePath.parse("tile/entries/000.p/127"))).isEmpty();
    assertThat(store.read(TilePath.parse("tile/0/000"))).isPresent();
  }

  @Test
  void aWriterGoesOnAfterItsLastSignedHeadAlsoWhenMoreWasWrittenBeforeACrash() {
    var store = store();
    var entries = Logs.entries(700);
    var head = LogWriter.create(store).append(entries.subList(0, 200));
    LogWriter.open(store, head).append(entries.subList(200, 300));
    var again = LogWriter.open(store, head);
    again.append(entries.subList(200, 700));
    assertThat(again.head()).isEqualTo(new TreeHead(700, NaiveMerkle.root(entries)));
    assertThat(LogAudit.run(store, again.head()).isClean()).isTrue();
  }

  @Test
  void aWriterIsNotOpenedOnTilesOfAnotherTree() {
    var store = store();
    LogWriter.create(store).append(Logs.entries(10));
    var other = new TreeHead(10, Hash.EMPTY_ROOT);
    assertThatThrownBy(() -> LogWriter.open(store, other))
        .isInstanceOf(TlogException.class)
        .hasMessageContaining("TLG-0006");
    assertThatThrownBy(() -> LogWriter.open(store, new TreeHead(11, Hash.EMPTY_ROOT)))
        .hasMessageContaining("tile/0/000.p/11: is missing");
  }
}
