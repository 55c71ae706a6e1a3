package dev.esclusa.adapters.database;

import static dev.esclusa.stack.States.NETWORK;
import static dev.esclusa.stack.States.caller;
import static dev.esclusa.stack.States.lock;
import static dev.esclusa.stack.States.md5;
import static dev.esclusa.stack.States.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.ProblemException;
import dev.esclusa.stack.Artifacts;
import dev.esclusa.stack.Credential;
import dev.esclusa.stack.EnvelopeSeal;
import dev.esclusa.stack.Purpose;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateAnswer;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.stack.StateLimits;
import dev.esclusa.stack.StateLogin;
import dev.esclusa.stack.StateVersion;
import dev.esclusa.stack.States;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tree.Digest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database dies while an engine writes. */
@Timeout(120)
class StateCrashTest {
  private static final StateLimits LIMITS = new StateLimits(100_000, 1_000_000);
  private static final ChangeId CHANGE = new ChangeId("c-1");

  @TempDir Path folder;
  private final Chance chance = Chance.secure();
  private final EnvelopeSeal seal = States.seal(chance);

  private StateBackend backend(Database database) {
    return new StateBackend(
        database.states(), seal, () -> Instant.parse("2026-11-21T18:00:00Z"), chance, LIMITS);
  }

  private Artifacts artifacts(Database database) {
    return new Artifacts(database.artifacts(), seal, () -> Instant.parse("2026-11-21T18:00:00Z"));
  }

  @Test
  void whatWasAcknowledgedStandsAndNoPlanIsUsedTwice() throws Exception {
    Queue<Digest> written = new ConcurrentLinkedQueue<>();
    Queue<Digest> used = new ConcurrentLinkedQueue<>();
    StateLogin writer;
    EmbeddedPostgres killed = EmbeddedPostgres.start(folder, TestPostgres.binaries());
    try (Database database = Database.open(killed.address());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      writer = backend(database).issue(NETWORK, new RunId("r-1"), Credential.Right.WRITE, 1);
      assertThat(backend(database).lock(caller(writer), lock("l-1")))
          .isEqualTo(new StateAnswer.Done());
      threads.submit(() -> writeUntilRefused(backend(database), writer, written));
      threads.submit(() -> useUntilRefused(artifacts(database), used));
      while (written.size() < 50 || used.size() < 50) {
        Thread.onSpinWait();
      }
      ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
    }
    killed.close();

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, TestPostgres.binaries());
        Database database = Database.open(postgres.address())) {
      StateBackend backend = backend(database);
      assertThat(backend.view(NETWORK).versions())
          .extracting(StateVersion::digest)
          .containsAll(written);
      StateVersion newest = backend.current(NETWORK).orElseThrow();
      assertThat(Digest.of(backend.content(NETWORK, newest.number()))).isEqualTo(newest.digest());
      for (Digest plan : used) {
        assertThat(artifacts(database).consume(NETWORK, plan, CHANGE, 1)).isFalse();
      }
      byte[] next = state(newest.serial() + 1, "after the crash");
      assertThat(backend.post(caller(writer), "l-1", md5(next), next))
          .isEqualTo(new StateAnswer.Done());
    }
  }

  private static void writeUntilRefused(
      StateBackend backend, StateLogin writer, Queue<Digest> written) {
    try {
      for (int serial = 1; ; serial++) {
        byte[] next = state(serial, "version " + serial);
        assertThat(backend.post(caller(writer), "l-1", md5(next), next))
            .isEqualTo(new StateAnswer.Done());
        written.add(Digest.of(next));
      }
    } catch (ProblemException gone) {
      assertThat(gone.problem().code()).isEqualTo("DBS-0004");
    }
  }

  private static void useUntilRefused(Artifacts artifacts, Queue<Digest> used) {
    try {
      for (int i = 0; ; i++) {
        Digest plan =
            artifacts.put(NETWORK, Purpose.SAVED_PLAN, new byte[] {1, (byte) i, (byte) (i >> 8)});
        assertThat(artifacts.consume(NETWORK, plan, CHANGE, 1)).isTrue();
        used.add(plan);
      }
    } catch (ProblemException gone) {
      assertThat(gone.problem().code()).isEqualTo("DBS-0004");
    }
  }
}
