package dev.esclusa.bench;

import dev.esclusa.bench.Fleet.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What many targets cost: to bring them all there, to change one, to leave them alone. */
final class FleetBench {
  private static final int TARGETS = 1_000;

  private FleetBench() {}

  /** From the start of the server until all that one commit asks for is there and verified. */
  static final class FirstSync implements Benchmark {
    @Override
    public String name() {
      return "first-sync";
    }

    @Override
    public String about() {
      return "all objects of a new estate, 4 a target [targets=1000]";
    }

    @Override
    public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
      int targets = sizes.at(0, TARGETS);
      Fleet fleet = bench.fleet(targets);
      fleet.awaitApplied(targets);
      Usage applied = fleet.usage().since(fleet.begun());
      fleet.awaitRest();
      Usage proven = fleet.usage().since(fleet.begun());
      int objects = targets * FleetFiles.OBJECTS;
      return List.of(
          Figure.of("first-sync.applied", applied.seconds(), "s"),
          Figure.of("first-sync.proven", proven.seconds(), "s"),
          Figure.of("first-sync.requests", (double) proven.requests().all() / objects, "/object"),
          Figure.of("first-sync.reads", (double) proven.requests().reads() / objects, "/object"),
          Figure.of("first-sync.trials", (double) proven.requests().trials() / objects, "/object"),
          Figure.of("first-sync.writes", (double) proven.requests().writes() / objects, "/object"),
          Figure.of("first-sync.cpu.server", proven.serverCpu(), "s"),
          Figure.of("first-sync.cpu.database", proven.databaseCpu(), "s"),
          Figure.of("first-sync.cpu.sandbox", proven.sandboxCpu(), "s"));
    }
  }

  /** From the push of one changed file until it is applied, and all that follows. */
  static final class OneFile implements Benchmark {
    @Override
    public String name() {
      return "one-file";
    }

    @Override
    public String about() {
      return "one file changed of many targets [targets=1000] [times=5]";
    }

    @Override
    public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
      Fleet fleet = bench.fleet(sizes.at(0, TARGETS));
      int times = sizes.at(1, 5);
      fleet.awaitApplied(sizes.at(0, TARGETS));
      fleet.awaitRest();
      List<Double> seconds = new ArrayList<>();
      long rendered = fleet.plane().renderings();
      Usage before = fleet.usage();
      try (Pusher pusher = fleet.pusher()) {
        for (int i = 0; i < times; i++) {
          int target = i % sizes.at(0, TARGETS);
          pusher.commit(FleetFiles.path(target, "settings"), FleetFiles.settings(target, 100 + i));
          long begin = System.nanoTime();
          seconds.add((fleet.awaitAppliedAt(pusher.push()) - begin) / 1e9);
          fleet.awaitRest();
        }
      }
      Usage used = fleet.usage().since(before);
      double[] sorted = seconds.stream().mapToDouble(it -> it).sorted().toArray();
      return List.of(
          Figure.of("one-file.applied", sorted[sorted.length / 2], "s"),
          Figure.of(
              "one-file.rendered",
              (double) (fleet.plane().renderings() - rendered) / times,
              "targets"),
          Figure.of("one-file.requests", (double) used.requests().all() / times, "/object"),
          Figure.of("one-file.writes", (double) used.requests().writes() / times, "/object"),
          Figure.of("one-file.cpu.server", used.serverCpu() / times, "s"),
          Figure.of("one-file.cpu.database", used.databaseCpu() / times, "s"));
    }
  }

  /** Nothing happens. */
  static final class Idle implements Benchmark {
    private static final Duration CALM = Duration.ofSeconds(10);

    @Override
    public String name() {
      return "idle";
    }

    @Override
    public String about() {
      return "nothing happens with many targets [targets=1000] [seconds=60]";
    }

    @Override
    public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
      Fleet fleet = bench.fleet(sizes.at(0, TARGETS));
      int seconds = sizes.at(1, 60);
      fleet.awaitApplied(sizes.at(0, TARGETS));
      fleet.awaitRest();
      LockSupport.parkNanos(Math.min(CALM.toNanos(), Duration.ofSeconds(seconds).toNanos()));
      long bytes = fleet.databaseBytes();
      Usage before = fleet.usage();
      LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
      Usage used = fleet.usage().since(before);
      return List.of(
          Figure.of("idle.cpu.server", 100 * used.serverCpu() / used.seconds(), "% of a core"),
          Figure.of("idle.cpu.database", 100 * used.databaseCpu() / used.seconds(), "% of a core"),
          Figure.of("idle.database", fleet.databaseBytes() - bytes, "bytes written"),
          Figure.of("idle.requests", used.requests().all(), "requests"));
    }
  }
}
