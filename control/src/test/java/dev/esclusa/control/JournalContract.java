package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.control.Journal.Batch;
import dev.esclusa.control.Journal.Entry;
import dev.esclusa.control.Journal.FencedOff;
import dev.esclusa.control.Journal.NewEntry;
import dev.esclusa.control.Journal.Payload;
import dev.esclusa.control.Journal.StreamMoved;
import dev.esclusa.control.Journal.Wanted;
import dev.esclusa.control.Journal.Work;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Lease;
import dev.esclusa.model.ModelException;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every journal keeps to. Subclasses bring two servers on one empty journal. */
public abstract class JournalContract {
  /** Two servers on the same entries, work and leases. */
  public record Pair(Journal first, Journal second, Leases leases) {}

  private static final Duration LONG = Duration.ofHours(1);
  private static final PersonId ANA = new PersonId("p-ana");
  private static final TargetUid CORE = new TargetUid("crm-core-prod-7f3a");
  private static final Stream CHANGE = Stream.of(new ChangeId("c-1"));
  private static final Stream OTHER = Stream.of(new ChangeId("c-2"));
  private static final Instant PAST = Instant.parse("2026-01-01T00:00:00Z");

  private Journal journal = unset();
  private Journal second = unset();
  private Leases leases = unset();

  protected abstract Pair open() throws Exception;

  /** What the two servers stood on; they are closed already. */
  protected abstract void close();

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
  private static <T> T unset() {
    return null;
  }

  @BeforeEach
  void openPair() throws Exception {
    Pair pair = open();
    journal = pair.first();
    second = pair.second();
    leases = pair.leases();
  }

  @AfterEach
  void closePair() {
    journal.close();
    second.close();
    close();
  }

  // --- entries ---

  @Test
  void entriesStandWhereTheyWereAppendedAndReadBackAsTheSameBytes() {
    List<Entry> appended =
        journal.append(
            batch(entry(CHANGE, 0, "one"), entry(OTHER, 0, "two"), entry(CHANGE, 1, "three")));

    assertThat(appended).extracting(Entry::index).containsExactly(0L, 1L, 2L);
    assertThat(appended).extracting(e -> e.envelope().sequence()).containsExactly(1L, 1L, 2L);
    assertThat(journal.size()).isEqualTo(3);
    assertSame(journal.from(0, 10), appended);
    assertSame(journal.stream(CHANGE), List.of(appended.get(0), appended.get(2)));
    assertThat(journal.from(1, 1)).extracting(Entry::index).containsExactly(1L);
    assertThat(journal.from(3, 10)).isEmpty();
    assertThat(journal.stream(Stream.INSTALLATION)).isEmpty();
  }

