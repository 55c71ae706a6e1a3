package dev.esclusa.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogAuditTest {
  private static final int SIZE = 270;
  private final List<byte[]> entries = Logs.entries(SIZE);

  @Test
  void honestLogsOfEverySizeAroundATileAreClean() {
    for (int size : List.of(0, 1, 2, 255, 256, 257, 511, 512, 513, 1000)) {
      var report = LogAudit.run(Logs.store(Logs.entries(size)), Logs.logOnly());
      assertThat(report.findings()).as("size %d", size).isEmpty();
      assertThat(report.entryCount()).isEqualTo(size);
    }
    assertThat(LogAudit.run(Logs.store(entries), Logs.logOnly()).tileCount()).isEqualTo(2 + 2 + 1);
  }

  @Test
  void aFlippedByteOfAnyTileIsFoundAtItsHash() {
    var store = Logs.store(entries);
    for (var path : sorted(store)) {
      if (path.level() == TilePath.ENTRIES) {
        continue;
      }
      var good = store.read(path).orElseThrow();
      for (int i = 0; i < good.length; i++) {
        store.write(path, flipped(good, i));
        assertThat(LogAudit.run(store, Logs.logOnly()).findings())
            .as("%s byte %d", path, i)
            .singleElement()
            .satisfies(found -> assertThat(found.path()).isEqualTo(path.toString()))
            .extracting(LogAudit.Finding::index)
            .isEqualTo(path.indexOf(i / Hash.SIZE_BYTES));
      }
      store.write(path, good);
    }
  }

  @Test
  void aFlippedByteOfAnyEntryIsFoundInItsBundle() {
    var store = Logs.store(entries);
    for (var path : sorted(store)) {
      if (path.level() != TilePath.ENTRIES) {
        continue;
      }
      var good = store.read(path).orElseThrow();
      int entry = 0;
      int next = 0;
      for (int i = 0; i < good.length; i++) {
        if (i == next) {
          next = i + 2 + entries.get((int) path.indexOf(entry++)).length;
        }
        store.write(path, flipped(good, i));
        var findings = LogAudit.run(store, Logs.logOnly()).findings();
        assertThat(findings).as("%s byte %d", path, i).isNotEmpty();
        assertThat(findings).allMatch(found -> found.path().equals(path.toString()));
        if (i >= next - entries.get((int) path.indexOf(entry - 1)).length) {
          assertThat(findings)
              .singleElement()
              .extracting(LogAudit.Finding::index)
              .isEqualTo(path.indexOf(entry - 1));
        }
      }
      store.write(path, good);
    }
  }

  @Test
  void aFlippedByteOfTheCheckpointIsFound() {
    var store = Logs.store(entries);
    var good = store.readCheckpoint().orElseThrow().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < good.length; i++) {
      store.writeCheckpoint(new String(flipped(good, i), StandardCharsets.UTF_8));
      assertThat(LogAudit.run(store, Logs.logOnly()).findings())
          .as("byte %d", i)
          .singleElement()
          .extracting(LogAudit.Finding::path)
          .isEqualTo("checkpoint");
    }
  }

  @Test
  void missingShortAndLongFilesAreNamed() {
    for (var path : sorted(Logs.store(entries))) {
      var good = Logs.store(entries).read(path).orElseThrow();
      for (int length : List.of(0, good.length - 1, good.length + 1)) {
        var store = Logs.store(entries);
        store.write(path, java.util.Arrays.copyOf(good, length));
        assertThat(LogAudit.run(store, Logs.logOnly()).findings())
            .as("%s cut to %d", path, length)
            .singleElement()
            .extracting(LogAudit.Finding::path)
            .isEqualTo(path.toString());
      }
    }
  }

  @Test
  void anEntryRewrittenWithItsTilesButNotTheCheckpointIsFound() {
    var forged = new java.util.ArrayList<>(entries);
    forged.set(3, "forged".getBytes(StandardCharsets.UTF_8));
    var store = Logs.store(forged);
    store.writeCheckpoint(Logs.store(entries).readCheckpoint().orElseThrow());
    assertThat(LogAudit.run(store, Logs.logOnly()).findings())
        .singleElement()
        .satisfies(found -> assertThat(found.fault()).contains("the entries give"));
  }

  @Test
  void aLogWithoutACheckpointIsNotClean() {
    assertThat(LogAudit.run(new InMemoryTileStore(), Logs.logOnly()).findings())
        .singleElement()
        .hasToString("checkpoint: is missing");
  }

  private static List<TilePath> sorted(InMemoryTileStore store) {
    return store.paths().stream().sorted(Comparator.comparing(TilePath::toString)).toList();
  }

  private static byte[] flipped(byte[] bytes, int index) {
    var changed = bytes.clone();
    changed[index] ^= 1;
    return changed;
  }
}
