package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.approval.InMemorySignatures;
import dev.esclusa.control.Authorities;
import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.InMemoryDocuments;
import dev.esclusa.control.InMemoryJournal;
import dev.esclusa.control.InMemoryLeases;
import dev.esclusa.control.InMemoryRepositories;
import dev.esclusa.control.InMemoryRepositories.NewCommit;
import dev.esclusa.control.LogKeeper;
import dev.esclusa.control.Ports;
import dev.esclusa.control.Settings;
import dev.esclusa.control.TileLog;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Redaction;
import dev.esclusa.tempo.VirtualTempo;
import dev.esclusa.tlog.InMemoryTileStore;
import dev.esclusa.tlog.InMemoryWitnessMemory;
import dev.esclusa.tlog.KeyType;
import dev.esclusa.tlog.LocalWitness;
import dev.esclusa.tlog.SignerKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A database that was set back behind its witness: the server looks, and does nothing. */
class ReadOnlyTest {
  private static final String ROOT = "memory:crm";
  private static final SignerKey LOG =
      SignerKey.of("esclusa.example/i-read-only", KeyType.NOTE, new byte[32]);
  private static final SignerKey WITNESS =
      SignerKey.of("witness.example", KeyType.COSIGNATURE, new byte[32]);

  private final VirtualTempo tempo = new VirtualTempo(1);
  private final InMemoryRepositories repositories = new InMemoryRepositories(tempo.clock());
  private final SimulatedCluster cluster = new SimulatedCluster(tempo.clock());
  private final Map<String, byte[]> files = new TreeMap<>();
  private final LocalWitness witness =
      new LocalWitness(
          WITNESS,
          Map.of(LOG.verifier().name(), LOG.verifier()),
          new InMemoryWitnessMemory(),
          tempo.clock());

  ReadOnlyTest() {
    repositories.create(ROOT);
    WorldEstate.files()
        .forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    commit();
  }

  private void commit() {
    tempo.advance(Duration.ofSeconds(1));
    repositories.commit(
        new NewCommit(
            ROOT,
            InMemoryRepositories.MAINLINE,
            World.DATA,
            World.signed(World.DATA),
            "edit",
            Map.copyOf(files)));
  }

  /** A journal, the log that is made of it, and a server on both. */
  private final class Server {
    private final InMemoryLeases leases = new InMemoryLeases(tempo.clock());
    private final InMemoryJournal journal = new InMemoryJournal(tempo, leases);
    private final LogKeeper log =
        new TileLog(journal, new InMemoryTileStore(), new InMemoryDocuments(), LOG, witness);
    private final ControlPlane plane =
        new ControlPlane(
            new Ports(
                journal,
                leases,
                repositories,
                _ ->
                    new Authorities.Served(cluster, cluster, cluster, Authorities.Recovery.RESUMES),
                new InMemorySignatures(),
                tempo),
            Settings.of(ROOT, "server"),
            new Redaction("read-only-redaction-key-0123456789".getBytes(StandardCharsets.UTF_8)),
            "i-read-only",
            log,
            _ -> {});

    private int work() {
      log.keep();
      plane.recover();
      int done = 0;
      for (int i = 0; i < 20; i++) {
        done += plane.work(8);
        tempo.advance(Duration.ofMillis(700));
        log.keep();
      }
      return done;
    }
  }

  @Test
  void nothingIsWrittenAndNothingAppliedUntilPeopleHaveLooked() {
    Server first = new Server();
    assertThat(first.work()).isPositive();
    assertThat(first.log.witnessedSize()).isEqualTo(first.journal.size());
    Map<?, ?> objects = Map.copyOf(cluster.objects());

    Server setBack = new Server();
    commit();
    assertThat(setBack.work()).isZero();

    assertThat(setBack.log.trouble().map(Problem::code)).contains("CTL-0041");
    assertThat(World.refusal(() -> setBack.plane.desk().sync()).code()).isEqualTo("CTL-0041");
    assertThat(World.refusal(() -> setBack.plane.desk().pauseAll(World.PLATFORM, "look")).code())
        .isEqualTo("CTL-0041");
    assertThat(setBack.journal.size()).isZero();
    assertThat(cluster.objects()).isEqualTo(objects);
  }
}
