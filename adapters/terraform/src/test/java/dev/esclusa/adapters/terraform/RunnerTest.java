package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunnerTest {
  private static final String TWO =
      """
      variable "text" { default = "usual" }
      resource "terraform_data" "first" { input = var.text }
      resource "terraform_data" "second" { input = terraform_data.first.output }
      output "text" { value = terraform_data.second.output }
      """;

  @TempDir Path home;

  /** Each engine, as it is and in namespaces. */
  record World(Engine engine, boolean isolated) {
    RunnerStage stage(Path home) throws IOException, InterruptedException {
      return new RunnerStage(
          home, engine, isolated ? RunnerStage.namespaces(home) : RunnerStage.plain());
    }

    @Override
    public String toString() {
      return engine + (isolated ? " isolated" : " plain");
    }
  }

  static List<World> worlds() {
    return RunnerStage.engines().stream()
        .flatMap(engine -> List.of(new World(engine, false), new World(engine, true)).stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void exactlyThePlannedBytesAreAppliedAndNothingIsLeft(World world) throws Exception {
    try (RunnerStage stage = world.stage(home).write("main.tf", TWO)) {
      var made = stage.made();
      assertThat(made.planHash()).isEqualTo(Digest.of(made.plan()));
      assertThat(made.clean()).isFalse();
      assertThat(stage.rendered(made)).contains("\"resource_changes\"").contains("usual");

      RunApplied applied = stage.apply(made);

      assertThat(applied.problem()).isNull();
      assertThat(applied.end().succeeded()).isTrue();
      assertThat(applied.report().operations()).hasSize(2);
      assertThat(applied.report().inDoubt()).isEmpty();
      assertThat(applied.erroredState()).isNull();
      assertThat(stage.state()).contains("usual");
      assertThat(stage.made().clean()).isTrue();
      assertThat(stage.runs.left()).isEmpty();
    }
  }

  @Test
  void aServerThatIsNotRootIsolatesToo() throws Exception {
    var mapped = new Isolation.Namespaces(new Isolation.User.Mapped(), List.of());
    var refusal = IsolationProbe.refusal(home.resolve("probe"), mapped);
    assumeTrue(refusal.isEmpty(), "skipped: a kernel with user namespaces (" + refusal + ")");
    try (RunnerStage stage =
        new RunnerStage(home, RunnerStage.engine(), mapped).write("main.tf", TWO)) {
      var made = stage.made();
      assertThat(stage.rendered(made)).contains("usual");
      assertThat(stage.apply(made).problem()).isNull();
      assertThat(stage.made().clean()).isTrue();
      assertThat(stage.runs.left()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void variablesOfEveryShapeArriveAsTheyAre(World world) throws Exception {
    try (RunnerStage stage = world.stage(home)) {
      stage.write(
          "main.tf",
          """
          variable "text" {}
          variable "tree" { type = any }
          resource "terraform_data" "all" { input = { text = var.text, tree = var.tree } }
          """);
      String text = "a \"quoted\" ${word} %{ if } \n second 'line' $(id) \\ ü";
      stage.variables =
          Value.mapping("text", text, "tree", Value.mapping("list", List.of(1, true, "x")));

      assertThat(stage.apply(stage.made()).problem()).isNull();
      assertThat(Json.read(stage.state()).toString())
          .contains(Value.of(text).toString())
          .contains("[1,true,\"x\"]");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void otherBytesThanTheApprovedAreRefused(World world) throws Exception {
    try (RunnerStage stage = world.stage(home).write("main.tf", TWO)) {
      var made = stage.made();
      byte[] other = made.plan().clone();
      other[other.length / 2] ^= 1;
      var swapped =
          new RunPlanned.Made(
              other, made.planHash(), made.lockFile(), made.providers(), made.report());

      assertThatThrownBy(() -> stage.apply(swapped)).hasMessageContaining("TFM-0015");
      assertThatThrownBy(() -> stage.rendered(swapped)).hasMessageContaining("TFM-0015");
      assertThat(stage.state()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aPlanOfAnOlderStateIsStale(World world) throws Exception {
    try (RunnerStage stage = world.stage(home).write("main.tf", TWO)) {
      var made = stage.made();
      assertThat(stage.apply(made).problem()).isNull();

      var problem = stage.apply(made).problem();

      assertThat(problem).isNotNull();
      assertThat(problem.code()).isEqualTo("TFM-0020");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aModuleOfTheRevisionIsUsedAndAForeignOneIsNamed(World world) throws Exception {
    try (RunnerStage stage = world.stage(home)) {
      stage.write("main.tf", "module \"inner\" {\n  source = \"./inner\"\n}\n");
      stage.write("inner/main.tf", TWO);
      var made = stage.made();
      assertThat(made.report().planned()).hasSize(2);
      assertThat(stage.apply(made).problem()).isNull();

      stage.write(
          "inner/more.tf",
          "module \"far\" {\n  source = \"git::https://example.invalid/m.git\"\n}\n");
      var problem = stage.refused();
      assertThat(problem.code()).isEqualTo("TFM-0009");
      assertThat(problem.cause())
          .contains("inner/more.tf:2", "far", "git::https://example.invalid/m.git");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aStackSeesNoFileOfTheMachine(World world) throws Exception {
    Path secret = Files.writeString(home.resolve("secret"), "marker-90b11a");
    try (RunnerStage stage = world.stage(home)) {
      stage.write(
          "main.tf",
          """
          resource "terraform_data" "look" {
            input = fileexists("%1$s") ? file("%1$s") : "unseen"
            provisioner "local-exec" { command = "cat %1$s /proc/1/root%1$s || true" }
          }
          """
              .formatted(secret));
      var made = stage.made();
      String all = stage.rendered(made) + stage.apply(made).report() + stage.state();
      if (world.isolated()) {
        assertThat(all).contains("unseen").doesNotContain("marker-90b11a");
      } else {
        assertThat(all).contains("marker-90b11a"); // why production wants namespaces
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void anErrorOfTheConfigurationIsTheCallersProblemWithItsPlace(World world) throws Exception {
    try (RunnerStage stage = world.stage(home)) {
      stage.write("main.tf", "resource \"terraform_data\" \"x\" {\n  input = var.none\n}\n");
      var problem = stage.refused();
      assertThat(problem.code()).isEqualTo("TFM-0012");
      assertThat(problem.cause()).contains("main.tf:2");
    }
  }

  /** With a module it ends `init` already, which tells it in words. */
  @ParameterizedTest
  @MethodSource("worlds")
  void aFileThatCannotBeReadIsNamedWithItsLine(World world) throws Exception {
    try (RunnerStage stage = world.stage(home)) {
      stage.write("m/main.tf", "output \"x\" {\n  value = 1\n}\n");
      stage.write("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n");
      stage.write("broken.tf", "resource \"terraform_data\" \"x\" {\n  input = \n}\n");
      var problem = stage.refused();
      assertThat(problem.code()).isEqualTo("TFM-0012");
      assertThat(problem.cause()).contains("(broken.tf:2)");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void anotherEngineVersionIsRefused(World world) throws Exception {
    try (RunnerStage stage = world.stage(home)) {
      stage.write("main.tf", "terraform {\n  required_version = \"< 1.0\"\n}\n");
      assertThat(stage.refused().code()).isEqualTo("TFM-0027");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aProviderThatIsNotInTheMirrorIsMissing(World world) throws Exception {
    try (RunnerStage stage = world.stage(home)) {
      stage.write("main.tf", "resource \"random_id\" \"x\" { byte_length = 4 }\n");
      assertThat(stage.refused().code()).isEqualTo("TFM-0026");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aStateThatWouldEndWithTheRunIsRefused(World world) throws Exception {
    try (RunnerStage stage = world.stage(home).write("main.tf", TWO)) {
      stage.write("backend.tf", "");
      assertThat(stage.refused().code()).isEqualTo("TFM-0011");
      stage.write("backend.tf", "terraform {\n  backend \"local\" {}\n}\n");
      assertThat(stage.refused().code()).isEqualTo("TFM-0011");
      stage.write("backend.tf", "terraform {\n  backend \"local\" { path = \"/x/y\" }\n}\n");
      assertThat(stage.refused().code()).isEqualTo("TFM-0011");
    }
  }
}
