package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.Digest;
import java.io.IOException;
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

    assertThat(engines.all()).hasSize(3);
    assertThat(engines.choose(EngineKind.TERRAFORM, EngineConstraint.any()).version())
        .hasToString("1.11.4");
    assertThat(engines.choose(EngineKind.TERRAFORM, EngineConstraint.read("~> 1.9.0")).version())
        .hasToString("1.9.8");
    assertThat(engines.choose(EngineKind.TOFU, EngineConstraint.any()).version())
        .hasToString("1.10.6");
    assertThatThrownBy(() -> engines.choose(EngineKind.TOFU, EngineConstraint.read(">= 2")))
        .hasMessageContaining("TFM-0001")
        .hasMessageContaining("tofu 1.10.6")
        .hasMessageContaining(">= 2");
  }

  @Test
  void anEngineThatIsNotOnTheListIsNotEvenAskedForItsVersion() throws Exception {
    program("bin", "terraform", "echo asked >> " + home + "/asked; echo 'Terraform v1.11.4'");
    program("bin", "tofu", "echo 'OpenTofu v1.10.6'");
    Digest tofu = Engines.digest(home.resolve("bin/tofu"));
    Path list = Files.writeString(home.resolve("list"), tofu + " # tofu 1.10.6\n");
    Engines engines = Engines.found(home.resolve("bin").toString(), EngineAllowList.read(list));
    var any = EngineConstraint.any();

    assertThat(engines.choose(EngineKind.TOFU, any).programHash()).isEqualTo(tofu);
    assertThatThrownBy(() -> engines.choose(EngineKind.TERRAFORM, any))
        .hasMessageContaining("TFM-0003")
        .hasMessageContaining(home.resolve("bin/terraform").toRealPath().toString())
        .hasMessageContaining(Engines.digest(home.resolve("bin/terraform")).toString())
        .hasMessageContaining("allowed is " + tofu)
        .hasMessageContaining("allowed-engines");
    assertThat(home.resolve("asked")).doesNotExist();
  }

  @Test
  void anEngineThatIsReplacedLaterIsRefused() throws Exception {
    program("bin", "tofu", "echo 'OpenTofu v1.10.6'");
    Path file = home.resolve("bin/tofu");
    Engines engines =
        Engines.found(
            home.resolve("bin").toString(), new EngineAllowList(Set.of(Engines.digest(file))));
    Files.writeString(file, "#!/bin/sh\necho 'OpenTofu v1.10.6' # another\n");
    assertThatThrownBy(() -> engines.choose(EngineKind.TOFU, EngineConstraint.any()))
        .hasMessageContaining("TFM-0003")
        .hasMessageContaining(Engines.digest(file).toString());
  }

  @Test
  void anEmptyListAllowsNoEngine() throws Exception {
    program("bin", "tofu", "echo 'OpenTofu v1.10.6'");
    Engines engines = Engines.found(home.resolve("bin").toString(), new EngineAllowList(Set.of()));
    assertThatThrownBy(() -> engines.choose(EngineKind.TOFU, EngineConstraint.any()))
        .hasMessageContaining("allowed is none");
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
