package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {
  @TempDir Path home;

  private void program(String folder, String name, String script) throws IOException {
    Path file = Files.createDirectories(home.resolve(folder)).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Engines found(String... folders) throws InterruptedException {
    StringBuilder path = new StringBuilder();
    for (String folder : folders) {
      path.append(home.resolve(folder)).append(':');
    }
    return Engines.found(path.toString());
  }

  @Test
  void theNewestThatFitsAndIsAllowedIsChosen() throws Exception {
    program("old", "terraform", "echo 'Terraform v1.9.8'");
    program("new", "terraform", "echo 'Terraform v1.11.4'");
    program("other", "tofu", "printf 'OpenTofu v1.10.6\\non linux_amd64\\n'");
    Engines engines = found("old", "new", "other", "old", "absent");
    var every = EngineAllowList.everyInstalled();

    assertThat(engines.all()).hasSize(3);
    assertThat(engines.choose(EngineKind.TERRAFORM, EngineConstraint.any(), every).version())
        .hasToString("1.11.4");
    assertThat(
            engines
                .choose(EngineKind.TERRAFORM, EngineConstraint.read("~> 1.9.0"), every)
                .version())
        .hasToString("1.9.8");
    assertThat(engines.choose(EngineKind.TOFU, EngineConstraint.any(), every).version())
        .hasToString("1.10.6");
    assertThatThrownBy(() -> engines.choose(EngineKind.TOFU, EngineConstraint.read(">= 2"), every))
        .hasMessageContaining("TFM-0001")
        .hasMessageContaining("tofu 1.10.6")
        .hasMessageContaining(">= 2");
  }

  @Test
  void anEngineWithAnotherHashThanTheListSaysIsRefused() throws Exception {
    program("bin", "terraform", "echo 'Terraform v1.11.4'");
    Engines engines = found("bin");
    Engine engine = engines.all().getFirst();
    var any = EngineConstraint.any();

    assertThat(
            engines.choose(
                EngineKind.TERRAFORM, any, new EngineAllowList(Set.of(engine.programHash()))))
        .isEqualTo(engine);
    var other = new EngineAllowList(Set.of(Digest.of("x".getBytes(StandardCharsets.UTF_8))));
    assertThatThrownBy(() -> engines.choose(EngineKind.TERRAFORM, any, other))
        .hasMessageContaining("TFM-0003")
        .hasMessageContaining(engine.programHash().toString());
  }

  @Test
  void aProgramThatDoesNotAnswerIsToldAndLeftOut() throws Exception {
    program("bin", "terraform", "echo 'hello'");
    program("bin", "tofu", "exit 3");
    Engines engines = found("bin");

    assertThat(engines.all()).isEmpty();
    assertThat(engines.unusable()).extracting("code").containsOnly("TFM-0004").hasSize(2);
  }

  @Test
  void nothingOfOurEnvironmentGoesToAProgram() throws Exception {
    program(
        "bin",
        "terraform",
        "echo \"Terraform v1.0.$(env | grep -c PATH=)\"; env > " + home + "/seen");
    found("bin");
    assertThat(Files.readAllLines(home.resolve("seen")))
        .extracting(line -> line.split("=")[0])
        .containsOnly("PATH", "HOME", "CHECKPOINT_DISABLE", "PWD");
  }
}