  @Test
  void laterEntriesOfOneBatchMayNameTheSequenceBeforeIt() {
    journal.append(batch(entry(CHANGE, 0, "one")));
    journal.append(
        batch(entry(CHANGE, 1, "two"), entry(CHANGE, 1, "three"), entry(CHANGE, 3, "four")));

    assertThat(journal.stream(CHANGE))
        .extracting(e -> e.envelope().sequence())
        .containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void eachLeafNamesTheLeavesBeforeItInStreamAndTarget() {
    List<Entry> all = new ArrayList<>();
    all.addAll(journal.append(batch(entry(CHANGE, 0, "one"))));
    all.addAll(journal.append(batch(entry(OTHER, 0, "two"), entry(CHANGE, 1, "three"))));
    all.addAll(second.append(batch(entry(OTHER, 1, "four"))));

    assertThat(all)
        .extracting(e -> e.envelope().previousInStream())
        .containsExactly(null, null, hash(all, 0), hash(all, 1));
    assertThat(all)
        .extracting(e -> e.envelope().previousOfTarget())
        .containsExactly(null, hash(all, 0), hash(all, 1), hash(all, 2));
  }

  @Test
  void leafHashesAreThoseOfRfc6962() throws Exception {
    Entry entry = journal.append(batch(entry(CHANGE, 0, "one"))).getFirst();

    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update((byte) 0);
    assertThat(entry.leafHash().bytes()).isEqualTo(sha256.digest(entry.leaf()));
    assertThat(Envelope.read(entry.leaf())).isEqualTo(entry.envelope());
  }

  @Test
  void aWriterThatHasNotSeenTheNewestEntryIsRefusedWithItsWholeBatch() {
    journal.append(batch(entry(CHANGE, 0, "one")));

    assertThatThrownBy(() -> second.append(batch(entry(OTHER, 0, "x"), entry(CHANGE, 0, "y"))))
        .isInstanceOf(StreamMoved.class);
    assertThatThrownBy(() -> second.append(batch(entry(CHANGE, 2, "y"))))
        .isInstanceOf(StreamMoved.class);
    assertThat(journal.size()).isEqualTo(1);
    assertThat(journal.stream(OTHER)).isEmpty();
  }

  @Test
  void timesNeverGoBackAlongTheLog() {
    for (int i = 0; i < 20; i++) {
      (i % 2 == 0 ? journal : second).append(batch(entry(CHANGE, i, "n")));
    }
    assertThat(journal.from(0, 20)).extracting(e -> e.envelope().recordedAt()).isSorted();
    assertThat(journal.from(0, 20))
        .allSatisfy(
            e ->
                assertThat(e.envelope().recordedAt())
                    .isEqualTo(e.envelope().recordedAt().truncatedTo(ChronoUnit.MILLIS)));
  }

  @Test
  void anEnvelopeOverOneKilobyteIsRefusedAloneAndTheNextIsTaken() {
    NewEntry large =
        new NewEntry(CHANGE, 0, new Fact.AdmissionRefused("X".repeat(1000)), CORE, ANA, Value.NULL);

    assertThatThrownBy(() -> journal.append(batch(large))).isInstanceOf(ModelException.class);
    journal.append(batch(entry(CHANGE, 0, "one")));
    assertThat(journal.size()).isEqualTo(1);
  }

  // --- payloads ---

  @Test
  void aPayloadOpensToTheBytesThatItsLeafCommitsTo() {
    Entry entry = journal.append(batch(entry(CHANGE, 0, "Ana Lind said why"))).getFirst();

    Payload payload = payloadOf(second, 0);
    assertThat(payload.bytes()).isEqualTo(Canonical.bytes(content("Ana Lind said why")));
    assertThat(Envelope.commitmentOf(payload.salt(), payload.bytes()))
        .isEqualTo(entry.envelope().commitment());
    assertThat(new String(entry.leaf(), StandardCharsets.UTF_8)).doesNotContain("Lind");
  }

  @Test
  void anEntryWithoutPayloadSaysSoInItsCommitment() {
    NewEntry bare =
        new NewEntry(CHANGE, 0, new Fact.AdmissionRefused("APR-0001"), CORE, ANA, Value.NULL);
    Entry entry = journal.append(batch(bare)).getFirst();

    assertThat(journal.payload(0)).isNull();
    assertThat(entry.envelope().commitment()).isEqualTo(EnvelopeSealer.NO_PAYLOAD);
  }

  @Test
  void erasingAStreamTakesItsPayloadsAndLeavesTheLeavesAndTheOthers() {
    journal.append(
        batch(entry(CHANGE, 0, "one"), entry(OTHER, 0, "two"), entry(CHANGE, 1, "three")));
    List<Entry> before = journal.from(0, 10);

    assertThat(second.erasePayloads(CHANGE)).isEqualTo(2);

    assertThat(journal.payload(0)).isNull();
    assertThat(journal.payload(2)).isNull();
    assertThat(payloadOf(journal, 1).bytes()).isEqualTo(Canonical.bytes(content("two")));
    assertSame(journal.from(0, 10), before);
    assertThat(journal.erasePayloads(CHANGE)).isZero();
  }

  @Test
  void aStreamTakesNewPayloadsAfterItsOldOnesWereErasedElsewhere() {
    journal.append(batch(entry(CHANGE, 0, "one")));
    second.erasePayloads(CHANGE);
    journal.append(batch(entry(CHANGE, 1, "two")));

    assertThat(journal.payload(0)).isNull();
    assertThat(payloadOf(second, 1).bytes()).isEqualTo(Canonical.bytes(content("two")));
  }

  // --- fencing ---

  @Test
  void aWriterWhoseLeaseWasTakenOverIsFencedOff() {
    Lease lost = given(leases.acquire(CORE, "first", Duration.ZERO));
    journal.append(fenced(lost, entry(CHANGE, 0, "one")));
    Lease held = given(leases.acquire(CORE, "second", LONG));

    assertThatThrownBy(() -> journal.append(fenced(lost, entry(CHANGE, 1, "two"))))
        .isInstanceOf(FencedOff.class);
    second.append(fenced(held, entry(CHANGE, 1, "two")));
    assertThat(journal.size()).isEqualTo(2);
  }

  @Test
  void aReleasedOrInventedLeaseFencesNobodyIn() {
    Lease released = given(leases.acquire(CORE, "first", LONG));
    leases.release(released);
    Lease invented = new Lease(new TargetUid("elsewhere"), "first", 1, PAST);

    assertThatThrownBy(() -> journal.append(fenced(released, entry(CHANGE, 0, "one"))))
        .isInstanceOf(FencedOff.class);
    assertThatThrownBy(() -> journal.append(fenced(invented, entry(CHANGE, 0, "one"))))
        .isInstanceOf(FencedOff.class);
  }

  // --- work ---

  @Test
  void dueWorkIsTakenOnceByOneOfTwoWorkers() {
    journal.append(wanting(IntStream.range(0, 10).mapToObj(i -> drive("c-" + i, PAST)).toList()));

    List<Work> one = journal.takeWork("one", 6, LONG);
    List<Work> two = second.takeWork("two", 6, LONG);

    assertThat(one).hasSize(6);
    assertThat(two).hasSize(4);
    assertThat(keys(one, two)).doesNotHaveDuplicates();
    assertThat(journal.takeWork("one", 6, LONG)).isEmpty();
  }

  @Test
  void workOfTheFutureWaits() {
    journal.append(wanting(List.of(drive("c-1", Instant.parse("2099-01-01T00:00:00Z")))));
    assertThat(journal.takeWork("one", 6, LONG)).isEmpty();

    journal.append(wanting(List.of(drive("c-1", PAST))));
    assertThat(journal.takeWork("one", 6, LONG)).hasSize(1);
  }

  @Test
  void workThatIsAskedForLaterStaysDueWhenItWas() {
    journal.append(wanting(List.of(drive("c-1", PAST))));
    journal.append(wanting(List.of(drive("c-1", Instant.parse("2099-01-01T00:00:00Z")))));

    assertThat(journal.takeWork("one", 6, LONG)).hasSize(1);
  }

  @Test
  void finishedWorkIsGone() {
    journal.append(wanting(List.of(drive("c-1", PAST))));
    journal.workDone(journal.takeWork("one", 1, Duration.ZERO).getFirst());

    assertThat(journal.takeWork("one", 1, LONG)).isEmpty();
  }

  @Test
  void workThatIsAskedForWhileItIsHeldRunsAgain() {
    journal.append(wanting(List.of(drive("c-1", PAST))));
    Work held = journal.takeWork("one", 1, LONG).getFirst();
    second.append(wanting(List.of(drive("c-1", PAST))));
    assertThat(second.takeWork("two", 1, LONG)).isEmpty();

    journal.workDone(held);

    assertThat(second.takeWork("two", 1, LONG)).extracting(Work::attempt).containsExactly(1);
  }

  @Test
  void workOfALostWorkerIsTakenAgainAndTheLostWorkerSettlesNothing() {
    journal.append(wanting(List.of(drive("c-1", PAST))));
    Work lost = journal.takeWork("one", 1, Duration.ZERO).getFirst();
    Work again = second.takeWork("two", 1, Duration.ZERO).getFirst();

    assertThat(lost.attempt()).isEqualTo(1);
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.claim()).isNotEqualTo(lost.claim());
    journal.workDone(lost);
    journal.workAgain(lost, Instant.parse("2099-01-01T00:00:00Z"));
    assertThat(second.takeWork("two", 1, LONG)).extracting(Work::attempt).containsExactly(3);
  }

