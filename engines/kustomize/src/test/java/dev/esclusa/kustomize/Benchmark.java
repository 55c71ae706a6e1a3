package dev.esclusa.kustomize;

import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.SourceTree;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures builds in CPU time of one thread: {@code Benchmark FOLDER...} builds every kustomization
 * below each folder, files in memory, first with an empty cache for each build, then with a full
 * one.
 */
final class Benchmark {
  private static final int WARM_UP = 3;

  private record Build(SourceTree tree, String folder) {}

  private Benchmark() {}

  public static void main(String[] folders) throws IOException {
    for (String folder : folders) {
      List<Build> builds = builds(Path.of(folder));
      for (int i = 0; i < WARM_UP; i++) {
        run(builds, null);
      }
      long cold = run(builds, null);
      Kustomizer shared = new Kustomizer(new ParsedFiles(512L << 20));
      for (int i = 0; i < WARM_UP; i++) {
        run(builds, shared);
      }
      long cached = run(builds, shared);
      System.out.printf(
          "%s: %d builds, cold %d ms CPU, cached %d ms CPU%n",
          folder, builds.size(), cold / 1_000_000, cached / 1_000_000);
    }
  }

  private static long run(List<Build> builds, Kustomizer shared) {
    long before = cpu();
    for (Build build : builds) {
      Kustomizer kustomizer = shared == null ? new Kustomizer(new ParsedFiles(512L << 20)) : shared;
      kustomizer.build(build.tree(), build.folder(), Options.DEFAULT);
    }
    return cpu() - before;
  }

  /** Those that can be built, each with the files of its whole folder in memory. */
  private static List<Build> builds(Path root) throws IOException {
    Map<Path, SourceTree> trees = new LinkedHashMap<>();
    List<Build> builds = new ArrayList<>();
    for (Path folder : KustomizeOracle.kustomizations(root)) {
      Path top = folder;
      for (Path here = folder; here != null && here.startsWith(root); here = here.getParent()) {
        top = here.endsWith("input") ? here : top;
      }
      Path base = top.endsWith("input") ? top : root;
      SourceTree tree = trees.get(base);
      if (tree == null) {
        tree = inMemory(base);
        trees.put(base, tree);
      }
      Build build = new Build(tree, base.relativize(folder).toString());
      try {
        new Kustomizer(new ParsedFiles(0)).build(tree, build.folder(), Options.DEFAULT);
        builds.add(build);
      } catch (KustomizeException e) {
        continue; // what cannot be built is not measured
      }
    }
    return builds;
  }

  private static SourceTree inMemory(Path base) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (var all = Files.walk(base)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(base.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return new InMemorySourceTree(files);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
