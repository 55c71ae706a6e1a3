package dev.esclusa.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That each benchmark still runs, at a size that takes no time; its figures are not looked at. */
class BenchmarksTest {
  @TempDir Path folder;

  @Test
  void theEnginesAreMeasured() throws Exception {
    try (Workbench bench = new Workbench(folder)) {
      runs(new EngineBench.OfCanonical(), bench, Sizes.of(1));
      runs(new EngineBench.OfYaml(), bench, Sizes.of(1));
    }
  }

  @Test
  void overlaysAreMeasured() throws Exception {
    try (Workbench bench = new Workbench(folder)) {
      runs(new KustomizeBench(), bench, Sizes.of(10, 2));
    }
  }

  @Test
  void aLargePlanIsMeasured() throws Exception {
    try (Workbench bench = new Workbench(folder)) {
      runs(new IacBench(), bench, Sizes.of(10, 1));
    }
  }

  @Test
  void aPlanOfAStackIsMeasured() throws Exception {
    try (Workbench bench = new Workbench(folder)) {
      runs(new IacCycleBench(), bench, Sizes.of(1));
    }
  }

  @Test
  void theJournalIsMeasured() throws Exception {
    try (Workbench bench = new Workbench(folder)) {
      runs(new JournalBench(), bench, Sizes.of(20, 1));
    }
  }

  @Test
  void aFleetIsMeasured() throws Exception {
    try (Workbench bench = new Workbench(folder)) {
      runs(new FleetBench.FirstSync(), bench, Sizes.of(2));
      runs(new FleetBench.OneFile(), bench, Sizes.of(2, 1));
      runs(new FleetBench.Idle(), bench, Sizes.of(2, 1));
    }
  }

  private static void runs(Benchmark benchmark, Workbench bench, Sizes sizes) throws Exception {
    List<Figure> figures = benchmark.run(bench, sizes);

    assertThat(figures).as(benchmark.name()).isNotEmpty();
    for (Figure figure : figures) {
      assertThat(Json.read(figure.json()).asMapping().keys())
          .containsExactly("name", "value", "unit", "peer", "ratio");
      assertThat(BenchMain.row(figure)).contains(figure.name(), figure.unit());
    }
  }
}
