package dev.esclusa.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.Value;
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

/** Eight threads and one cache: each build has one hash, however often and whenever it is made. */
final class ParallelTest {
  private static final int REPEATS = Integer.getInteger("esclusa.kustomize.repeats", 4);

  @Test
  void everyBuildHasOneHashOnEightThreads() throws Exception {
    Kustomizer shared = new Kustomizer(new ParsedFiles(200_000));
    Map<Path, Set<Digest>> hashes = new ConcurrentHashMap<>();
    List<Callable<Boolean>> builds = new ArrayList<>();
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      for (Path folder : GoldenTest.cases()) {
        builds.add(
            () ->
                hashes
                    .computeIfAbsent(folder, key -> ConcurrentHashMap.newKeySet())
                    .add(hash(shared, folder)));
      }
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> build : threads.invokeAll(builds)) {
        build.get();
      }
    }
    assertThat(hashes).hasSameSizeAs(GoldenTest.cases());
    assertThat(hashes.values()).allSatisfy(one -> assertThat(one).hasSize(1));
  }

  private static Digest hash(Kustomizer kustomizer, Path folder) {
    Rendering rendering =
        kustomizer.build(
            new FolderSourceTree(folder.resolve("in")), "", GoldenTest.options(folder));
    return Canonical.hash("test", Value.of(rendering.values()));
  }
}
