package dev.esclusa.stack;

import static dev.esclusa.stack.States.NETWORK;
import static dev.esclusa.stack.States.VERDICT;
import static dev.esclusa.stack.States.caller;
import static dev.esclusa.stack.States.lock;
import static dev.esclusa.stack.States.md5;
import static dev.esclusa.stack.States.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.Credential.Right;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of the state backend, on every store. */
public abstract class StateBackendContract {
  private static final long SEED = 20_261_121;
  private static final TargetUid OTHER = new TargetUid("compute-prod-0001");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T18:00:00Z"));
  private final Chance chance = Chance.secure();
  private final EnvelopeSeal seal = States.seal(chance);
  private StateStoreContract.Stores stores;
  private StateBackend backend;
  private StateLogin writer;

  /** An empty one. */
  protected abstract StateStoreContract.Stores open();

  @BeforeEach
  void aStackWithOneWriter() {
    stores = open();
    restart();
    writer = backend.issue(NETWORK, new RunId("r-1"), Right.WRITE, 1);
  }

  /** Another server on the same store. */
  private void restart() {
    backend = backend(new StateLimits(100_000, 3));
  }

  private StateBackend backend(StateLimits limits) {
    return new StateBackend(stores.states(), seal, now::get, chance, limits);
  }

  private StateAnswer post(StateLogin login, String lock, byte[] state) {
    return backend.post(caller(login), lock, md5(state), state);
  }

  private byte[] current() {
    return switch (backend.get(caller(writer))) {
      case StateAnswer.Content content -> content.bytes();
      case StateAnswer other -> throw new AssertionError(other);
    };
  }

  private static void refused(StateAnswer answer, String code) {
    assertThat(answer).isInstanceOf(StateAnswer.Refused.class);
    assertThat(((StateAnswer.Refused) answer).problem().code()).isEqualTo(code);
  }

  private static void done(StateAnswer answer) {
    assertThat(answer).isEqualTo(new StateAnswer.Done());
  }

