package dev.esclusa.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.InMemorySourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Folders {@code src/test/cases/NAME}: {@code in/} goes in, {@code out.yaml} or {@code
 * problems.txt} comes out.
 */
final class GoldenCases {
  static final Path ROOT = Path.of("src/test/cases");
  private static final Set<String> KNOWN = Set.of("in", "out.yaml", "problems.txt", "request.yaml");

  private GoldenCases() {}

  static Stream<Path> all() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.sorted().toList().stream();
    }
  }

  static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
      }
    }
    return files;
  }

  static InMemorySourceTree tree(Path folder) throws IOException {
    return new InMemorySourceTree(files(folder.resolve("in")));
  }

  /**
   * With {@code -Desclusa.golden=rewrite} the file is written instead, and its other name removed.
   */
  static void check(Path folder, String file, String seen) throws IOException {
    String other = file.equals("out.yaml") ? "problems.txt" : "out.yaml";
    if ("rewrite".equals(System.getProperty("esclusa.golden"))) {
      Files.writeString(folder.resolve(file), seen);
      Files.deleteIfExists(folder.resolve(other));
    }
    assertThat(folder.resolve(other)).doesNotExist();
    assertThat(seen).isEqualTo(Files.readString(folder.resolve(file)));
    assertThat(names(folder)).allMatch(KNOWN::contains, "is read by the case");
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(it -> it.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
