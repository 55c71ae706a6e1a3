package dev.esclusa.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The largest build that is promised fits into half a gigabyte. */
final class LargeBuildTest {
  private static final int HEAP_MEGABYTES = 512;

  @Test
  void fiveHundredObjectsOfNineMegabytesFitIntoHalfAGigabyte() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MEGABYTES + "m",
                "-cp",
                System.getProperty("java.class.path"),
                LargeBuild.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).as(said).isZero();
    System.out.print(said);
    List<String> lines = said.lines().toList();
    assertThat(lines.getFirst()).isEqualTo("503 objects");
    assertThat(number(lines.get(1))).isGreaterThan(8_700_000);
    assertThat(number(lines.getLast())).isLessThan(HEAP_MEGABYTES * 1024L * 1024);
  }

  private static long number(String line) {
    return Long.parseLong(line.substring(0, line.indexOf(' ')));
  }
}
