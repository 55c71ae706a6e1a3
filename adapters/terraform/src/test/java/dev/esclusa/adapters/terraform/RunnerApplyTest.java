package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.terraform.Event;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real engines that are interrupted, killed, out of room, or left alone. */
class RunnerApplyTest {
  private static final String MARKER = "marker-0ddba11";
  private static final String SLOW =
      """
      resource "terraform_data" "quick" { input = "q" }
      resource "terraform_data" "slow" {
        input = terraform_data.quick.output
        provisioner "local-exec" { command = "echo begun; sleep %s; echo over" }
      }
      resource "terraform_data" "after" { input = terraform_data.slow.output }
      """;

  @TempDir Path home;

  static List<RunnerTest.World> worlds() {
    return RunnerTest.worlds();
  }

  /** Opens when the slow resource is in the middle of its work. */
  private static CountDownLatch middle(RunnerStage stage, List<Event> seen) {
    CountDownLatch latch = new CountDownLatch(1);
    stage.listener =
        event -> {
          seen.add(event);
          if (event instanceof Event.Provisioned said && said.output().contains("begun")) {
            latch.countDown();
          }
        };
    return latch;
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aStoppedApplyEndsInOrderAndKeepsWhatIsDone(RunnerTest.World world) throws Exception {
    try (RunnerStage stage = world.stage(home).write("main.tf", SLOW.formatted("50.7"))) {
      var made = stage.made();
      CountDownLatch middle = middle(stage, stage.events);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  middle.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                stage.control.stop();
              });
      RunApplied applied = stage.apply(made);

      assertThat(applied.end().stopped()).isEqualTo(RunEnd.Stopped.ASKED);
      assertThat(applied.end().exitCode()).hasValue(1);
      assertThat(applied.problem()).isNotNull();
      assertThat(applied.problem().code()).isEqualTo("TFM-0019");
      assertThat(applied.report().skipped()).containsExactly("terraform_data.after");
      assertThat(stage.state()).contains("\"quick\"").doesNotContain("\"after\"");
      assertThat(stage.runs.left()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aKilledEngineLeavesTheAddressInDoubt(RunnerTest.World world) throws Exception {
    try (RunnerStage stage = world.stage(home).write("main.tf", SLOW.formatted("50.8"))) {
      var made = stage.made();
      CountDownLatch middle = middle(stage, stage.events);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  middle.await();
                  for (RunLeft left : stage.runs.left()) {
                    assertThat(left.lives()).isTrue();
                    left.killEngine();
                  }
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      RunApplied applied = stage.apply(made);

      assertThat(applied.end())
          .isEqualTo(new RunEnd(OptionalInt.of(137), RunEnd.Stopped.BY_ITSELF));
      assertThat(applied.problem()).isNotNull();
      assertThat(applied.problem().code()).isEqualTo("TFM-0018");
      assertThat(applied.report().inDoubt()).containsExactly("terraform_data.slow");
      assertThat(applied.report().skipped()).containsExactly("terraform_data.after");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void anEngineOutlivesAKilledServerAndIsFoundAgain(RunnerTest.World world) throws Exception {
    try (RunnerStage stage = world.stage(home).write("main.tf", SLOW.formatted("3"))) {
      var made = stage.made();
      Files.write(home.resolve("plan"), made.plan());
      Files.writeString(home.resolve("main.tf"), SLOW.formatted("3"));
      Process server =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-cp",
                  System.getProperty("java.class.path"),
                  RunnerVictim.class.getName(),
                  home.toString(),
                  world.engine().program().toString(),
                  Boolean.toString(world.isolated()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (var lines = server.inputReader(StandardCharsets.UTF_8)) {
        assertThat(lines.readLine()).isEqualTo("ready");
        assertThat(lines.readLine()).isEqualTo("begun");
      }
      server.destroyForcibly().waitFor();

      RunLeft left = stage.runs.left().getFirst();
      assertThat(left.lives()).isTrue();
      assertThat(left.kind()).isEqualTo(RunKind.APPLY);
      assertThat(left.runId()).isEqualTo("victim");
      assertThat(left.exitCode()).isEmpty();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (left.lives() && System.nanoTime() < deadline) {
        stage.tempo.pause(Duration.ofMillis(50));
      }
      assertThat(left.lives()).isFalse();
      assertThat(left.exitCode()).hasValue(0);
      assertThat(left.report(line -> line).inDoubt()).isEmpty();
      assertThat(left.report(line -> line).operations()).hasSize(3);
      assertThat(stage.state()).contains("\"after\"");
      left.remove();
      assertThat(stage.runs.left()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void moreThanIsKeptOfAProvisionerIsReadAway(RunnerTest.World world) throws Exception {
    try (RunnerStage stage = world.stage(home)) {
      stage.write(
          "main.tf",
          """
          resource "terraform_data" "loud" {
            provisioner "local-exec" {
              command = "head -c 6000000 /dev/zero | tr '\\\\0' 'x' | fold -w 60000"
            }
          }
          """);
      var made = stage.made();
      stage.limits = stage.limits.withOutputBytes(1 << 20);
      stage.listener = event -> {};
      RunApplied applied = stage.apply(made);
      assertThat(applied.problem()).isNull();
      assertThat(applied.end().succeeded()).isTrue();
      assertThat(stage.state()).contains("\"loud\"");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aFullDiskIsTheMachinesProblem(RunnerTest.World world) throws Exception {
    try (RunnerStage stage = world.stage(home)) {
      stage.write(
          "main.tf",
          """
          resource "terraform_data" "large" {
            input = join("", [for i in range(1000) : "${sha512(i)}${sha512(-i)}"])
          }
          """);
      stage.limits = stage.limits.withFileBytes(64 << 10);
      var refused = stage.refused();
      assertThat(refused.code()).isEqualTo("TFM-0029");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aSecretIsInNoEventProblemOrLeftFile(RunnerTest.World world) throws Exception {
    try (RunnerStage stage = world.stage(home)) {
      stage.scrubber = line -> line.replace(MARKER, "(hidden)");
      stage.variables = Value.mapping("word", MARKER);
      stage.write(
          "main.tf",
          """
          variable "word" {}
          resource "terraform_data" "tell" {
            input = var.word
            provisioner "local-exec" { command = "echo said ${self.input}; exit 1" }
          }
          output "word" { value = var.word }
          """);
      RunApplied applied = stage.apply(stage.made());
      assertThat(applied.problem()).isNotNull();
      assertThat(stage.events.toString() + applied.report() + applied.problem())
          .contains("said (hidden)")
          .doesNotContain(MARKER);
      assertThat(stage.runs.left()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void theWordsOfTheBuiltInBackendAreInNoPlanAndAForeignFileCannotReplaceIt(RunnerTest.World world)
      throws Exception {
    try (RunnerStage stage = world.stage(home);
        RunnerStates states = new RunnerStates("run-7", MARKER)) {
      stage.backend = new RunBackend.Http(states.address(), "run-7", MARKER);
      stage.write("main.tf", "resource \"terraform_data\" \"x\" { input = 1 }\n");
      var made = stage.made(RunPlanJob.Option.LOCK);
      assertThat(unzipped(made.plan())).doesNotContain(MARKER, "run-7").contains("http");
      assertThat(stage.rendered(made)).doesNotContain(MARKER, "run-7");
      assertThat(stage.apply(made).problem()).isNull();
      assertThat(states.state()).contains("terraform_data");
      assertThat(states.locked()).isFalse();

      stage.write("zzz_override.tf", "terraform {\n  backend \"local\" { path = \"/x\" }\n}\n");
      assertThat(stage.refused().code()).isEqualTo("TFM-0011");
      stage.write(
          "zzz_override.tf",
          "terraform {\n  backend \"http\" { address = \"" + states.address() + "\" }\n}\n");
      assertThat(stage.refused().code()).isEqualTo("TFM-0011");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aStateThatCannotBeHandedInIsKept(RunnerTest.World world) throws Exception {
    try (RunnerStage stage = world.stage(home);
        RunnerStates states = new RunnerStates("run-7", MARKER)) {
      stage.backend = new RunBackend.Http(states.address(), "run-7", MARKER);
      stage.write("main.tf", "resource \"terraform_data\" \"x\" { input = \"lost?\" }\n");
      var made = stage.made();
      states.refuseWrites();
      RunApplied applied = stage.apply(made);
      assertThat(applied.problem()).isNotNull();
      assertThat(applied.problem().code()).isEqualTo("TFM-0023");
      byte[] kept = applied.erroredState();
      assertThat(kept).isNotNull();
      assertThat(Json.read(kept).toString()).contains("lost?");
      assertThat(applied.toString()).doesNotContain("lost?");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aForeignStateIsReadHandedInAndUnlocked(RunnerTest.World world) throws Exception {
    try (RunnerStage stage = world.stage(home);
        RunnerStates states = new RunnerStates("run-7", MARKER)) {
      stage.write(
          "backend.tf",
          "terraform {\n  backend \"http\" {\n    address = \"%s\"\n    lock_address = \"%s\"\n"
                  .formatted(states.address(), states.address())
              + "    unlock_address = \"%s\"\n  }\n}\n".formatted(states.address()));
      stage.identity =
          new RunIdentity(Map.of("TF_HTTP_USERNAME", "run-7", "TF_HTTP_PASSWORD", MARKER));
      stage.write("main.tf", "resource \"terraform_data\" \"x\" { input = \"mine\" }\n");
      assertThat(Json.read(stage.runner().pull(stage.stateJob())).text("lineage")).isEmpty();
      assertThat(stage.apply(stage.made()).problem()).isNull();
      byte[] state = stage.runner().pull(stage.stateJob());
      assertThat(new String(state, StandardCharsets.UTF_8)).contains("mine");

      String raised =
          new String(state, StandardCharsets.UTF_8)
              .replace("\"mine\"", "\"pushed\"")
              .replaceFirst("\"serial\":\\s*\\d+", "\"serial\": 9");
      stage.runner().push(stage.stateJob(), raised.getBytes(StandardCharsets.UTF_8));
      assertThat(states.state()).contains("pushed");
      assertThatThrownBy(() -> stage.runner().push(stage.stateJob(), state))
          .hasMessageContaining("TFM-0012")
          .hasMessageContaining("serial");

      states.lockedBy("{\"ID\":\"lock-9\",\"Who\":\"somebody\"}");
      stage.runner().unlock(stage.stateJob(), "lock-9");
      assertThat(states.locked()).isFalse();
      assertThatThrownBy(() -> stage.runner().unlock(stage.stateJob(), "-help"))
          .hasMessageContaining("TFM-0031");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aHeldLockIsToldWithItsId(RunnerTest.World world) throws Exception {
    try (RunnerStage stage = world.stage(home);
        RunnerStates states = new RunnerStates("run-7", MARKER)) {
      stage.backend = new RunBackend.Http(states.address(), "run-7", MARKER);
      stage.write("main.tf", "resource \"terraform_data\" \"x\" { input = 1 }\n");
      var made = stage.made();
      states.lockedBy("{\"ID\":\"lock-of-another\",\"Who\":\"somebody\"}");
      assertThat(stage.apply(made).problem())
          .satisfies(
              problem -> {
                assertThat(problem.code()).isEqualTo("TFM-0022");
                assertThat(problem.cause()).contains("lock-of-another");
              });
      assertThat(stage.made().planHash()).isNotNull(); // a plan without lock goes on
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aPlanMadeTwiceSaysTheSame(RunnerTest.World world) throws Exception {
    try (RunnerStage stage = world.stage(home)) {
      stage.write(
          "main.tf", "resource \"terraform_data\" \"x\" { input = abspath(path.module) }\n");
      var first = Json.read(stage.rendered(stage.made()));
      var second = Json.read(stage.rendered(stage.made()));
      if (world.isolated()) {
        assertThat(second.at("resource_changes")).isEqualTo(first.at("resource_changes"));
      }
      assertThat(Map.of("a", second.text("format_version")))
          .containsEntry("a", first.text("format_version"));
    }
  }

  private static String unzipped(byte[] zip) throws Exception {
    StringBuilder all = new StringBuilder();
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        all.append(entry.getName());
        all.append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
