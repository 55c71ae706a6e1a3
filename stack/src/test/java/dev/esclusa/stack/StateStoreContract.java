package dev.esclusa.stack;

import static dev.esclusa.stack.States.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.StateStore.Move;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every store of states and blobs keeps to. Subclasses bring an empty one. */
public abstract class StateStoreContract {
  private static final Instant NOW = Instant.parse("2026-11-21T18:00:00.123456Z");
  private static final RunId RUN = new RunId("r-1");
  private static final TargetUid OTHER = new TargetUid("compute-prod-0001");

  /** States and blobs of one store. */
  public record Stores(StateStore states, ArtifactStore artifacts) {}

  protected abstract Stores open();

  private static StateLock lock(String id) {
    return new StateLock(id, "apply", "root@runner", "1.11.4", "then", "", RUN, 3, NOW);
  }

  private static StateVersion version(long number) {
    byte[] content = {(byte) number};
    return new StateVersion(
        NETWORK,
        number,
        number + 10,
        States.LINEAGE,
        "1.11.4",
        StateVersion.Origin.WRITTEN,
        RUN,
        3,
        NOW,
        Digest.of(content),
        StateDocument.md5(content),
        1,
        true);
  }

  private static Head write(StateStore store, Head before, long dropThrough) {
    StateVersion next = version(before.newest() + 1);
    Head after = before.withCurrent(next);
    byte[] content = {(byte) next.number()};
    assertThat(store.move(before, new Move(after, content, dropThrough, null, null, null)))
        .isTrue();
    return after;
  }

  @Test
  void aStackThatNobodyTouchedIsEmpty() {
    StateStore store = open().states();

    assertThat(store.head(NETWORK)).isEqualTo(Head.untouched(NETWORK));
    assertThat(store.versions(NETWORK)).isEmpty();
    assertThat(store.version(NETWORK, 1)).isEmpty();
    assertThat(store.sealed(NETWORK, 1)).isEmpty();
    assertThat(store.incidents(NETWORK)).isEmpty();
    assertThat(store.openCredentials(RUN)).isEmpty();
  }

  @Test
  void aMoveIsWholeAndOnlyFromWhereItWasSeen() {
    StateStore store = open().states();
    Head start = store.head(NETWORK);
    Head locked = start.withLock(lock("l-1"));

    assertThat(store.move(start, Move.to(locked))).isTrue();
    assertThat(store.head(NETWORK)).isEqualTo(locked);
    assertThat(store.move(start, Move.to(start.withLock(lock("l-2"))))).isFalse();
    assertThat(store.head(NETWORK)).isEqualTo(locked);

    Head written = write(store, locked, 0);
    Move late =
        new Move(
            locked.withCurrent(version(1)),
            new byte[] {9},
            0,
            credential(1),
            null,
            new Incident(NETWORK, NOW, Incident.Kind.REFUSED, RUN, "STK-0003", "late"));
    assertThat(store.move(locked, late)).isFalse();
    assertThat(store.head(NETWORK)).isEqualTo(written);
    assertThat(store.sealed(NETWORK, 1)).contains(new byte[] {1});
    assertThat(store.credential(credential(1).passwordHash())).isEmpty();
    assertThat(store.incidents(NETWORK)).isEmpty();
    assertThat(store.head(OTHER)).isEqualTo(Head.untouched(OTHER));
  }

  @Test
  void lockAndFenceGoAndComeAsTheyWere() {
    StateStore store = open().states();
    Head locked = store.head(NETWORK).withLock(lock("l-1"));
    store.move(store.head(NETWORK), Move.to(locked));
    Head fenced = locked.withFence(7);
    store.move(locked, Move.to(fenced));
    assertThat(store.head(NETWORK)).isEqualTo(fenced);
    Head free = fenced.withLock(null);
    store.move(fenced, Move.to(free));

    assertThat(store.head(NETWORK)).isEqualTo(free);
  }

  @Test
  void contentsGoButNeverTheNewestOrTheAppliedOne() {
    StateStore store = open().states();
    Head head = store.head(NETWORK);
    for (int i = 0; i < 2; i++) {
      head = write(store, head, 0);
    }
    Head accepted = head.withApplied(2);
    store.move(head, Move.to(accepted));
    head = accepted;
    for (int i = 0; i < 3; i++) {
      head = write(store, head, 100);
    }

    assertThat(store.versions(NETWORK))
        .extracting(it -> it.number() + (it.kept() ? " kept" : " gone"))
        .containsExactly("5 kept", "4 gone", "3 gone", "2 kept", "1 gone");
    assertThat(store.sealed(NETWORK, 2)).contains(new byte[] {2});
    assertThat(store.sealed(NETWORK, 4)).isEmpty();
    assertThat(store.version(NETWORK, 4).orElseThrow().digest()).isEqualTo(version(4).digest());
    assertThat(store.head(NETWORK).appliedNumber()).isEqualTo(2);
  }

