package dev.esclusa.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Eight threads and one cache: each build has one hash, however often and whenever it is made.
 * {@code -Desclusa.kustomize.repeats} takes every case so many times, else a sample is taken twice.
 */
final class ParallelTest {
  private static final int ALL = Integer.getInteger("esclusa.kustomize.repeats", 0);
  private static final int REPEATS = ALL == 0 ? 2 : ALL;
  private static final int SAMPLED = 4;

  private record Build(Path folder, String kustomization, Options options) {}

  @Test
  void everyGoldenBuildHasOneHashOnEightThreads() throws Exception {
    List<Build> builds = new ArrayList<>();
    for (Path folder : GoldenTest.cases()) {
      builds.add(new Build(folder.resolve("in"), "", GoldenTest.options(folder)));
    }
    eachHasOneHash(builds);
  }

  @Test
  void everyConformanceBuildHasOneHashOnEightThreads() throws Exception {
    Path cases = Shared.folder("conformance/kustomize");
    assumeTrue(
        cases != null, "skipped: set ESCLUSA_SHARED to the folder with conformance/kustomize");
    List<Build> builds = new ArrayList<>();
    List<Path> folders = KustomizeConformance.cases(cases);
    for (int i = 0; i < folders.size(); i += ALL > 0 ? 1 : SAMPLED) {
      builds.add(ofCase(folders.get(i)));
    }
    eachHasOneHash(builds);
  }

  private static Build ofCase(Path folder) throws IOException {
    Value description = Json.read(Files.readAllBytes(folder.resolve("case.json")));
    return new Build(
        folder.resolve("input"),
        Scalars.text(description.at("run")),
        KustomizeConformance.options(folder, description));
  }

  private static void eachHasOneHash(List<Build> builds) throws Exception {
    Kustomizer shared = new Kustomizer(new ParsedFiles(200_000)); // so small that files come and go
    Map<Build, Set<String>> outcomes = new ConcurrentHashMap<>();
    List<Callable<Boolean>> all = new ArrayList<>();
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      for (Build build : builds) {
        all.add(
            () ->
                outcomes
                    .computeIfAbsent(build, key -> ConcurrentHashMap.newKeySet())
                    .add(outcome(shared, build)));
      }
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> build : threads.invokeAll(all)) {
        build.get();
      }
    }
    assertThat(outcomes).hasSameSizeAs(builds).hasSizeGreaterThan(30);
    assertThat(outcomes).allSatisfy((build, one) -> assertThat(one).hasSize(1));
  }

  /** What is refused is refused with the same words. */
  private static String outcome(Kustomizer kustomizer, Build build) {
    try {
      Rendering rendering =
          kustomizer.build(
              new FolderSourceTree(build.folder()), build.kustomization(), build.options());
      return Canonical.hash("test", Value.of(rendering.values()))
          + " "
          + rendering.readSet().digest();
    } catch (KustomizeException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
