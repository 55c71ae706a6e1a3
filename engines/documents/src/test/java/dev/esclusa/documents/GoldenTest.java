package dev.esclusa.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each format gives. The values are those of {@code conftest parse} 0.71.1, but that it
 * refuses the comma at the end of a JSONC list. With {@code -Desclusa.golden=rewrite} they are
 * written.
 */
class GoldenTest {
  private static final Path CASES = Path.of("src/test/cases");

  static List<Path> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFileReadsAsTheGoldenOneSays(Path folder) throws IOException {
    Path expected = folder.resolve("out.json");
    Path input;
    try (Stream<Path> files = Files.list(folder)) {
      input = files.filter(it -> !it.equals(expected)).findFirst().orElseThrow();
    }
    String name = input.getFileName().toString();
    String read =
        Json.pretty(
            DocumentFormat.ofFile(name).orElseThrow().read(name, Files.readAllBytes(input)));
    if ("rewrite".equals(System.getProperty("esclusa.golden"))) {
      Files.writeString(expected, read);
    }
    assertThat(read).isEqualTo(Files.readString(expected));
  }
}
