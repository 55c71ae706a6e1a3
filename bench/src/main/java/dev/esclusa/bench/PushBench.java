package dev.esclusa.bench;

import java.util.ArrayList;
import java.util.List;

/** From the moment a person types {@code git push} until the change is applied in dev. */
final class PushBench implements Benchmark {
  @Override
  public String name() {
    return "push";
  }

  @Override
  public String about() {
    return "push to applied in dev [pushes=50] [targets=12]";
  }

  @Override
  public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
    int pushes = sizes.at(0, 50);
    int targets = sizes.at(1, 12);
    try (Fleet fleet = Fleet.start(bench, targets)) {
      fleet.awaitApplied(targets);
      fleet.awaitRest();
      List<Double> taken = new ArrayList<>();
      List<Double> after = new ArrayList<>();
      try (Pusher pusher = fleet.pusher()) {
        for (int i = 0; i < pushes; i++) {
          int target = i % targets;
          pusher.commit(FleetFiles.path(target, "settings"), FleetFiles.settings(target, 100 + i));
          long begin = System.nanoTime();
          String commit = pusher.push();
          long pushed = System.nanoTime();
          long applied = fleet.awaitAppliedAt(commit);
          taken.add((applied - begin) / 1e9);
          after.add((applied - pushed) / 1e9);
        }
      }
      return List.of(
          Figure.of("push.p50", at(taken, 50), "s"),
          Figure.of("push.p95", at(taken, 95), "s"),
          Figure.of("push.max", at(taken, 100), "s"),
          Figure.of("push.p50.after-git", at(after, 50), "s"));
    }
  }

  static double at(List<Double> seconds, int percent) {
    double[] sorted = seconds.stream().mapToDouble(it -> it).sorted().toArray();
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