  private static Credential credential(int number) {
    return new Credential(
        Digest.of(new byte[] {(byte) number}),
        NETWORK,
        RUN,
        number % 2 == 0 ? Credential.Right.READ : Credential.Right.WRITE,
        number,
        NOW,
        null);
  }

  @Test
  void credentialsEndWithTheirRun() {
    StateStore store = open().states();
    Head head = store.head(NETWORK);
    for (int i = 1; i <= 2; i++) {
      Head after = head.moved();
      store.move(head, new Move(after, null, 0, credential(i), null, null));
      head = after;
    }
    assertThat(store.credential(credential(1).passwordHash())).contains(credential(1));
    assertThat(store.openCredentials(RUN)).containsExactlyInAnyOrder(credential(1), credential(2));
    assertThat(store.openCredentials(new RunId("r-2"))).isEmpty();
    assertThat(store.openCredentials(NETWORK))
        .containsExactlyInAnyOrder(credential(1), credential(2));
    assertThat(store.openCredentials(OTHER)).isEmpty();

    store.move(head, new Move(head.moved(), null, 0, null, new StateStore.Ended(RUN, NOW), null));

    assertThat(store.openCredentials(RUN)).isEmpty();
    assertThat(store.openCredentials(NETWORK)).isEmpty();
    assertThat(store.credential(credential(1).passwordHash())).contains(credential(1).closed(NOW));
  }

  @Test
  void theNewestIncidentsStay() {
    StateStore store = open().states();
    List<Incident> all =
        IntStream.range(0, StateStore.INCIDENTS_KEPT + 3)
            .mapToObj(
                i ->
                    new Incident(
                        NETWORK,
                        NOW.plusSeconds(i),
                        i % 2 == 0 ? Incident.Kind.REFUSED : Incident.Kind.LOCK_BROKEN,
                        i % 2 == 0 ? RUN : null,
                        i % 2 == 0 ? "STK-0003" : null,
                        "words " + i))
            .toList();
    all.forEach(store::record);

    assertThat(store.incidents(NETWORK)).isEqualTo(all.subList(3, all.size()).reversed());
    assertThat(store.incidents(OTHER)).isEmpty();
  }

  // --- artifacts ---

  private static final Digest PLAN = Digest.of(new byte[] {42});

  private static Artifact plan(Digest digest, Instant madeAt) {
    return new Artifact(NETWORK, Purpose.SAVED_PLAN, digest, 3, madeAt, null, null);
  }

  private static Artifact.Use use(int change) {
    return new Artifact.Use(new ChangeId("c-" + change), 5, NOW);
  }

  @Test
  void anArtifactIsKeptOnce() {
    ArtifactStore store = open().artifacts();

    assertThat(store.put(plan(PLAN, NOW), new byte[] {1})).isTrue();
    assertThat(store.put(plan(PLAN, NOW.plusSeconds(1)), new byte[] {2})).isFalse();
    assertThat(store.get(NETWORK, Purpose.SAVED_PLAN, PLAN)).contains(plan(PLAN, NOW));
    assertThat(store.sealed(NETWORK, Purpose.SAVED_PLAN, PLAN)).contains(new byte[] {1});
    assertThat(store.get(OTHER, Purpose.SAVED_PLAN, PLAN)).isEmpty();
    assertThat(store.get(NETWORK, Purpose.ERRORED_STATE, PLAN)).isEmpty();
    assertThat(store.list(NETWORK, Purpose.SAVED_PLAN)).containsExactly(plan(PLAN, NOW));
  }

  @Test
  void onlyOneOfManyUsesAPlanUp() {
    ArtifactStore store = open().artifacts();
    store.put(plan(PLAN, NOW), new byte[] {1});

    List<ArtifactStore.Consumption> answers =
        IntStream.range(0, 24)
            .parallel()
            .mapToObj(i -> store.consume(NETWORK, Purpose.SAVED_PLAN, PLAN, use(i)))
            .toList();

    assertThat(answers)
        .containsOnlyOnce(ArtifactStore.Consumption.CONSUMED)
        .containsOnly(ArtifactStore.Consumption.CONSUMED, ArtifactStore.Consumption.USED_BEFORE);
    assertThat(store.get(NETWORK, Purpose.SAVED_PLAN, PLAN).orElseThrow().use()).isNotNull();
  }

