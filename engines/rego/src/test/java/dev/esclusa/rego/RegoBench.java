package dev.esclusa.rego;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures workloads of bench/rego: `RegoBench FOLDER NAME QUERY SECONDS`, CPU time of one core.
 */
final class RegoBench {
  private RegoBench() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    double seconds = Double.parseDouble(args[1]);
    for (int i = 2; i < args.length; i++) {
      String[] parts = args[i].split("=", 2);
      one(folder.resolve(parts[0]), parts[0], parts[1], seconds);
    }
  }

  private static void one(Path folder, String name, String query, double seconds) throws Exception {
    PolicyPack.Builder builder =
        PolicyPack.builder().module("policy.rego", Files.readString(folder.resolve("policy.rego")));
    if (Files.exists(folder.resolve("data.json"))) {
      builder.data((RegoObject) RegoJson.read(Files.readAllBytes(folder.resolve("data.json"))));
    }
    PreparedQuery prepared = builder.compile().prepare(query);
    byte[] bytes = Files.readAllBytes(folder.resolve("input.json"));
    RegoValue input = RegoJson.read(bytes);
    String result = String.valueOf(prepared.solutions(Question.of(input)));
    System.out.printf(
        "%-10s parsed %.4f ms  bytes %.4f ms  result %08x %s%n",
        name,
        measure(seconds, () -> prepared.solutions(Question.of(input))),
        measure(seconds, () -> prepared.solutions(Question.of(RegoJson.read(bytes)))),
        result.hashCode(),
        result.substring(0, Math.min(60, result.length())));
  }

  private static double measure(double seconds, java.util.function.Supplier<List<?>> work) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      work.get();
    }
    var threads = ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long start = threads.getCurrentThreadCpuTime();
      long stop = System.nanoTime() + (long) (seconds * 3e8);
      int count = 0;
      while (System.nanoTime() < stop) {
        work.get();
        count++;
      }
      best = Math.min(best, (threads.getCurrentThreadCpuTime() - start) / 1e6 / count);
    }
    return best;
  }
}
