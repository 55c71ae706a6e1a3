package dev.esclusa.adapters.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.Journal;
import dev.esclusa.control.Journal.Batch;
import dev.esclusa.control.Journal.Entry;
import dev.esclusa.control.Journal.NewEntry;
import dev.esclusa.control.PayloadCipher;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Stream;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tlog.LogWriter;
import dev.esclusa.tlog.TilePath;
import dev.esclusa.tlog.TileStore;
import dev.esclusa.tlog.TreeHead;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JdbcTileStoreTest {
  private static final PersonId ANA = new PersonId("p-ana");

  private final RealTempo tempo = new RealTempo();
  private final Database database = Database.open(TestPostgres.freshDatabase());
  private final Journal journal =
      database.journal(new PayloadCipher(new byte[32], Chance.secure()), tempo);
  private final TileStore tiles = database.tiles();

  @AfterEach
  void close() {
    journal.close();
    database.close();
    tempo.close();
  }

  @Test
  void aSecondServerGoesOnWithTheTilesOfTheFirstAndBothAgreeWithTheHeadOfTheJournal() {
    append(0, 300);
    LogWriter first = LogWriter.create(tiles);
    TreeHead head = first.append(leaves(0, 300));
    assertThat(head).isEqualTo(database.head());

    append(300, 400);
    LogWriter second = LogWriter.open(database.tiles(), head);
    assertThat(second.append(leaves(300, 400))).isEqualTo(database.head());
    assertThat(tiles.read(new TilePath(0, 0, 44))).isEmpty();
    assertThat(tiles.read(new TilePath(0, 0, 256))).isPresent();
    assertThat(tiles.read(new TilePath(TilePath.ENTRIES, 2, 188))).isPresent();
    assertThat(tiles.read(new TilePath(TilePath.ENTRIES, 2, 189))).isEmpty();
  }

  @Test
  void theNewestCheckpointIsKept() {
    assertThat(tiles.readCheckpoint()).isEmpty();
    tiles.writeCheckpoint("esclusa.example\n300\nAAAA\n\nsignatures\n");
    tiles.writeCheckpoint("esclusa.example\n200\nBBBB\n\nsignatures\n");
    assertThat(tiles.readCheckpoint()).contains("esclusa.example\n300\nAAAA\n\nsignatures\n");
    tiles.writeCheckpoint("esclusa.example\n300\nAAAA\n\nmore signatures\n");
    assertThat(tiles.readCheckpoint()).contains("esclusa.example\n300\nAAAA\n\nmore signatures\n");
  }

  private void append(int seen, int count) {
    journal.append(
        new Batch(
            IntStream.range(0, count)
                .mapToObj(
                    i ->
                        new NewEntry(
                            Stream.INSTALLATION,
                            (long) seen + i,
                            new Fact.AllPaused(ANA),
                            null,
                            ANA,
                            Value.NULL))
                .toList(),
            List.of(),
            null));
  }

  private List<byte[]> leaves(long from, int count) {
    return journal.from(from, count).stream().map(Entry::leaf).toList();
  }
}