  @Test
  void aWriterLocksWritesAndUnlocks() {
    assertThat(backend.get(caller(writer))).isEqualTo(new StateAnswer.Nothing());
    done(backend.lock(caller(writer), lock("l-1")));
    done(post(writer, "l-1", state(1, "a")));
    done(post(writer, "l-1", state(2, "b")));
    done(backend.unlock(caller(writer), lock("l-1")));

    assertThat(current()).isEqualTo(state(2, "b"));
    assertThat(backend.lockOf(NETWORK)).isEmpty();
    assertThat(backend.view(NETWORK).versions())
        .extracting(StateVersion::number, StateVersion::serial, it -> it.run().text())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2L, 2L, "r-1"),
            org.assertj.core.groups.Tuple.tuple(1L, 1L, "r-1"));
    assertThat(backend.content(NETWORK, 1)).isEqualTo(state(1, "a"));
    assertThatThrownBy(() -> backend.content(NETWORK, 3)).hasMessageStartingWith("STK-0002");
  }

  @Test
  void everyRequestMayComeTwiceBecauseARepliesGetLost() {
    done(backend.lock(caller(writer), lock("l-1")));
    done(backend.lock(caller(writer), lock("l-1")));
    done(post(writer, "l-1", state(1, "a")));
    done(post(writer, "l-1", state(1, "a")));
    done(backend.unlock(caller(writer), lock("l-1")));
    done(backend.unlock(caller(writer), lock("l-1")));

    assertThat(backend.view(NETWORK).versions()).hasSize(1);
  }

  @Test
  void theLockOfOneKeepsTheOtherOutAndNamesItsHolder() {
    StateLogin second = backend.issue(NETWORK, new RunId("r-2"), Right.WRITE, 2);
    done(backend.lock(caller(writer), lock("l-1")));

    StateAnswer answer = backend.lock(caller(second), lock("l-2"));

    assertThat(answer).isInstanceOf(StateAnswer.Held.class);
    StateLock held = ((StateAnswer.Held) answer).lock();
    assertThat(new String(held.json(), StandardCharsets.UTF_8))
        .contains(
            "l-1 (held by run r-1 for OperationTypeApply, root@runner,"
                + " since 2026-11-21T18:00:00Z)");
    refused(post(second, "l-2", state(1, "x")), "STK-0006");
    refused(post(second, "l-1", state(1, "x")), "STK-0006");
    refused(backend.unlock(caller(second), lock("l-1")), "STK-0018");
    assertThat(backend.unlock(caller(second), lock("l-2"))).isInstanceOf(StateAnswer.Held.class);
    assertThat(backend.lockOf(NETWORK).orElseThrow().run()).isEqualTo(new RunId("r-1"));
  }

  @Test
  void withoutTheLockNothingIsWritten() {
    refused(post(writer, "", state(1, "a")), "STK-0006");
    refused(post(writer, "l-1", state(1, "a")), "STK-0006");
    assertThat(backend.get(caller(writer))).isEqualTo(new StateAnswer.Nothing());
  }

  @Test
  void aReaderReadsUnderALockAndDoesNothingElse() {
    StateLogin reader = backend.issue(NETWORK, new RunId("r-plan"), Right.READ, 0);
    done(backend.lock(caller(writer), lock("l-1")));
    done(post(writer, "l-1", state(1, "a")));

    assertThat(backend.get(caller(reader))).isInstanceOf(StateAnswer.Content.class);
    refused(backend.lock(caller(reader), lock("l-2")), "STK-0004");
    refused(backend.unlock(caller(reader), lock("l-1")), "STK-0004");
    refused(post(reader, "l-1", state(2, "b")), "STK-0004");
    assertThat(current()).isEqualTo(state(1, "a"));
  }

  @Test
  void aReaderWhoseServerDiedIsOverAfterHalfADayAndAWriterIsNot() {
    StateLogin reader = backend.issue(NETWORK, new RunId("r-plan"), Right.READ, 0);
    now.updateAndGet(it -> it.plus(Duration.ofHours(12)));
    assertThat(backend.get(caller(reader))).isEqualTo(new StateAnswer.Nothing());
    now.updateAndGet(it -> it.plus(Duration.ofSeconds(1)));

    assertThat(backend.get(caller(reader))).isEqualTo(Refusals.unknown());
    assertThat(backend.get(caller(writer))).isEqualTo(new StateAnswer.Nothing());
    assertThat(backend.view(NETWORK).openRuns())
        .extracting(Credential::run)
        .containsExactly(new RunId("r-1"));
  }

  @Test
  void whoIsNotKnownLearnsNothing() {
    StateLogin other = backend.issue(OTHER, new RunId("r-9"), Right.WRITE, 1);
    backend.close(new RunId("r-9"));
    List<StateCaller> strangers =
        List.of(
            new StateCaller(NETWORK.text(), null, null),
            new StateCaller(NETWORK.text(), "r-1", null),
            new StateCaller(NETWORK.text(), "r-1", "guessed"),
            new StateCaller(NETWORK.text(), "r-2", writer.password()),
            new StateCaller(OTHER.text(), "r-1", writer.password()),
            new StateCaller("no-such-stack", "r-1", writer.password()),
            new StateCaller("../" + NETWORK, "r-1", writer.password()),
            new StateCaller("%2e%2e", "r-1", writer.password()),
            new StateCaller("", "r-1", writer.password()),
            caller(other));
    for (StateCaller stranger : strangers) {
      assertThat(
              List.of(
                  backend.get(stranger),
                  backend.lock(stranger, lock("l-1")),
                  backend.unlock(stranger, lock("l-1")),
                  backend.post(stranger, "l-1", md5(state(1, "a")), state(1, "a")),
                  backend.refusal(stranger).orElseThrow()))
          .containsOnly(Refusals.unknown());
    }
    assertThat(backend.refusal(caller(writer))).isEmpty();
    assertThat(backend.view(OTHER).incidents())
        .isNotEmpty()
        .allMatch(it -> it.words().startsWith("run r-9 was closed"));
  }

  @Test
  void onlyAVerdictEndsAWriterAndTimeNeverDoes() {
    done(backend.lock(caller(writer), lock("l-1")));
    now.updateAndGet(it -> it.plus(Duration.ofDays(400)));
    restart();
    StateLogin next = backend.issue(NETWORK, new RunId("r-2"), Right.WRITE, 2);
    done(post(writer, "l-1", state(1, "after the lease ran out")));

    backend.raise(NETWORK, 2, VERDICT);

    refused(post(writer, "l-1", state(2, "zombie")), "STK-0003");
    refused(backend.lock(caller(writer), lock("l-9")), "STK-0003");
    refused(backend.unlock(caller(writer), lock("l-1")), "STK-0003");
    assertThat(backend.content(NETWORK, 1)).isEqualTo(state(1, "after the lease ran out"));
    assertThat(backend.view(NETWORK).openRuns())
        .extracting(Credential::run)
        .containsExactly(new RunId("r-2"));
    assertThat(backend.view(NETWORK).incidents())
        .extracting(Incident::kind)
        .containsExactly(
            Incident.Kind.REFUSED,
            Incident.Kind.REFUSED,
            Incident.Kind.REFUSED,
            Incident.Kind.FENCE_RAISED);
    assertThatThrownBy(() -> backend.issue(NETWORK, new RunId("r-3"), Right.WRITE, 1))
        .hasMessageStartingWith("STK-0017");

    backend.forceUnlock(NETWORK, "l-1", VERDICT);
    done(backend.lock(caller(next), lock("l-2")));
    done(post(next, "l-2", state(2, "recovered")));
  }

  @Test
  void aFenceNeverSinks() {
    backend.raise(NETWORK, 5, VERDICT);
    backend.raise(NETWORK, 4, VERDICT);

    assertThat(backend.view(NETWORK).fence()).isEqualTo(5);
    assertThat(backend.view(NETWORK).incidents()).hasSize(1);
  }

  @Test
  void aVerdictBreaksOnlyTheLockThatItIsAbout() {
    backend.forceUnlock(NETWORK, "l-1", VERDICT);
    done(backend.lock(caller(writer), lock("l-1")));

    assertThatThrownBy(() -> backend.forceUnlock(NETWORK, "l-2", VERDICT))
        .hasMessageStartingWith("STK-0018")
        .hasMessageContaining("held by run r-1");
    assertThat(backend.view(NETWORK).lockWords()).contains("held by run r-1");
    backend.forceUnlock(NETWORK, "l-1", VERDICT);
    assertThat(backend.lockOf(NETWORK)).isEmpty();
    assertThat(backend.view(NETWORK).incidents().getFirst().words())
        .contains("ana@crm.example", "c-unlock", "the runner is dead");
  }

  @Test
  void whatIsNoNewerStateOfThisStackChangesNothing() {
    done(backend.lock(caller(writer), lock("l-1")));
    done(post(writer, "l-1", state(5, "a")));
    byte[] next = state(6, "b");

    refused(post(writer, "l-1", state(4, "b")), "STK-0011");
    refused(post(writer, "l-1", state(5, "other content")), "STK-0011");
    refused(post(writer, "l-1", state(6, "other-lineage", "b")), "STK-0010");
    refused(backend.post(caller(writer), "l-1", md5(state(7, "c")), next), "STK-0007");
    refused(backend.post(caller(writer), "l-1", "", next), "STK-0007");
    for (int length = 0; length < next.length; length++) {
      refused(post(writer, "l-1", Arrays.copyOf(next, length)), "STK-0009");
    }
    for (String foreign :
        List.of(
            "[]",
            "{}",
            "{\"version\":3,\"serial\":6,\"lineage\":\"x\",\"modules\":[]}",
            "{\"version\":4,\"serial\":6,\"lineage\":\"\",\"resources\":[],\"outputs\":{}}",
            "{\"version\":4,\"serial\":-1,\"lineage\":\"x\",\"resources\":[],\"outputs\":{}}",
            "{\"version\":4,\"serial\":1e400,\"lineage\":\"x\",\"resources\":[],\"outputs\":{}}",
            "{\"version\":4,\"serial\":6,\"lineage\":\"x\"}",
            "[".repeat(10_000))) {
      refused(post(writer, "l-1", foreign.getBytes(StandardCharsets.UTF_8)), "STK-0009");
    }
    refused(post(writer, "l-1", state(6, "x".repeat(100_000))), "STK-0008");

    assertThat(current()).isEqualTo(state(5, "a"));
    assertThat(backend.view(NETWORK).versions()).hasSize(1);
    done(post(writer, "l-1", next));
  }

  @Test
  void anUnreadableLockIsNone() {
    for (String body : List.of("", "{}", "[]", "{\"ID\":7}", "{\"ID\":\"a b\"}", "{\"ID\":\"")) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      refused(backend.lock(caller(writer), bytes), "STK-0021");
      refused(backend.unlock(caller(writer), bytes), "STK-0021");
    }
    String nasty =
        "{\"ID\":\"l-1\",\"Who\":\"a\\nb\\u2028" + "w".repeat(2_000) + "\",\"Operation\":7}";
    done(backend.lock(caller(writer), nasty.getBytes(StandardCharsets.UTF_8)));
    assertThat(backend.view(NETWORK).lockWords()).hasSizeLessThan(700).startsWith("held by");
  }

  @Test
  void aVerdictReplacesTheStateWhateverItsSerial() {
    done(backend.lock(caller(writer), lock("l-1")));
    done(post(writer, "l-1", state(5, "a")));
    byte[] recovered = state(2, "another-lineage", "from errored.tfstate");

    assertThatThrownBy(() -> backend.replace(NETWORK, recovered, VERDICT))
        .hasMessageStartingWith("STK-0005");
    backend.forceUnlock(NETWORK, "l-1", VERDICT);
    assertThatThrownBy(() -> backend.replace(NETWORK, new byte[] {'{'}, VERDICT))
        .hasMessageStartingWith("STK-0009");
    StateVersion replaced = backend.replace(NETWORK, recovered, VERDICT);

    assertThat(current()).isEqualTo(recovered);
    assertThat(replaced.number()).isEqualTo(2);
    assertThat(replaced.origin()).isEqualTo(StateVersion.Origin.REPLACED);
    assertThat(backend.content(NETWORK, 1)).isEqualTo(state(5, "a"));
  }

  /** Engines leave such a file when the first write of all never reached us. */
  @Test
  void aRecoveredStateWithoutLineageGetsTheOneThatIsThere() {
    StateVersion first = backend.replace(NETWORK, state(3, "", "the first of all"), VERDICT);
    StateVersion second = backend.replace(NETWORK, state(4, "", "more"), VERDICT);

    assertThat(first.lineage()).matches("[0-9a-f-]{36}").isEqualTo(second.lineage());
    assertThat(new String(backend.content(NETWORK, 2), StandardCharsets.UTF_8))
        .contains(first.lineage(), "more");
    done(backend.lock(caller(writer), lock("l-1")));
    done(post(writer, "l-1", state(5, first.lineage(), "gone on with")));
  }

  @Test
  void oldContentsGoButNotTheAcceptedOne() {
    done(backend.lock(caller(writer), lock("l-1")));
    for (int serial = 1; serial <= 6; serial++) {
      done(post(writer, "l-1", state(serial, "a")));
      if (serial == 2) {
        backend.accept(NETWORK);
      }
    }

    assertThat(backend.view(NETWORK).versions())
        .filteredOn(StateVersion::kept)
        .extracting(StateVersion::number)
        .containsExactly(6L, 5L, 4L, 2L);
    assertThatThrownBy(() -> backend.content(NETWORK, 3)).hasMessageStartingWith("STK-0002");
    assertThat(backend.view(NETWORK).appliedNumber()).isEqualTo(2);
  }

  @Test
  void nothingIsStoredInTheClear() {
    done(backend.lock(caller(writer), lock("l-1")));
    done(post(writer, "l-1", state(1, "MARKER-77ab")));

    byte[] stored = stores.states().sealed(NETWORK, 1).orElseThrow();
    assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("MARKER");
    assertThat(writer.toString() + caller(writer)).doesNotContain(writer.password());
    assertThat(backend.view(NETWORK).openRuns())
        .extracting(Credential::run)
        .containsExactly(new RunId("r-1"));
    assertThat(backend.view(NETWORK).toString()).doesNotContain(writer.password(), "MARKER");
  }

  // --- plans ---

  @Test
  void aPlanIsUsedOnceAndOpensOnlyAsItself() {
    Artifacts artifacts = new Artifacts(stores.artifacts(), seal, now::get);
    byte[] bytes = "a MARKER-plan".getBytes(StandardCharsets.UTF_8);
    Digest plan = artifacts.put(NETWORK, Purpose.SAVED_PLAN, bytes);
    ChangeId change = new ChangeId("c-1");

    assertThat(artifacts.put(NETWORK, Purpose.SAVED_PLAN, bytes)).isEqualTo(plan);
    assertThat(artifacts.open(NETWORK, Purpose.SAVED_PLAN, plan)).isEqualTo(bytes);
    assertThatThrownBy(() -> artifacts.open(OTHER, Purpose.SAVED_PLAN, plan))
        .hasMessageStartingWith("STK-0014");
    assertThat(artifacts.consume(NETWORK, plan, change, 1)).isTrue();
    assertThat(artifacts.consume(NETWORK, plan, change, 1)).isFalse();
    artifacts.put(NETWORK, Purpose.SAVED_PLAN, bytes);
    assertThat(artifacts.consume(NETWORK, plan, change, 1)).isFalse();
    artifacts.drop(NETWORK, Purpose.SAVED_PLAN, plan);
    assertThatThrownBy(() -> artifacts.open(NETWORK, Purpose.SAVED_PLAN, plan))
        .hasMessageStartingWith("STK-0015");
  }

  @Test
  void aPlanThatSomebodySwappedInTheStoreDoesNotOpen() {
    Artifacts artifacts = new Artifacts(stores.artifacts(), seal, now::get);
    byte[] bytes = {1, 2, 3};
    Digest claimed = Digest.of(new byte[] {9});
    stores
        .artifacts()
        .put(
            new Artifact(NETWORK, Purpose.SAVED_PLAN, claimed, 3, now.get(), null, null),
            seal.seal(NETWORK, Purpose.SAVED_PLAN, bytes));

    assertThatThrownBy(() -> artifacts.open(NETWORK, Purpose.SAVED_PLAN, claimed))
        .hasMessageStartingWith("STK-0012");
  }

  @Test
  void aStateThatCouldNotBeHandedInDoesNotAge() {
    Artifacts artifacts = new Artifacts(stores.artifacts(), seal, now::get);
    Digest errored = artifacts.put(NETWORK, Purpose.ERRORED_STATE, state(9, "left"));
    Digest plan = artifacts.put(NETWORK, Purpose.SAVED_PLAN, new byte[] {1});
    Instant later = now.get().plus(Duration.ofDays(90));

    assertThat(artifacts.dropOld(Purpose.ERRORED_STATE, later)).isZero();
    assertThat(artifacts.dropOld(Purpose.SAVED_PLAN, later)).isEqualTo(1);
    assertThat(artifacts.open(NETWORK, Purpose.ERRORED_STATE, errored)).isEqualTo(state(9, "left"));
    assertThatThrownBy(() -> artifacts.consume(NETWORK, plan, new ChangeId("c-1"), 1))
        .hasMessageStartingWith("STK-0015");
  }

  // --- many at once ---

  /** Each writer locks, reads, writes one more and unlocks, as often as chance says. */
  @Test
  void manyWritersLoseNoVersionAndNeverHoldTogether() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    List<Callable<List<byte[]>>> writers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      StateLogin login = backend.issue(NETWORK, new RunId("w-" + i), Right.WRITE, 1);
      Chance own = Chance.seeded(SEED + i);
      writers.add(() -> rounds(login, own, inside));
    }
    List<byte[]> acknowledged = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<byte[]>> one : threads.invokeAll(writers)) {
        acknowledged.addAll(one.get());
      }
    }

    StateBackend all = backend(new StateLimits(100_000, 10_000));
    List<StateVersion> versions = all.view(NETWORK).versions().reversed();
    assertThat(acknowledged).as("seed " + SEED).isNotEmpty();
    assertThat(versions).extracting(StateVersion::number).doesNotHaveDuplicates();
    assertThat(versions).extracting(StateVersion::serial).isSorted().doesNotHaveDuplicates();
    assertThat(versions)
        .as("seed " + SEED)
        .extracting(StateVersion::digest)
        .containsExactlyInAnyOrderElementsOf(acknowledged.stream().map(Digest::of).toList());
    assertThat(all.lockOf(NETWORK)).isEmpty();
  }

  private List<byte[]> rounds(StateLogin login, Chance own, AtomicInteger inside) {
    StateBackend mine = backend(new StateLimits(100_000, 10_000));
    List<byte[]> acknowledged = new ArrayList<>();
    for (int round = 0; round < 12; round++) {
      String id = login.user() + "-" + round;
      if (!(mine.lock(caller(login), lock(id)) instanceof StateAnswer.Done)) {
        continue;
      }
      assertThat(inside.incrementAndGet()).as("holders, seed " + SEED).isEqualTo(1);
      for (int write = own.nextInt(3); write >= 0; write--) {
        byte[] next = state(serial(mine, login) + 1, id + "-" + write);
        done(mine.post(caller(login), id, md5(next), next));
        acknowledged.add(next);
      }
      inside.decrementAndGet();
      done(mine.unlock(caller(login), lock(id)));
    }
    return acknowledged;
  }

  private static long serial(StateBackend backend, StateLogin login) {
    return backend.get(caller(login)) instanceof StateAnswer.Content content
        ? content.version().serial()
        : 0;
  }

  /**
   * A verdict in the middle of writing: what was acknowledged before stays, nothing comes after.
   */
  @Test
  void afterTheVerdictNoWriteOfAnOlderTokenIsTaken() throws Exception {
    done(backend.lock(caller(writer), lock("l-1")));
    AtomicInteger lastTaken = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> zombie =
          threads.submit(
              () -> {
                for (int serial = 1;
                    post(writer, "l-1", state(serial, "z")) instanceof StateAnswer.Done;
                    serial++) {
                  lastTaken.set(serial);
                }
              });
      while (lastTaken.get() < 5) {
        Thread.onSpinWait();
      }
      backend.raise(NETWORK, 2, VERDICT);
      long stoodAt = backend.current(NETWORK).orElseThrow().serial();
      zombie.get();

      assertThat(backend.current(NETWORK).orElseThrow().serial()).isEqualTo(stoodAt);
      assertThat((long) lastTaken.get()).isEqualTo(stoodAt);
    }
  }

  @Test
  void aClosedRunIsOverAtOnce() {
    done(backend.lock(caller(writer), lock("l-1")));
    backend.close(new RunId("r-1"));
    backend.close(new RunId("r-1"));

    assertThat(post(writer, "l-1", state(1, "replayed"))).isEqualTo(Refusals.unknown());
    assertThat(backend.get(caller(writer))).isEqualTo(Refusals.unknown());
    assertThat(backend.lockOf(NETWORK)).isPresent();
    assertThat(backend.view(NETWORK).incidents()).isNotEmpty();
  }
}