  @Test
  void workToBeTriedAgainWaitsAndCountsItsAttempts() {
    journal.append(wanting(List.of(drive("c-1", PAST))));
    journal.workAgain(
        journal.takeWork("one", 1, LONG).getFirst(), Instant.parse("2099-01-01T00:00:00Z"));
    assertThat(journal.takeWork("one", 1, LONG)).isEmpty();

    journal.append(wanting(List.of(drive("c-1", PAST))));
    Work second = journal.takeWork("one", 1, LONG).getFirst();
    assertThat(second.attempt()).isEqualTo(2);
    journal.workAgain(second, PAST);
    assertThat(journal.takeWork("one", 1, LONG).getFirst().attempt()).isEqualTo(3);
  }

  @Test
  void workOfARefusedBatchIsNotAskedFor() {
    Batch refused = new Batch(List.of(entry(CHANGE, 7, "x")), List.of(drive("c-1", PAST)), null);

    assertThatThrownBy(() -> journal.append(refused)).isInstanceOf(StreamMoved.class);
    assertThat(journal.takeWork("one", 1, LONG)).isEmpty();
  }

  @Test
  void bothServersAreWokenByWorkOfEither() throws Exception {
    CountDownLatch woken = new CountDownLatch(2);
    journal.onWork(once(woken));
    second.onWork(once(woken));
    journal.append(wanting(List.of(drive("c-1", PAST))));

    passTime(Duration.ofSeconds(1));
    assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
  }

