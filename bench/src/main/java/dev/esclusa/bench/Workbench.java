package dev.esclusa.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A folder to work in, and the fleet that several benchmarks share; swept when the work is over.
 */
final class Workbench implements AutoCloseable {
  private final Path folder;
  private @Nullable Fleet fleet;
  private int fleetTargets;

  /**
   * @param folder on the disk that is to be measured
   */
  Workbench(Path folder) {
    this.folder = folder;
  }

  /** The one fleet of this size, started when first asked for. */
  Fleet fleet(int targets) throws Exception {
    Fleet known = fleet;
    if (known != null && fleetTargets == targets) {
      return known;
    }
    closeFleet();
    Fleet fresh = Fleet.start(this, targets);
    fleet = fresh;
    fleetTargets = targets;
    return fresh;
  }

  private void closeFleet() {
    Fleet known = fleet;
    fleet = null;
    if (known != null) {
      known.close();
    }
  }

  Path fresh(String name) throws IOException {
    Files.createDirectories(folder);
    return Files.createTempDirectory(folder, name + "-");
  }

  /** PostgreSQL's programs, unpacked once. */
  Path postgresPrograms() {
    return folder.resolve("postgres");
  }

  @Override
  public void close() throws IOException {
    closeFleet();
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path swept, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(swept);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
