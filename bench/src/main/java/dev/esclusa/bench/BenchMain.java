package dev.esclusa.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code ./dev bench [--json FILE] [NAME [NUMBER...]]}: measures one thing or everything, prints a
 * table and writes one line of JSON for each figure.
 */
public final class BenchMain {
  private static final List<Benchmark> ALL =
      List.of(
          new JournalBench(),
          new EngineBench.OfCanonical(),
          new EngineBench.OfYaml(),
          new EngineBench.OfMerkle(),
          new KustomizeBench(),
          new RegoBench(),
          new IacBench(),
          new IacCycleBench(),
          new IacCheckBench(),
          new IacPushBench(),
          new PushBench(),
          new FleetBench.FirstSync(),
          new FleetBench.OneFile(),
          new FleetBench.Idle(),
          new CheckPlanBench(),
          new CliBench());

  private BenchMain() {}

  /** Ends the process: a benchmark that failed may leave threads of other people behind. */
  public static void main(String[] arguments) {
    int exit = 1;
    try {
      exit = run(arguments);
    } catch (Exception | LinkageError failed) {
      failed.printStackTrace();
    }
    System.exit(exit);
  }

  private static int run(String[] arguments) throws Exception {
    List<String> left = new ArrayList<>(List.of(arguments));
    Path json = Path.of("bench", "target", "bench.json");
    if (left.size() > 1 && left.getFirst().equals("--json")) {
      json = Path.of(left.get(1));
      left.subList(0, 2).clear();
    }
    String name = left.isEmpty() ? "all" : left.removeFirst();
    List<Benchmark> chosen =
        ALL.stream().filter(it -> name.equals("all") || it.name().equals(name)).toList();
    if (chosen.isEmpty()) {
      help(System.err);
      return 2;
    }
    measure(chosen, new Sizes(left.stream().map(Integer::valueOf).toList()), json);
    return 0;
  }

  private static void help(PrintStream out) {
    out.println("usage: ./dev bench [--json FILE] [NAME [NUMBER...]]");
    ALL.forEach(it -> out.printf("  %-11s %s%n", it.name(), it.about()));
  }

  private static void measure(List<Benchmark> chosen, Sizes sizes, Path json) throws Exception {
    List<String> lines = new ArrayList<>();
    Path folder = Path.of("bench", "target", "work").toAbsolutePath();
    try (Workbench bench = new Workbench(folder)) {
      for (Benchmark one : chosen) {
        System.out.printf("%s: %s%n", one.name(), one.about());
        for (Figure figure : one.run(bench, sizes)) {
          System.out.println(row(figure));
          lines.add(figure.json());
        }
      }
    }
    write(json, lines);
    System.out.println("written to " + json);
  }

  private static void write(Path json, List<String> lines) throws IOException {
    Path parent = json.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.write(json, lines);
  }

  static String row(Figure figure) {
    Double ratio = figure.ratio();
    return String.format(
        Locale.ROOT,
        "  %-34s %14s %-16s%s",
        figure.name(),
        number(figure.value()),
        figure.unit(),
        figure.peer() == null
            ? ""
            : " " + figure.peer() + (ratio == null ? "" : ": x" + number(ratio)));
  }

  private static String number(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 1 ? "%.2f" : "%.4f", value);
  }
}
