package dev.esclusa.bench;

import dev.esclusa.cli.Esclusa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a person's command costs, cold: a process that starts, asks, prints and ends. */
final class CliBench implements Benchmark {
  @Override
  public String name() {
    return "cli";
  }

  @Override
  public String about() {
    return "CPU of `esclusa get changes`, a cold process [runs=10] [targets=12]";
  }

  @Override
  public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
    int runs = sizes.at(0, 10);
    int targets = sizes.at(1, 12);
    try (Fleet fleet = Fleet.start(bench, targets)) {
      fleet.awaitApplied(targets);
      Double ours = median(runs, command(), environment(fleet));
      if (ours == null) {
        return List.of();
      }
      Figure figure = Figure.of("cli.get.cpu", ours, "s");
      Double kubectl =
          Peer.installed("kubectl")
              ? median(
                  runs,
                  List.of("kubectl", "-n", FleetFiles.namespace(0), "get", "configmaps"),
                  Map.of("KUBECONFIG", fleet.home().resolve("kubeconfig").toString()))
              : null;
      return kubectl == null
          ? List.of(figure)
          : List.of(
              figure.against("kubectl get configmaps", kubectl),
              Figure.of("cli.kubectl.cpu", kubectl, "s"));
    }
  }

  /** As people start it where the launcher is at hand. */
  private static List<String> command() {
    Path launcher = Path.of("esclusa").toAbsolutePath();
    return Files.isExecutable(launcher)
        ? List.of(launcher.toString(), "--as", "platform", "get", "changes")
        : List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Esclusa.class.getName(),
            "get",
            "changes");
  }

  private static Map<String, String> environment(Fleet fleet) {
    return Map.of(
        "ESCLUSA_HOME", fleet.home().toString(),
        "ESCLUSA_CONFIG", fleet.home().resolve("clients").resolve("platform.yaml").toString());
  }

  private static @Nullable Double median(
      int runs, List<String> command, Map<String, String> environment) throws Exception {
    List<@Nullable Double> seconds = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      seconds.add(Peer.cpuSeconds(command, environment));
    }
    if (seconds.contains(null)) {
      return null;
    }
    double[] sorted = seconds.stream().mapToDouble(Objects::requireNonNull).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
