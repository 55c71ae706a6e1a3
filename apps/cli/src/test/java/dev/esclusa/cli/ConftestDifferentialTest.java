package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The golden corpus through a real {@code conftest}: the same exit code, counts and messages, and
 * the same lines in every form for people. Its order of files and rules is random, so order does
 * not count.
 */
class ConftestDifferentialTest {
  /** Conftest asks the network, takes any JSON, and reads malformed XML as far as it goes. */
  private static final Set<String> REFUSED_BY_US_ALONE = Set.of("network", "--plan", "bad.xml");

  /** Folders of what Conftest knows nothing of. */
  private static final Set<String> OURS_ALONE = Set.of("change", "plan-pack");

  private static final int OTHER_FAILURE = ExitCode.USAGE.number();

  static List<CheckCases.Line> lines() {
    return CheckCases.all().stream()
        .filter(it -> it.words().getFirst().equals("check"))
        .filter(it -> !OURS_ALONE.contains(it.folder().getFileName().toString()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void conftestSaysTheSame(CheckCases.Line line) throws Exception {
    String conftest = conftest();
    assumeTrue(conftest != null, "skipped: install conftest");
    Shell shell = new Shell(line.folder());
    Shell.Said ours = shell.run(line.words().toArray(String[]::new));
    Ran theirs = ran(conftest, line);

    if (!ours.err().isEmpty()) {
      if (line.words().stream().noneMatch(REFUSED_BY_US_ALONE::contains)) {
        assertThat(theirs.exit()).isNotZero();
      }
      assertThat(ours.exit()).isGreaterThanOrEqualTo(OTHER_FAILURE);
      return;
    }
    assertThat(theirs.exit()).as(theirs.err()).isEqualTo(ours.exit());
    String form = line.words().get(Math.max(0, line.words().indexOf("-o")) + 1);
    if (form.equals("json")) {
      assertThat(sorted(ours.out())).isEqualTo(sorted(theirs.out()));
    } else if (form.equals("sarif")) {
      assertThat(results(ours.out())).isEqualTo(results(theirs.out()));
    } else {
      assertThat(lines(ours.out())).isEqualTo(lines(theirs.out()));
    }
  }

  private record Ran(int exit, String out, String err) {}

  private static Ran ran(String conftest, CheckCases.Line line) throws Exception {
    List<String> words = new ArrayList<>(List.of(conftest, "test", "--no-color"));
    line.words().stream().skip(1).filter(it -> !it.equals("--plan")).forEach(words::add);
    Path errors = Files.createTempFile("conftest", ".err");
    Process process =
        new ProcessBuilder(words)
            .directory(line.folder().toFile())
            .redirectError(errors.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Ran ran = new Ran(process.waitFor(), out, Files.readString(errors));
    Files.delete(errors);
    return ran;
  }

  /** Files and namespaces in order, the findings of each too. */
  private static List<String> sorted(String json) {
    List<String> results = new ArrayList<>();
    for (Value result : Json.read(json).asSequence().items()) {
      Map<String, Object> members = new TreeMap<>();
      result
          .asMapping()
          .entries()
          .forEach(
              (name, value) ->
                  members.put(
                      name,
                      value instanceof Value.Sequence findings
                          ? findings.items().stream()
                              .map(ConftestDifferentialTest::text)
                              .sorted()
                              .toList()
                          : value.toString()));
      results.add(members.toString());
    }
    return results.stream().sorted().toList();
  }

  private static String text(Value value) {
    return value instanceof Value.Mapping mapping
        ? new TreeMap<>(mapping.entries())
            .entrySet().stream()
                .map(it -> it.getKey() + "=" + text(it.getValue()))
                .toList()
                .toString()
        : value.toString();
  }

  private static List<String> results(String sarif) {
    Value run = Json.read(sarif).at("runs").asSequence().items().getFirst();
    List<String> rules =
        run.at("tool", "driver", "rules").asSequence().items().stream()
            .map(it -> it.text("id"))
            .toList();
    return run.at("results").asSequence().items().stream()
        .map(it -> rules.get((int) it.at("ruleIndex").asLong()) + " " + text(without(it)))
        .sorted()
        .toList();
  }

  private static Value without(Value result) {
    return result.asMapping().without("ruleIndex");
  }

  /**
   * Without the numbers of TAP, and the property of JUnit's XML that tells the version of Go. Where
   * we make a message of two lines harmless, it is taken back.
   */
  private static List<String> lines(String out) {
    return out.replace("%0A", "\n")
        .replace("\n# second", "\nsecond")
        .lines()
        .filter(it -> !it.contains("propert"))
        .map(it -> it.replaceFirst("^((?:not )?ok) [0-9]+ ", "$1 "))
        .sorted()
        .toList();
  }

  private static @Nullable String conftest() {
    String home = System.getProperty("user.home") + "/.cache/esclusa-peers/bin";
    String named = System.getenv("ESCLUSA_PEERS");
    return Stream.concat(
            Stream.of(named == null ? home : named + "/bin"),
            Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator)))
        .map(path -> Path.of(path, "conftest"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }
}
