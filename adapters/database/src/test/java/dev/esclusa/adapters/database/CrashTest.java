package dev.esclusa.adapters.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.control.Journal;
import dev.esclusa.control.Journal.Batch;
import dev.esclusa.control.Journal.Entry;
import dev.esclusa.control.Journal.NewEntry;
import dev.esclusa.control.Journal.Wanted;
import dev.esclusa.control.PayloadCipher;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tlog.Frontier;
import dev.esclusa.tlog.Hash;
import dev.esclusa.tree.Value;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes die in the middle of writing; what was acknowledged stands. */
class CrashTest {
  private static final int WRITERS = 16;

  @TempDir Path folder;

  @Test
  void aKilledServerLosesNothingAcknowledgedAndItsDatabaseIsStoppedAndGoneOnWith()
      throws Exception {
    Map<Long, String> acknowledged = new HashMap<>();
    Process child = startChild();
    try (BufferedReader out = child.inputReader()) {
      String line = out.readLine();
      while (line != null && acknowledged.size() < 500) {
        note(line, acknowledged);
        line = out.readLine();
      }
      // By its handle: that leaves what it has printed readable.
      child.toHandle().destroyForcibly();
      for (; line != null; line = out.readLine()) {
        note(line, acknowledged);
      }
    }
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(500);

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, TestPostgres.binaries())) {
      assertStands(postgres, acknowledged);
    }
  }

  @Test
  void aKilledDatabaseLosesNothingAcknowledgedAndSaysSoToTheRest() throws Exception {
    Map<Long, String> acknowledged = new ConcurrentHashMap<>();
    EmbeddedPostgres killed = EmbeddedPostgres.start(folder, TestPostgres.binaries());
    try (RealTempo tempo = new RealTempo();
        Database database = Database.open(killed.address());
        Journal journal = database.journal(cipher(), tempo);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        String name = "c-" + writer;
        threads.submit(
            () ->
                writeUntilRefused(
                    journal, name, e -> acknowledged.put(e.index(), e.leafHash().hex())));
      }
      while (acknowledged.size() < 500) {
        Thread.onSpinWait();
      }
      ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
    }
    killed.close();

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, TestPostgres.binaries())) {
      assertStands(postgres, acknowledged);
    }
  }

  @Test
  void aSecondServerInTheSameFolderIsToldSo() {
    try (EmbeddedPostgres first = EmbeddedPostgres.start(folder, TestPostgres.binaries())) {
      assertThat(first.pid()).isPositive();
      assertThatThrownBy(() -> EmbeddedPostgres.start(folder, TestPostgres.binaries()))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining(folder.toString());
    }
  }

  private Process startChild() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            CrashTest.class.getName(),
            folder.toString(),
            TestPostgres.binaries().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The child: writes until it is killed, and prints each entry once it is acknowledged. */
  public static void main(String[] arguments) throws Exception {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(Path.of(arguments[0]), Path.of(arguments[1]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    try (RealTempo tempo = new RealTempo();
        Database database = Database.open(postgres.address());
        Journal journal = database.journal(cipher(), tempo);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        String name = "c-" + writer;
        threads.submit(
            () ->
                writeUntilRefused(
                    journal,
                    name,
                    e -> out.println("entry " + e.index() + " " + e.leafHash().hex() + " .")));
      }
    }
  }

  private static void writeUntilRefused(
      Journal journal, String name, java.util.function.Consumer<Entry> acknowledged) {
    Stream stream = Stream.of(new ChangeId(name));
    try {
      for (int i = 0; ; i++) {
        NewEntry entry =
            new NewEntry(
                stream,
                i,
                new Fact.AdmissionRefused("APR-0001"),
                new TargetUid("crm-core"),
                new PersonId("p-ana"),
                Value.mapping("reason", "because " + i));
        Wanted work = new Wanted("drive", name + "/" + i, Instant.EPOCH);
        acknowledged.accept(
            journal.append(new Batch(List.of(entry), List.of(work), null)).getFirst());
      }
    } catch (ProblemException gone) {
      assertThat(gone.problem().code()).isIn("DBS-0005", "JNL-0002");
    }
  }

  /** A line that the kill has cut off is no acknowledgement that anybody saw. */
  private static void note(String line, Map<Long, String> acknowledged) {
    String[] words = line.split(" ");
    if (words.length == 4 && words[0].equals("entry")) {
      acknowledged.put(Long.parseLong(words[1]), words[2]);
    }
  }

  private static void assertStands(EmbeddedPostgres postgres, Map<Long, String> acknowledged) {
    try (RealTempo tempo = new RealTempo();
        Database database = Database.open(postgres.address());
        Journal journal = database.journal(cipher(), tempo)) {
      List<Entry> log = journal.from(0, Integer.MAX_VALUE);
      Frontier frontier = new Frontier();
      Map<Long, String> stored = new HashMap<>();
      for (Entry entry : log) {
        assertThat(entry.index()).isEqualTo(frontier.size());
        frontier.append(Hash.leaf(entry.leaf()));
        stored.put(entry.index(), entry.leafHash().hex());
        assertThat(journal.payload(entry.index())).isNotNull();
      }
      assertThat(stored).containsAllEntriesOf(acknowledged);
      assertThat(database.head()).isEqualTo(frontier.head());
      // Each fact came with an item of work, in the same transaction.
      assertThat(journal.takeWork("w", Integer.MAX_VALUE, Duration.ofHours(1))).hasSameSizeAs(log);
      goOn(journal);
    }
  }

  private static void goOn(Journal journal) {
    long before = journal.size();
    Entry next =
        journal
            .append(
                new Batch(
                    List.of(
                        new NewEntry(
                            Stream.INSTALLATION,
                            0,
                            new Fact.AllPaused(new PersonId("p-ana")),
                            null,
                            new PersonId("p-ana"),
                            Value.NULL)),
                    List.of(),
                    null))
            .getFirst();
    assertThat(next.index()).isEqualTo(before);
  }

  private static PayloadCipher cipher() {
    return new PayloadCipher(new byte[32], Chance.secure());
  }
}
