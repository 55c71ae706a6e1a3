package dev.esclusa.acceptance;

import dev.esclusa.server.EstateLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the sample estate lies, from whatever folder the tests run in. */
final class ExampleEstate {
  private ExampleEstate() {}

  static Path folder() throws IOException {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.isDirectory(at.resolve("examples/crm"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new IOException("examples/crm is not above " + Path.of("").toAbsolutePath());
    }
    return at.resolve("examples/crm");
  }

  /** The whole root repository: rules, and the estate over them. */
  static List<EstateLayer> layers() throws IOException {
    return EstateLayer.sample(folder());
  }
}
