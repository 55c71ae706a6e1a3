package dev.esclusa.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every case of the shared conformance data passes, but for those that are listed with a reason.
 */
final class ConformanceTest {
  @Test
  void everyCasePassesButTheListedOnes() throws IOException {
    Path cases = Shared.folder("conformance/kustomize");
    assumeTrue(
        cases != null, "skipped: set ESCLUSA_SHARED to the folder with conformance/kustomize");
    List<String> lines = new ArrayList<>();
    KustomizeConformance.run(cases, lines::add);
    lines.forEach(System.out::println);
    List<String> failing =
        lines.stream()
            .filter(line -> line.startsWith("failed ") || line.startsWith("skipped "))
            .map(line -> line.substring(line.indexOf(' ') + 1, line.indexOf(':')))
            .toList();
    assertThat(failing).containsExactlyInAnyOrderElementsOf(known());
  }

  /** Lines of {@code case: reason}; the list only shrinks. */
  private static List<String> known() throws IOException {
    try (var in = ConformanceTest.class.getResourceAsStream("known-failures.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.substring(0, line.indexOf(':')))
          .toList();
    }
  }
}
