package dev.esclusa.adapters.database;

import dev.esclusa.control.Journal;
import dev.esclusa.control.Journal.Batch;
import dev.esclusa.control.Journal.NewEntry;
import dev.esclusa.control.Journal.Wanted;
import dev.esclusa.control.PayloadCipher;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Risk;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How many facts a second become durable, each an append of its own with a payload and a work item:
 * {@code JournalBenchmark FOLDER [WRITERS [SECONDS]]}. Every writer follows a change for six facts,
 * then begins the next; changes spread over a thousand targets.
 */
public final class JournalBenchmark {
  private static final int FACTS_OF_A_CHANGE = 6;
  private static final int TARGETS = 1_000;
  private static final PersonId SYSTEM = new PersonId("p-3f2a91bc77d0e1aa");
  private static final Digest HASH = Digest.of(new byte[] {1});
  private static final Value PAYLOAD =
      Value.mapping("reason", "more replicas for the evening", "actor", "ana@crm.example");

  private final Journal journal;
  private final RealTempo tempo;
  private final ProcessHandle postmaster;

  private JournalBenchmark(Journal journal, RealTempo tempo, long postmaster) {
    this.journal = journal;
    this.tempo = tempo;
    this.postmaster = ProcessHandle.of(postmaster).orElseThrow();
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int writers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder);
        RealTempo tempo = new RealTempo();
        Database database = Database.open(postgres.address());
        Journal journal =
            database.journal(new PayloadCipher(new byte[32], Chance.secure()), tempo)) {
      JournalBenchmark benchmark = new JournalBenchmark(journal, tempo, postgres.pid());
      benchmark.measure("warm-up", writers, seconds / 2);
      benchmark.measure("1 writer", 1, seconds / 2);
      benchmark.measure("64 writers", 64, seconds / 2);
      benchmark.measure(writers + " writers", writers, seconds);
    }
  }

  private void measure(String name, int writers, int seconds) throws Exception {
    long sizeBefore = journal.size();
    double cpuBefore = cpuSeconds(ProcessHandle.current());
    double databaseCpuBefore = databaseCpuSeconds();
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    List<Callable<long[]>> tasks = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      String prefix = Long.toString(begin, 36) + "-" + i;
      TargetUid target = new TargetUid("target-" + i % TARGETS);
      tasks.add(() -> write(prefix, target, end));
    }
    List<long[]> nanos = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<long[]> future : threads.invokeAll(tasks)) {
        nanos.add(future.get());
      }
    }
    print(
        name,
        (System.nanoTime() - begin) / 1e9,
        journal.size() - sizeBefore,
        cpuSeconds(ProcessHandle.current()) - cpuBefore,
        databaseCpuSeconds() - databaseCpuBefore,
        nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray());
  }

  private long[] write(String prefix, TargetUid target, long end) {
    long[] nanos = new long[64];
    int count = 0;
    for (long now = System.nanoTime(); now < end; count++) {
      ChangeId change = new ChangeId("c-" + prefix + "-" + count / FACTS_OF_A_CHANGE);
      append(change, target, count % FACTS_OF_A_CHANGE);
      long then = System.nanoTime();
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, count * 2);
      }
      nanos[count] = then - now;
      now = then;
    }
    return Arrays.copyOf(nanos, count);
  }

  private void append(ChangeId change, TargetUid target, long seen) {
    Fact fact = new Fact.PlanComputed(HASH, HASH, HASH, Risk.Level.LOW, false, 4);
    NewEntry entry = new NewEntry(Stream.of(change), seen, fact, target, SYSTEM, PAYLOAD);
    Wanted work = new Wanted("drive", change.text(), tempo.now());
    journal.append(new Batch(List.of(entry), List.of(work), null));
  }

  private static void print(
      String name, double seconds, long facts, double cpu, double databaseCpu, long[] nanos) {
    System.out.printf(
        "%-14s %,8.0f facts/s  p50 %7.2f ms  p99 %7.2f ms  CPU a fact: %4.1f us here, %4.1f us database%n",
        name,
        facts / seconds,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        cpu * 1e6 / facts,
        databaseCpu * 1e6 / facts);
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e9;
  }

  private double databaseCpuSeconds() {
    return postmaster.descendants().mapToDouble(JournalBenchmark::cpuSeconds).sum();
  }
}
