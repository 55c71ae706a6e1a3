package dev.esclusa.bench;

import dev.esclusa.adapters.database.Database;
import dev.esclusa.adapters.database.DatabaseAddress;
import dev.esclusa.adapters.database.EmbeddedPostgres;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How many facts a second become durable, each an append of its own with a payload and a work item.
 * Every writer follows a change for six facts, then begins the next; changes spread over a thousand
 * targets. Beside it: what the same database takes when rows of that size are thrown at it.
 */
final class JournalBench implements Benchmark {
  private static final int FACTS_OF_A_CHANGE = 6;
  private static final int TARGETS = 1_000;
  private static final PersonId SYSTEM = new PersonId("p-3f2a91bc77d0e1aa");
  private static final Digest HASH = Digest.of(new byte[] {1});
  private static final Value PAYLOAD =
      Value.mapping("reason", "more replicas for the evening", "actor", "ana@crm.example");

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public String about() {
    return "durable facts a second with payloads and work items [writers=1000] [seconds=10]";
  }

  @Override
  public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
    int writers = sizes.at(0, 1_000);
    int seconds = sizes.at(1, 10);
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.start(bench.fresh("journal"), bench.postgresPrograms());
        RealTempo tempo = new RealTempo();
        Database database = Database.open(postgres.address());
        Journal journal =
            database.journal(new PayloadCipher(new byte[32], Chance.secure()), tempo)) {
      Run run = new Run(journal, tempo, ProcessHandle.of(postgres.pid()).orElseThrow());
      run.measure(writers, seconds); // warm
      Measured measured = run.measure(writers, seconds);
      double raw = raw(postgres.address(), seconds);
      return List.of(
          Figure.of("journal.facts", measured.perSecond(), "facts/s")
              .against("500-row COPY alone", raw),
          Figure.of("journal.raw", raw, "facts/s"),
          Figure.of("journal.p50", measured.millisAt(50), "ms"),
          Figure.of("journal.p99", measured.millisAt(99), "ms"),
          Figure.of("journal.cpu.server", measured.cpuMicros(), "us/fact"),
          Figure.of("journal.cpu.database", measured.databaseMicros(), "us/fact"));
    }
  }

  private static double raw(DatabaseAddress address, int seconds) throws Exception {
    try (RawTables tables = RawTables.make(address)) {
      tables.measure(seconds); // warm
      return tables.measure(seconds);
    }
  }

  /** What came of a run. */
  private record Measured(
      double seconds, long facts, double cpu, double databaseCpu, long[] sortedNanos) {
    double perSecond() {
      return facts / seconds;
    }

    double millisAt(int percent) {
      return sortedNanos.length == 0
          ? 0
          : sortedNanos[Math.min(sortedNanos.length - 1, sortedNanos.length * percent / 100)] / 1e6;
    }

    double cpuMicros() {
      return cpu * 1e6 / facts;
    }

    double databaseMicros() {
      return databaseCpu * 1e6 / facts;
    }
  }

  private record Run(Journal journal, RealTempo tempo, ProcessHandle postmaster) {
    Measured measure(int writers, int seconds) throws Exception {
      long sizeBefore = journal.size();
      double cpu = CpuClock.ownSeconds();
      double databaseCpu = CpuClock.treeSeconds(postmaster);
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
      return new Measured(
          (System.nanoTime() - begin) / 1e9,
          journal.size() - sizeBefore,
          CpuClock.ownSeconds() - cpu,
          CpuClock.treeSeconds(postmaster) - databaseCpu,
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

    @SuppressWarnings("NullAway") // no lease; from class files it does not see the annotation
    private void append(ChangeId change, TargetUid target, long seen) {
      Fact fact = new Fact.PlanComputed(HASH, HASH, HASH, Risk.Level.LOW, false, 4);
      NewEntry entry = new NewEntry(Stream.of(change), seen, fact, target, SYSTEM, PAYLOAD);
      Wanted work = new Wanted("drive", change.text(), tempo.now());
      journal.append(new Batch(List.of(entry), List.of(work), null));
    }
  }
}
