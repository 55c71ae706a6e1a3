package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.policy.WrittenChange;
import dev.esclusa.rego.RegoJson;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans of real engines under the starter pack, as an installation would judge them. */
class PlanChangeTest {
  private static final Path ROOT = root();
  private static final String STARTER = ROOT.resolve("packs/starter").toString();

  static List<Path> plans() throws IOException {
    Path folder = folder();
    if (!Files.isDirectory(folder)) {
      return List.of(folder); // the test says what to set
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(it -> it.toString().endsWith(".json")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("plans")
  void everyPlanBecomesADocumentAsTheSchemaSays(Path plan) {
    present();
    Terminal terminal =
        new Terminal(
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            new ByteArrayInputStream(new byte[0]),
            Map.of(),
            Path.of(""),
            Terminal.Attended.SCRIPT,
            dev.esclusa.tempo.RealTempo::new);
    WrittenChange change = PlanChange.read(terminal, plan.toString(), "prod");

    assertThat(WrittenChange.objections(change.document())).isEmpty();
    assertThat(WrittenChange.objections(RegoJson.read(change.document().json()))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("plans")
  void everyRuleAboutStacksOfTheStarterPackCanBeAskedAboutEveryPlan(Path plan) {
    present();

    Shell.Said said =
        new Shell(ROOT).run("check", "--plan", plan.toString(), "-p", STARTER, "-o", "json");

    assertThat(said.err()).isEmpty();
    assertThat(said.out()).doesNotContain("could not be evaluated");
    assertThat(Json.read(said.out()).at("asked").asSequence().items())
        .as("the rules about stacks")
        .hasSizeGreaterThan(15)
        .noneMatch(it -> it.asText().contains(".kubernetes."));
  }

  @Test
  void aReplacedDatabaseIsDeniedAndItsOwnersAreAsked() {
    present();

    Value judged = judged("12-tainted-replace.json");

    assertThat(judged.text("outcome")).isEqualTo("deny");
    assertThat(judged.at("required").toString()).contains("data-owners");
    assertThat(judged.at("findings").toString())
        .contains("aws_db_instance.replica holds data and would be replaced")
        .contains("aws_db_instance.replica: storage_encrypted is not true");
  }

  private static Value judged(String plan) {
    return Json.read(
        new Shell(ROOT)
            .run("check", "--plan", folder().resolve(plan).toString(), "-p", STARTER, "-o", "json")
            .out());
  }

  private static void present() {
    assumeTrue(
        Files.isDirectory(folder()),
        "skipped: set ESCLUSA_SHARED to a folder with fixtures/terraform/plans");
  }

  private static Path folder() {
    String shared = System.getenv("ESCLUSA_SHARED");
    return (shared == null ? ROOT.resolve("../shared") : Path.of(shared))
        .resolve("fixtures/terraform/plans");
  }

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path pom = at.resolve("pom.xml");
      try {
        if (Files.exists(pom) && Files.readString(pom).contains("<modules>")) {
          return at;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("no pom.xml with modules above the working directory");
  }
}
