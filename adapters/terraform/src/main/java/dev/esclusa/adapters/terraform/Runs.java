package dev.esclusa.adapters.terraform;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The folder in which every run has its own, and what an earlier server left there. */
public final class Runs {
  /** A folder gets its record within moments after it was made. */
  private static final Duration UNUSED = Duration.ofHours(1);

  private final Path root;
  private final InstantSource clock;

  /**
   * @param root made where it is not there; nobody else may read it
   */
  public Runs(Path root, InstantSource clock) {
    this.root = root.toAbsolutePath().normalize();
    this.clock = clock;
  }

  Path root() {
    return root;
  }

  RunFolder make(RunKind kind, String runId, String subject) throws IOException {
    return RunFolder.make(root, new RunRecord(kind, runId, subject, bootId(), clock.instant()));
  }

  /** Changes with every start of the machine; empty where the platform has none. */
  static String bootId() throws IOException {
    Path id = Path.of("/proc/sys/kernel/random/boot_id");
    return Files.isReadable(id) ? Files.readString(id).strip() : "";
  }

  /**
   * Runs that have a folder still: begun by a server that was killed, or by this one and not yet
   * ended. A folder without a readable record was never used; an old one is removed.
   */
  public List<RunLeft> left() throws IOException {
    List<RunLeft> all = new ArrayList<>();
    Instant old = clock.instant().minus(UNUSED);
    if (!Files.isDirectory(root)) {
      return all;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
      for (Path path : folders) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          var folder = RunFolder.left(path);
          if (folder.isPresent()) {
            all.add(new RunLeft(folder.get(), bootId()));
          } else if (Files.getLastModifiedTime(path).toInstant().isBefore(old)) {
            RunFolder.remove(path);
          }
        }
      }
    }
    return List.copyOf(all);
  }
}
