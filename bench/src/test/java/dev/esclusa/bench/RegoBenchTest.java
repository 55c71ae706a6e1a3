package dev.esclusa.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.rego.RegoJson;
import dev.esclusa.rego.RegoValue;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegoBenchTest {
  @TempDir Path folder;

  @Test
  void policiesAreMeasured() throws Exception {
    try (Workbench bench = new Workbench(folder)) {
      List<Figure> figures = new RegoBench().run(bench, Sizes.of(2, 1, 0));

      assertThat(figures)
          .extracting(Figure::name)
          .contains("rego.rbac.parsed", "rego.walk.bytes", "rego.heap", "rego.compile.150");
    }
  }

  @Test
  void theGeneratorMakesTheSameWorkloadsAgain() {
    List<RegoWorkload> once = new RegoWorkloads(2).all();
    List<RegoWorkload> again = new RegoWorkloads(2).all();

    for (int i = 0; i < once.size(); i++) {
      assertThat(Arrays.equals(once.get(i).input(), again.get(i).input())).isTrue();
    }
  }

  @Test
  void theWorkloadsFindSomething() {
    for (RegoWorkload workload : new RegoWorkloads(10).all()) {
      RegoValue answer = RegoWorkload.ask(workload.prepared(), RegoJson.read(workload.input()));
      assertThat(answer).as(workload.name()).isNotNull();
      if (workload.name().startsWith("tfplan") || workload.name().startsWith("pss")) {
        assertThat(String.valueOf(answer)).hasSizeGreaterThan(100);
      }
    }
  }
}
