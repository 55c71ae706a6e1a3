package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code front/<name>/in.rego} and what the front end says: the compiled rules, or the problems as
 * a person reads them. {@code -Desclusa.golden=rewrite} writes them anew.
 */
class FrontEndGoldenTest {
  private static final Path CASES = Path.of("src/test/resources/front");

  @TestFactory
  Stream<DynamicTest> eachFileGivesItsGoldenAnswer() throws IOException {
    List<Path> folders;
    try (Stream<Path> listed = Files.list(CASES)) {
      folders = listed.sorted().toList();
    }
    return folders.stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> compare(folder)));
  }

  private static void compare(Path folder) throws IOException {
    String answer = answer(Files.readString(folder.resolve("in.rego")));
    Path golden = folder.resolve("out.txt");
    if ("rewrite".equals(System.getProperty("esclusa.golden"))) {
      Files.writeString(golden, answer);
    }
    assertThat(answer).isEqualTo(Files.readString(golden));
    assertThat(answer.startsWith("refused")).isEqualTo(folder.toString().contains("refused"));
  }

  private static String answer(String source) {
    try {
      Policies policies = FrontEnd.compile(Map.of("in.rego", source), null, RegoVersion.V1, true);
      return policies.modules().getFirst().rules().stream()
          .map(rule -> rule + "\n")
          .collect(Collectors.joining("\n"));
    } catch (RegoRefused e) {
      return e.problems().stream()
          .map(problem -> "refused " + problem + "\n")
          .collect(Collectors.joining("\n"));
    }
  }
}
