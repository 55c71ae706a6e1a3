package dev.esclusa.bench;

import dev.esclusa.rego.PolicyPack;
import dev.esclusa.rego.PreparedQuery;
import dev.esclusa.rego.RegoJson;
import dev.esclusa.rego.RegoValue;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The policy engine by processor time, beside {@code opa} where it is on the PATH (see {@link
 * RegoPeer}). Ours is the processor time of the whole process, collection and late compilation
 * included, in the cheapest of several rounds with a warm JVM, once on parsed input and once from
 * the bytes of the input. Both must give the same answer, or nothing is measured. Evaluation limits
 * are on as usual.
 */
final class RegoBench implements Benchmark {
  private static final int ROUNDS = 6;
  private static final int RULES_OF_PLAN = 6;

  private static volatile @Nullable Object sink;

  private final List<Figure> figures = new ArrayList<>();
  private int millis;

  @Override
  public String name() {
    return "rego";
  }

  @Override
  public String about() {
    return "policies beside opa, threads, heap, compilation [milliseconds=1000] [percent=100]"
        + " [opa=1]";
  }

  @Override
  public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
    figures.clear();
    millis = sizes.at(0, 1_000);
    int percent = sizes.at(1, 100);
    RegoWorkloads workloads = new RegoWorkloads(percent);
    Path folder = bench.fresh("rego");
    largePlan(workloads, percent, folder);
    beside(workloads.all(), folder, sizes.at(2, 1) > 0 && RegoPeer.installed());
    threads(workloads.plan("threads", Math.max(1, 20 * percent)));
    heap(workloads, Math.max(1, 400 * percent));
    compilation(percent);
    return List.copyOf(figures);
  }

  private void add(String name, double value, String unit) {
    figures.add(Figure.of("rego." + name, value, unit));
  }

  // beside opa

  private void beside(List<RegoWorkload> workloads, Path folder, boolean peer) throws Exception {
    String version = peer ? RegoPeer.version() : "";
    List<Double> parsed = new ArrayList<>();
    List<Double> fromBytes = new ArrayList<>();
    for (RegoWorkload workload : workloads) {
      PreparedQuery query = workload.prepared();
      RegoValue input = RegoJson.read(workload.input());
      RegoValue answer = RegoWorkload.ask(query, input);
      double evaluated = microseconds(() -> RegoWorkload.ask(query, input));
      double all = microseconds(() -> RegoWorkload.ask(query, RegoJson.read(workload.input())));
      if (!peer) {
        add(workload.name() + ".parsed", evaluated, "us");
        add(workload.name() + ".bytes", all, "us");
        continue;
      }
      Path own = workload.writtenTo(folder);
      same(workload, answer, RegoPeer.answer(own, workload.answer()));
      double theirs = RegoPeer.seconds(own, workload.answer()) * 1e6;
      double theirsInAll = theirs + RegoPeer.reading(own) * 1e6;
      figures.add(beside(workload.name() + ".parsed", evaluated, version, theirs, parsed));
      figures.add(beside(workload.name() + ".bytes", all, version, theirsInAll, fromBytes));
    }
    summary("parsed", parsed);
    summary("bytes", fromBytes);
  }

  private static Figure beside(
      String name, double ours, String peer, double theirs, List<Double> timesLess) {
    timesLess.add(theirs / ours);
    return Figure.of("rego." + name, ours, "us")
        .against("%s %.1f us".formatted(peer, theirs), theirs);
  }

  private void summary(String name, List<Double> timesLess) {
    if (!timesLess.isEmpty()) {
      double logs = timesLess.stream().mapToDouble(Math::log).average().orElseThrow();
      add(name + ".geomean", Math.exp(logs), "times less");
      double least = timesLess.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
      add(name + ".least", least, "times less");
    }
  }

  private static void same(
      RegoWorkload workload, @Nullable RegoValue ours, @Nullable RegoValue theirs) {
    RegoValue plain = ours == null ? null : RegoJson.read(ours.json());
    if (!Objects.equals(plain, theirs)) {
      throw new IllegalStateException(
          "%s: opa answers %s, the engine %s".formatted(workload.name(), theirs, plain));
    }
  }

  /** Processor time of one run. */
  private double microseconds(Callable<?> work) throws Exception {
    cpu(work, 3);
    double best = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      best = Math.min(best, cpu(work, 1));
    }
    return best * 1e6;
  }

  private double cpu(Callable<?> work, int rounds) throws Exception {
    double begin = CpuClock.ownSeconds();
    double end = begin + rounds * millis / 1e3;
    double now;
    long count = 0;
    do {
      long until = System.nanoTime() + Math.min(20_000_000, millis * 200_000L);
      do {
        sink = work.call();
        count++;
      } while (System.nanoTime() < until);
      now = CpuClock.ownSeconds();
    } while (now < end);
    return (now - begin) / count;
  }

  // threads

  /**
   * As many threads as there are cores on one prepared query, by one thread's evaluations a second
   * times their number; and what an evaluation of theirs takes of a processor by what it takes
   * alone, which says the same on a machine where others work.
   */
  private void threads(RegoWorkload workload) throws Exception {
    PreparedQuery query = workload.prepared();
    RegoValue input = RegoJson.read(workload.input());
    Callable<Object> work = () -> Objects.requireNonNull(RegoWorkload.ask(query, input));
    int cores = Runtime.getRuntime().availableProcessors();
    rate(work, 1);
    double alone = 0;
    double together = 0;
    double aloneCpu = Double.MAX_VALUE;
    double togetherCpu = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      Rate one = rate(work, 1);
      Rate all = rate(work, cores);
      alone = Math.max(alone, one.perSecond());
      together = Math.max(together, all.perSecond());
      aloneCpu = Math.min(aloneCpu, one.cpu());
      togetherCpu = Math.min(togetherCpu, all.cpu());
    }
    add("threads", together / alone / cores, "of linear, %d threads".formatted(cores));
    add("threads.cpu", aloneCpu / togetherCpu, "of the work alone");
    add("threads.load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), "");
  }

  private record Rate(double perSecond, double cpu) {}

  private Rate rate(Callable<Object> work, int threads) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      long begin = System.nanoTime();
      double cpu = CpuClock.ownSeconds();
      long end = begin + millis * 1_000_000L;
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(
            pool.submit(
                () -> {
                  long count = 0;
                  do {
                    sink = work.call();
                    count++;
                  } while (System.nanoTime() < end);
                  return count;
                }));
      }
      long sum = 0;
      for (Future<Long> count : counts) {
        sum += count.get();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Rate(sum / seconds, (CpuClock.ownSeconds() - cpu) / sum);
    }
  }

  // heap

  private void heap(RegoWorkloads workloads, int changes) {
    byte[] plan = workloads.planOf(changes);
    sink = RegoJson.read("{}");
    long before = held();
    sink = RegoJson.read(plan);
    add(
        "heap",
        (held() - before) / (double) plan.length,
        "bytes held for each of %d MB".formatted(plan.length / 1_000_000));
    byte[] data = Objects.requireNonNull(workloads.all().getFirst().data());
    sink = "";
    before = held();
    sink = RegoJson.read(data);
    add("heap.rbac", (held() - before) / (double) data.length, "bytes held for each");
  }

  private static long held() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  // compilation

  private void compilation(int percent) throws Exception {
    Map<String, String> some = RegoWorkloads.modules(Math.max(1, percent / 4));
    add("compile.150", microseconds(() -> pack(some)) / 1e3, "ms");
    String one = some.values().iterator().next();
    int bytes = one.getBytes(StandardCharsets.UTF_8).length;
    Map<String, String> many = RegoWorkloads.modules(Math.max(1, percent * 100_000 / bytes));
    double begin = CpuClock.ownSeconds();
    sink = pack(many);
    add("compile.10MB", CpuClock.ownSeconds() - begin, "s");
  }

  private static PolicyPack pack(Map<String, String> modules) {
    PolicyPack.Builder builder = PolicyPack.builder();
    modules.forEach(builder::module);
    return builder.compile();
  }

  /**
   * Reading, compiling and judging once, cold, in a process of its own as people start it: 150
   * rules over 15,000 resources of 4 kB. The bench's own JVM would compile for a long life that a
   * check does not have.
   */
  private void largePlan(RegoWorkloads workloads, int percent, Path folder) throws Exception {
    byte[] plan = workloads.planOf(Math.max(1, percent * 150), 45);
    Path file = Files.write(folder.resolve("large.json"), plan);
    Path rules = Files.createDirectories(folder.resolve("large"));
    for (var module : RegoWorkloads.modules(150 / RULES_OF_PLAN).entrySet()) {
      Files.writeString(rules.resolve(module.getKey()), module.getValue());
    }
    List<String> words = new ArrayList<>(CheckPlanBench.command());
    words.addAll(List.of("check", "--quiet", "--all-namespaces", file.toString()));
    words.addAll(List.of("--policy", rules.toString()));
    Double seconds = Peer.cpuSeconds(words, Map.of());
    if (seconds != null) {
      add("plan.large", seconds, "s, %d MB, 150 rules".formatted(plan.length / 1_000_000));
    }
  }
}