  @Test
  void thatAPlanWasUsedOutlivesItsBytes() {
    ArtifactStore store = open().artifacts();
    store.put(plan(PLAN, NOW), new byte[] {1});
    store.consume(NETWORK, Purpose.SAVED_PLAN, PLAN, use(1));

    assertThat(store.drop(NETWORK, Purpose.SAVED_PLAN, PLAN, NOW)).isTrue();
    assertThat(store.drop(NETWORK, Purpose.SAVED_PLAN, PLAN, NOW)).isFalse();
    assertThat(store.sealed(NETWORK, Purpose.SAVED_PLAN, PLAN)).isEmpty();
    assertThat(store.put(plan(PLAN, NOW), new byte[] {1})).isFalse();
    assertThat(store.consume(NETWORK, Purpose.SAVED_PLAN, PLAN, use(2)))
        .isEqualTo(ArtifactStore.Consumption.USED_BEFORE);
    assertThat(store.get(NETWORK, Purpose.SAVED_PLAN, PLAN))
        .contains(plan(PLAN, NOW).usedBy(use(1)).dropped(NOW));
  }

  @Test
  void aFencedUserAndAPlanThatIsNotThereLeaveItUnused() {
    Stores stores = open();
    Head head = stores.states().head(NETWORK);
    stores.states().move(head, Move.to(head.withFence(6)));
    Digest dropped = Digest.of(new byte[] {43});
    Stream.of(PLAN, dropped).forEach(it -> stores.artifacts().put(plan(it, NOW), new byte[] {1}));
    stores.artifacts().drop(NETWORK, Purpose.SAVED_PLAN, dropped, NOW);

    assertThat(stores.artifacts().consume(NETWORK, Purpose.SAVED_PLAN, PLAN, use(1)))
        .isEqualTo(ArtifactStore.Consumption.FENCED);
    assertThat(stores.artifacts().consume(NETWORK, Purpose.SAVED_PLAN, dropped, use(1)))
        .isEqualTo(ArtifactStore.Consumption.DROPPED);
    assertThat(stores.artifacts().consume(OTHER, Purpose.SAVED_PLAN, PLAN, use(1)))
        .isEqualTo(ArtifactStore.Consumption.UNKNOWN);
    assertThat(stores.artifacts().get(NETWORK, Purpose.SAVED_PLAN, PLAN).orElseThrow().use())
        .isNull();
  }

  @Test
  void theNewestIsWhatCameLastWhateverTheClocksSaid() {
    ArtifactStore store = open().artifacts();
    List<Digest> put =
        IntStream.range(0, 4).mapToObj(i -> Digest.of(new byte[] {7, (byte) i})).toList();
    put.forEach(it -> store.put(plan(it, NOW.minusSeconds(put.indexOf(it) % 3)), new byte[] {1}));
    store.drop(NETWORK, Purpose.SAVED_PLAN, put.get(1), NOW);
    store.consume(NETWORK, Purpose.SAVED_PLAN, put.getFirst(), use(1));

    assertThat(store.list(NETWORK, Purpose.SAVED_PLAN))
        .extracting(Artifact::digest)
        .isEqualTo(put.reversed());
  }

  @Test
  void oldOnesLoseTheirBytesTogether() {
    ArtifactStore store = open().artifacts();
    Digest young = Digest.of(new byte[] {44});
    store.put(plan(PLAN, NOW.minusSeconds(60)), new byte[] {1});
    store.put(plan(young, NOW), new byte[] {1});

    assertThat(store.dropOld(Purpose.ERRORED_STATE, NOW, NOW)).isZero();
    assertThat(store.dropOld(Purpose.SAVED_PLAN, NOW, NOW)).isEqualTo(1);
    assertThat(store.dropOld(Purpose.SAVED_PLAN, NOW, NOW)).isZero();
    assertThat(store.sealed(NETWORK, Purpose.SAVED_PLAN, young)).isPresent();
    assertThat(store.list(NETWORK, Purpose.SAVED_PLAN))
        .extracting(Artifact::digest)
        .containsExactly(young, PLAN);
  }
}