  // --- many at once, one after the other ---

  @Test
  void sixtyFourWritersLeaveNoGapAndLoseNothing() throws Exception {
    int writers = 64;
    int each = 20;
    List<Callable<List<Entry>>> tasks = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      Journal mine = w % 2 == 0 ? journal : second;
      Stream stream = Stream.of(new ChangeId("c-w" + w));
      tasks.add(() -> appendMany(mine, stream, each));
    }
    List<Entry> acknowledged = all(tasks);

    assertThat(journal.size()).isEqualTo((long) writers * each);
    List<Entry> stored = journal.from(0, writers * each + 1);
    assertThat(stored)
        .extracting(Entry::index)
        .containsExactlyElementsOf(LongStream.range(0, (long) writers * each).boxed().toList());
    assertThat(acknowledged)
        .allSatisfy(e -> assertThat(e.leaf()).isEqualTo(stored.get((int) e.index()).leaf()));
    assertChained(stored);
  }

  @Test
  void ofManyRacersOnOneStreamExactlyOneWinsEachStep() throws Exception {
    List<Callable<List<Entry>>> racers = new ArrayList<>();
    for (int r = 0; r < 16; r++) {
      Journal mine = r % 2 == 0 ? journal : second;
      racers.add(() -> tryAppend(mine));
    }
    for (int step = 0; step < 5; step++) {
      assertThat(all(racers)).isNotEmpty();
    }
    assertChained(journal.from(0, 1000));
    assertThat(journal.stream(CHANGE)).hasSize((int) journal.size());
  }

  @Test
  void theSecondServerGoesOnWhenTheFirstIsGone() {
    List<Entry> first = journal.append(batch(entry(CHANGE, 0, "one"), entry(OTHER, 0, "two")));
    journal.close();

    Entry next = second.append(batch(entry(CHANGE, 1, "three"))).getFirst();

    assertThat(next.index()).isEqualTo(2);
    assertThat(next.envelope().previousInStream()).isEqualTo(hash(first, 0));
    assertThat(next.envelope().previousOfTarget()).isEqualTo(hash(first, 1));
    assertThat(payloadOf(second, 0).bytes()).isEqualTo(Canonical.bytes(content("one")));
  }

  @Test
  void aClosedJournalRefuses() {
    journal.close();
    assertThatThrownBy(() -> journal.append(batch(entry(CHANGE, 0, "one"))))
        .isInstanceOf(ProblemException.class);
  }

  // --- the words of the rules above ---

  /** Moves a virtual clock on; on real time there is nothing to do. */
  protected void passTime(Duration duration) throws InterruptedException {}

  private static List<Entry> appendMany(Journal journal, Stream stream, int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.addAll(journal.append(batch(entry(stream, i, "fact " + i))));
    }
    return entries;
  }

  private List<Entry> tryAppend(Journal mine) {
    try {
      return mine.append(batch(entry(CHANGE, mine.stream(CHANGE).size(), "race")));
    } catch (StreamMoved lost) {
      assertThat(lost).hasMessageContaining(CHANGE.text());
      return List.of();
    }
  }

  private static <T> List<T> all(List<Callable<List<T>>> tasks) throws Exception {
    List<T> results = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<T>> future : threads.invokeAll(tasks)) {
        results.addAll(future.get());
      }
    }
    return results;
  }

  private static void assertChained(List<Entry> log) {
    var newest = new java.util.HashMap<Stream, Entry>();
    @Nullable Digest ofTarget = null;
    for (Entry entry : log) {
      Envelope envelope = entry.envelope();
      Entry previous = newest.put(envelope.stream(), entry);
      assertThat(envelope.sequence())
          .isEqualTo(previous == null ? 1 : previous.envelope().sequence() + 1);
      assertThat(envelope.previousInStream())
          .isEqualTo(previous == null ? null : previous.leafHash());
      assertThat(envelope.previousOfTarget()).isEqualTo(ofTarget);
      ofTarget = entry.leafHash();
    }
  }

  private static void assertSame(List<Entry> actual, List<Entry> expected) {
    assertThat(bytesOf(actual)).isEqualTo(bytesOf(expected));
    assertThat(actual)
        .extracting(Entry::index)
        .isEqualTo(expected.stream().map(Entry::index).toList());
    assertThat(actual)
        .extracting(Entry::envelope)
        .isEqualTo(expected.stream().map(Entry::envelope).toList());
    assertThat(actual)
        .extracting(Entry::leafHash)
        .isEqualTo(expected.stream().map(Entry::leafHash).toList());
  }

  private static byte[] bytesOf(List<Entry> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    entries.forEach(entry -> out.writeBytes(entry.leaf()));
    return out.toByteArray();
  }

  private static Payload payloadOf(Journal journal, long index) {
    Payload payload = journal.payload(index);
    assertThat(payload).isNotNull();
    return payload == null ? new Payload(new byte[0], new byte[0]) : payload;
  }

  private static <T> T given(@Nullable T value) {
    if (value == null) {
      throw new AssertionError("nothing was given");
    }
    return value;
  }

  private static Runnable once(CountDownLatch latch) {
    var first = new java.util.concurrent.atomic.AtomicBoolean();
    return () -> {
      if (first.compareAndSet(false, true)) {
        latch.countDown();
      }
    };
  }

  private static List<String> keys(List<Work> one, List<Work> two) {
    return java.util.stream.Stream.concat(one.stream(), two.stream()).map(Work::key).toList();
  }

  private static Digest hash(List<Entry> entries, int at) {
    return entries.get(at).leafHash();
  }

  private static Value content(String reason) {
    return Value.mapping("reason", reason);
  }

  private static NewEntry entry(Stream stream, long seen, String reason) {
    return new NewEntry(
        stream, seen, new Fact.AdmissionRefused("APR-0001"), CORE, ANA, content(reason));
  }

  private static Batch batch(NewEntry... entries) {
    return new Batch(List.of(entries), List.of(), null);
  }

  private static Batch fenced(Lease lease, NewEntry... entries) {
    return new Batch(List.of(entries), List.of(), lease);
  }

  private static Batch wanting(List<Wanted> work) {
    return new Batch(List.of(), work, null);
  }

  private static Wanted drive(String key, Instant dueAt) {
    return new Wanted("drive", key, dueAt);
  }
}
