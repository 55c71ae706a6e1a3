package dev.esclusa.kustomize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The shared conformance data, beside the repository or where ESCLUSA_SHARED points. */
final class Shared {
  private Shared() {}

  /** Null when it is not there. */
  static Path folder(String name) {
    String set = System.getenv("ESCLUSA_SHARED");
    Path root = set != null ? Path.of(set) : repository().resolveSibling("shared");
    Path folder = root.resolve(name);
    return Files.isDirectory(folder) ? folder : null;
  }

  static Path repository() {
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !isRoot(here)) {
      here = here.getParent();
    }
    return here == null ? Path.of("").toAbsolutePath() : here;
  }

  private static boolean isRoot(Path folder) {
    try {
      Path pom = folder.resolve("pom.xml");
      return Files.exists(pom) && Files.readString(pom).contains("<modules>");
    } catch (IOException e) {
      return false;
    }
  }
}
