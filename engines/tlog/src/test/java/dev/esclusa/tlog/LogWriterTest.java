package dev.esclusa.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogWriterTest {

  @Test
  void aMillionEntriesNeedNoMoreStateThanTheFrontier() {
    var store = new InMemoryTileStore();
    var writer = LogWriter.create(store);
    var independent = new Frontier();
    for (int first = 0; first < 1_000_000; first += 2_500) {
      var batch = new ArrayList<byte[]>();
      for (int i = first; i < first + 2_500; i++) {
        batch.add(ByteBuffer.allocate(4).putInt(i).array());
      }
      writer.append(batch);
      batch.forEach(entry -> independent.append(Hash.leaf(entry)));
      assertThat(writer.frontier().peaks()).hasSizeLessThanOrEqualTo(20);
    }
    assertThat(writer.head()).isEqualTo(independent.head());
    assertThat(LogAudit.run(store, writer.head()))
        .satisfies(report -> assertThat(report.findings()).isEmpty())
        .satisfies(report -> assertThat(report.entryCount()).isEqualTo(1_000_000));
    assertThat(LogWriter.open(store, writer.head()).frontier().peaks())
        .isEqualTo(independent.peaks());
    var reader = new LogReader(store, 1_000_000);
    assertThat(
            reader
                .inclusion(777_777)
                .proves(Hash.leaf(ByteBuffer.allocate(4).putInt(777_777).array()), writer.head()))
        .isTrue();
  }

  @Test
  void theTilesOfATreeOf70000EntriesAreThoseTheSpecificationNames() {
    var store = new InMemoryTileStore();
    LogWriter.create(store).append(Logs.entries(70_000));
    assertThat(store.paths().stream().filter(p -> p.level() == 0 && p.isFull())).hasSize(273);
    assertThat(store.read(TilePath.parse("tile/0/273.p/112"))).isPresent();
    assertThat(store.read(TilePath.parse("tile/1/000"))).isPresent();
    assertThat(store.read(TilePath.parse("tile/1/001.p/17"))).isPresent();
    assertThat(store.read(TilePath.parse("tile/2/000.p/1"))).isPresent();
    assertThat(store.paths()).hasSize(2 * 274 + 3);
  }

  @Test
  void anEntryThatDoesNotFitInABundleIsRefusedBeforeAnythingIsWritten() {
    var store = new InMemoryTileStore();
    var writer = LogWriter.create(store);
    assertThatThrownBy(() -> writer.append(List.of(new byte[1], new byte[65_536])))
        .isInstanceOf(TlogException.class)
        .hasMessageContaining("65536 bytes, at most 65535");
    assertThat(store.paths()).isEmpty();
    writer.append(List.of(new byte[65_535], new byte[0]));
    assertThat(new LogReader(store, 2).entry(0)).hasSize(65_535);
    assertThat(new LogReader(store, 2).entry(1)).isEmpty();
  }

  @Test
  void appendingNothingChangesNothing() {
    var store = new InMemoryTileStore();
    assertThat(LogWriter.create(store).append(List.of())).isEqualTo(TreeHead.EMPTY);
    assertThat(store.paths()).isEmpty();
  }

  @Test
  void tilePathsAreWrittenAsTheSpecificationSays() {
    assertThat(new TilePath(0, 1_234_067, 256)).hasToString("tile/0/x001/x234/067");
    assertThat(new TilePath(TilePath.ENTRIES, 5, 9)).hasToString("tile/entries/005.p/9");
    for (var good : List.of("tile/63/000", "tile/0/x001/000.p/255", "tile/entries/999")) {
      assertThat(TilePath.parse(good)).hasToString(good);
    }
    for (var bad :
        List.of(
            "tile/64/000",
            "tile/00/000",
            "tile/0/1",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/../000",
            "checkpoint",
            "")) {
      assertThatThrownBy(() -> TilePath.parse(bad)).as(bad).isInstanceOf(TlogException.class);
    }
  }
}
