package dev.esclusa.terraform;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans, streams and configurations of real engines, outside of this repository. */
final class Fixtures {
  /** Fake secrets that stand in the fixtures, to be found nowhere else. */
  static final List<String> MARKERS =
      List.of("S3cr3t-Pa55word-Marker", "Rotated-Outside-Marker", "ChangedOutsideMarker");

  private Fixtures() {}

  static PlanDocument plan(String number) {
    return PlanDocument.read(bytes(planFile(number)));
  }

  static byte[] planBytes(String number) {
    return bytes(planFile(number));
  }

  static List<Path> plans() {
    return files(folder().resolve("plans"));
  }

  static byte[] bytes(String path) {
    return bytes(folder().resolve(path));
  }

  static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RunReport stream(String name) {
    return report(bytes("streams/" + name + ".jsonl"));
  }

  static List<Path> streams() {
    return files(folder().resolve("streams"));
  }

  static RunReport report(String... lines) {
    return report(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  static RunReport report(byte[] bytes) {
    RunProgress progress = new RunProgress();
    EventStream stream = new EventStream(progress);
    stream.feed(bytes, 0, bytes.length);
    stream.close();
    return progress.report();
  }

  private static Path planFile(String number) {
    return plans().stream()
        .filter(it -> it.getFileName().toString().startsWith(number + "-"))
        .findFirst()
        .orElseThrow();
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      return found.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path folder() {
    Path found = found();
    assumeTrue(
        found != null, "skipped: set ESCLUSA_SHARED to the folder that holds fixtures/terraform");
    return Objects.requireNonNull(found);
  }

  private static @Nullable Path found() {
    String shared = System.getenv("ESCLUSA_SHARED");
    Path fixtures =
        shared != null
            ? Path.of(shared, "fixtures", "terraform")
            : root().resolve("../shared/fixtures/terraform");
    return Files.isDirectory(fixtures) ? fixtures : null;
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("dev.logging"))) {
        return folder;
      }
    }
    return here;
  }
}
