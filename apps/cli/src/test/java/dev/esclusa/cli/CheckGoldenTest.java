package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What check and test say, word for word: the standard output, then the error stream. With {@code
 * -Desclusa.golden=rewrite} the files are written.
 */
class CheckGoldenTest {
  @TempDir Path empty;

  static List<CheckCases.Line> lines() {
    return CheckCases.all();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void aCommandSaysWhatTheGoldenFileSays(CheckCases.Line line) throws IOException {
    Shell.Said said = new Shell(line.folder()).run(line.words().toArray(String[]::new));
    String text = said.out() + (said.err().isEmpty() ? "" : "--- error stream\n" + said.err());
    Path expected = line.folder().resolve("out").resolve(line.expected());
    if ("rewrite".equals(System.getProperty("esclusa.golden"))) {
      Files.createDirectories(expected.getParent());
      Files.writeString(expected, text);
    }

    assertThat(text).isEqualTo(Files.readString(expected));
    assertThat(said.exit()).isEqualTo(line.exit());
  }

  @Test
  void theStandardInputIsYamlUnlessSaid() throws IOException {
    policy("deny contains \"x\" if input.x");

    Shell.Said yaml = new Shell(empty).typing("x: true\n").run("check", "-");
    Shell.Said json = new Shell(empty).typing("x: true\n").run("check", "-", "--parser", "json");
    Shell.Said named =
        new Shell(empty).typing("x: true\n").run("check", "-", "--stdin-filename", "pod.yaml");

    assertThat(yaml.out()).startsWith("FAIL - - main - x\n");
    assertThat(yaml.exit()).isEqualTo(1);
    assertThat(json.exit()).isEqualTo(ExitCode.MALFORMED.number());
    assertThat(json.err()).contains("-:1:1");
    assertThat(named.out()).startsWith("FAIL - pod.yaml - main - x\n");
  }

  @Test
  void aMessageCannotMoveTheCursorOrBeACommandOfItsOwn() throws IOException {
    policy("deny contains \"\\u001b[2Ja\\n::error::b\\n##vso[task.complete]\" if input.x");
    Files.writeString(empty.resolve("a.yaml"), "x: true\n");

    for (String form : List.of("stdout", "json", "tap", "table", "junit", "sarif")) {
      assertThat(new Shell(empty).run("check", "a.yaml", "-o", form).out())
          .as(form)
          .doesNotContain("\u001b");
    }
    assertThat(new Shell(empty).run("check", "a.yaml", "-o", "github").out())
        .doesNotContain("\n::error::b");
    assertThat(new Shell(empty).run("check", "a.yaml", "-o", "azuredevops").out())
        .doesNotContain("\n##vso[task.complete]");
  }

  @Test
  void aPolicyMayPrintAndAskForTheTimeAndTheEnvironment() throws IOException {
    policy(
        "warn contains msg if {\n  print(\"seen\", input.x)\n  time.now_ns() > 0\n"
            + "  msg := opa.runtime().env.PLACE\n}");
    Files.writeString(empty.resolve("a.yaml"), "x: 7\n");

    Shell.Said said = new Shell(empty).with("PLACE", "here").run("check", "a.yaml");

    assertThat(said.out()).contains("PRNT   seen 7\n", "WARN - a.yaml - main - here\n");
  }

  @Test
  void aTraceTellsWhereARuleStopped() throws IOException {
    policy("deny contains \"x\" if {\n  input.x\n  input.wrong.name\n}");
    Files.writeString(empty.resolve("a.yaml"), "x: true\n");

    Shell.Said said = new Shell(empty).run("check", "a.yaml", "--trace");

    assertThat(said.exit()).isZero();
    assertThat(said.err()).contains("query: data.main.deny", "x input.wrong.name");
  }

  private void policy(String rule) throws IOException {
    Files.createDirectories(empty.resolve("policy"));
    Files.writeString(empty.resolve("policy/main.rego"), "package main\n\n" + rule + "\n");
  }
}
