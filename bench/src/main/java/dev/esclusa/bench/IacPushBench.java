package dev.esclusa.bench;

import dev.esclusa.control.ControlPlane;
import dev.esclusa.model.Change;
import dev.esclusa.server.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * From the moment a person types {@code git push} until an engine's process runs for the stack that
 * changed, on a whole server. Seen from outside, in the machine's table of processes.
 */
final class IacPushBench implements Benchmark {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Set<String> PROGRAMS = Set.of("terraform", "tofu");

  @Override
  public String name() {
    return "iac-push";
  }

  @Override
  public String about() {
    return "push to the start of the engine for a stack [pushes=30] [stacks=12]";
  }

  @Override
  public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
    if (PROGRAMS.stream().noneMatch(Peer::installed)) {
      return List.of(IacRig.skipped(name()));
    }
    int stacks = sizes.at(1, 12);
    Path folder = bench.fresh("iac-push");
    Path estate = IacFiles.write(folder.resolve("estate"), stacks);
    try (Trial trial = Trial.start(folder.resolve("home"), estate)) {
      awaitRest(trial.server().plane(), stacks);
      List<Double> taken = new ArrayList<>();
      try (Pusher pusher =
          new Pusher(
              folder.resolve("clone"),
              trial.cloneUrl(),
              trial.token("developer"),
              "developer@crm.example")) {
        for (int i = 0; i < sizes.at(0, 30); i++) {
          taken.add(push(pusher, i % stacks, i));
          awaitRest(trial.server().plane(), stacks + i + 1);
        }
      }
      return List.of(
          Figure.of("iac-push.p50", PushBench.at(taken, 50), "s"),
          Figure.of("iac-push.p95", PushBench.at(taken, 95), "s"),
          Figure.of("iac-push.max", PushBench.at(taken, 100), "s"));
    }
  }

  private static double push(Pusher pusher, int stack, int round) throws Exception {
    pusher.commit(IacFiles.path(stack), IacFiles.configuration(stack, 100 + round));
    Set<Long> before = engines();
    long begin = System.nanoTime();
    pusher.push();
    await("an engine starts", begin, () -> !before.containsAll(engines()));
    return (System.nanoTime() - begin) / 1e9;
  }

  private static Set<Long> engines() {
    return ProcessHandle.allProcesses()
        .filter(
            it ->
                it.info()
                    .command()
                    .map(program -> PROGRAMS.contains(Path.of(program).getFileName().toString()))
                    .orElse(false))
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  private static void awaitRest(ControlPlane plane, int changes) throws IOException {
    await(
        changes + " changes are proven",
        System.nanoTime(),
        () ->
            plane.ledger().changes().stream()
                    .filter(it -> it.change() instanceof Change.Proven)
                    .count()
                >= changes);
  }

  private static void await(String what, long begin, java.util.function.BooleanSupplier come)
      throws IOException {
    while (!come.getAsBoolean()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IOException("waited in vain until " + what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
