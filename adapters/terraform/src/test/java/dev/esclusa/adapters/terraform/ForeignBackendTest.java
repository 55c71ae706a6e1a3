package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.model.Action;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Intent;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.StepResult;
import dev.esclusa.plan.Prediction;
import dev.esclusa.stack.Purpose;
import dev.esclusa.tree.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stacks whose state is where their own files say: in a local file, in a bucket. */
class ForeignBackendTest {
  private static final String TWO =
      """
      resource "terraform_data" "one" { input = "a" }
      resource "terraform_data" "two" { input = "b" }
      """;
  private static final String LOCK = "6c1bb2d0-3a71-0b5f-96d0-0f6f3a3d3b11";

  @TempDir Path home;

  static List<RunnerTest.World> worlds() {
    return RunnerTest.worlds();
  }

  private AuthorityStage stage(RunnerTest.World world) throws Exception {
    return new AuthorityStage(
        home,
        world.engine(),
        world.isolated() ? RunnerStage.namespaces(home) : RunnerStage.plain());
  }

  private static Path file(AuthorityStage stage) {
    return stage.localStates.resolve("infra/stack.tfstate");
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aLocalStateIsPlannedOnAppliedNamedAndLookedAt(RunnerTest.World world) throws Exception {
    try (AuthorityStage stage = stage(world).local().write("main.tf", TWO)) {
      Prediction first = stage.plan();
      assertThat(first.mark()).isEqualTo("no state yet");

      StepResult.Ran ran = (StepResult.Ran) stage.perform(first);

      var state = Json.read(Files.readAllBytes(file(stage)));
      assertThat(ran.problem()).isNull();
      assertThat(ran.version())
          .isEqualTo("lineage " + state.text("lineage") + " serial " + state.at("serial"));
      assertThat(stage.plan().mark()).isEqualTo(ran.version());
      assertThat(stage.observed("terraform_data.one", "terraform_data.two", "terraform_data.three"))
          .containsExactly("terraform_data.one", "terraform_data.two");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aStateThatSomebodyElseMovedHasAnotherMarkAndTakesNoOldPlan(RunnerTest.World world)
      throws Exception {
    try (AuthorityStage stage = stage(world).local().write("main.tf", TWO)) {
      stage.applied();
      stage.write("main.tf", TWO.replace("\"b\"", "\"c\""));
      Prediction old = stage.plan();

      String text = Files.readString(file(stage));
      Files.writeString(file(stage), text.replaceFirst("\"serial\":\\s*(\\d+)", "\"serial\": 41"));

      assertThat(stage.plan().mark()).endsWith(" serial 41").isNotEqualTo(old.mark());
      assertThat(stage.perform(old))
          .isInstanceOfSatisfying(
              StepResult.Stale.class, it -> assertThat(it.because()).contains("stale"));

      Files.writeString(
          file(stage),
          text.replaceFirst("\"lineage\":\\s*\"[^\"]*\"", "\"lineage\": \"another-lineage\""));
      Prediction other = stage.plan();
      assertThat(other.mark()).startsWith("lineage another-lineage ");
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void whoHoldsALocalStateIsTold(RunnerTest.World world) throws Exception {
    String slow =
        """
        resource "terraform_data" "slow" {
          provisioner "local-exec" { command = "echo begun; sleep 20" }
        }
        """;
    try (AuthorityStage stage = stage(world).local().write("main.tf", slow)) {
      Prediction holder = stage.plan();
      Thread applies = Thread.ofVirtual().start(() -> stage.perform(holder));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (stage.authority.progress(AuthorityStage.UID).isEmpty()) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        stage.tempo.pause(Duration.ofMillis(50));
      }
      AuthorityStage second = stage(world).local().write("main.tf", TWO);
      StepResult.Ran refused = (StepResult.Ran) second.perform(second.plan());
      assertThat(refused.problem()).isNotNull();
      assertThat(refused.problem().code()).isEqualTo("TFM-0022");
      assertThat(refused.problem().cause())
          .contains(" is held by ")
          .contains(" since 20")
          .contains("OperationTypeApply")
          .contains("stack.tfstate");
      assertThat(refused.problem().fix()).contains("esclusa unlock dev/default/net --lock ");
      stage.authority.interrupt(stage.target(), "the test is done");
      applies.join();
      second.close();
    }
  }

  @Test
  void aLocalStateElsewhereIsRefused() throws Exception {
    try (AuthorityStage stage =
        new AuthorityStage(home, RunnerStage.engine(), RunnerStage.plain())
            .local()
            .write("main.tf", TWO)) {
      for (String path : List.of("../other/stack.tfstate", home + "/x.tfstate", "stack.tfstate")) {
        stage.write(
            "backend.tf", "terraform {\n  backend \"local\" { path = \"" + path + "\" }\n}\n");
        assertThatThrownBy(stage::plan).hasMessageContaining("TFM-0011");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aStateThatIsNoneIsToldAndStaysAsItWas(RunnerTest.World world) throws Exception {
    try (AuthorityStage stage = stage(world).local().write("main.tf", TWO)) {
      stage.applied();
      String whole = Files.readString(file(stage));
      stage.write("main.tf", TWO.replace("\"b\"", "\"c\""));
      Prediction plan = stage.plan();
      for (String broken :
          List.of(
              whole.substring(0, whole.length() / 2),
              whole.replaceFirst("\"version\": *4", "\"version\": 9"),
              "[1, 2]",
              "no state at all")) {
        Files.writeString(file(stage), broken);
        assertThatThrownBy(stage::plan)
            .isInstanceOf(ProblemException.class)
            .hasMessageContaining("TFM-00")
            .hasMessageContaining("dev/default/net");
        assertThatThrownBy(() -> stage.observed("terraform_data.one"))
            .isInstanceOf(ProblemException.class);
        assertThat(Files.readString(file(stage))).isEqualTo(broken);
      }
      Files.writeString(file(stage), whole);
      assertThat(((StepResult.Ran) stage.perform(plan)).problem()).isNull();
    }
  }

  @Test
  void aSavedPlanThatMeansSomethingElseThanWasApprovedIsNotRun() throws Exception {
    try (AuthorityStage stage =
        new AuthorityStage(home, RunnerStage.engine(), RunnerStage.plain())
            .local()
            .write("main.tf", TWO)) {
      Prediction other = stage.plan();
      stage.write("main.tf", TWO.replace("\"b\"", "\"c\""));
      var swapped =
          new SavedPlan(
              stage.plan().artifact().digest(),
              other.artifact().meaning(),
              other.artifact().engine(),
              List.of());
      assertThat(
              stage.perform(
                  new Prediction(other.observedAt(), other.resources(), swapped, other.mark())))
          .isInstanceOfSatisfying(
              StepResult.Failed.class, it -> assertThat(it.problem().code()).isEqualTo("TFM-0049"));
      assertThat(file(stage)).doesNotExist();
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aPlanCannotWriteTheStatesOfItsProject(RunnerTest.World world) throws Exception {
    if (!world.isolated()) {
      return;
    }
    Path other = home.resolve("local-states/infra/other.tfstate");
    try (AuthorityStage stage = stage(world).local()) {
      Files.createDirectories(other.getParent());
      Files.writeString(other, "mine");
      Engine greedy =
          RunnerStage.fake(
              home,
              "case $1 in version) exec "
                  + world.engine().program()
                  + " version;; plan) echo theirs > "
                  + other
                  + "; cat "
                  + other
                  + "; exit 1;; *) mkdir -p $TF_DATA_DIR; echo '{\"backend\":{\"type\":\"local\","
                  + "\"config\":{\"path\":\""
                  + home
                  + "/local-states/infra/x\"}}}' > $TF_DATA_DIR/terraform.tfstate;; esac\n");
      try (RunnerStage run = new RunnerStage(home, greedy, stage.isolation)) {
        RunStack stack =
            new RunStack(
                "dev/net",
                greedy,
                run.stack().files(),
                "",
                List.of(""),
                "default",
                new RunBackend.AsWritten(),
                RunStack.Modules.CHECKOUT,
                new LocalStates(stage.localStates).of(stage.target(), stage.isolation));
        var job = run.planJob();
        var failed =
            (RunPlanned.Failed)
                run.runner()
                    .plan(
                        new RunPlanJob(
                            job.runId(),
                            stack,
                            job.identity(),
                            job.variables(),
                            job.variableFiles(),
                            job.options(),
                            job.limits(),
                            job.output(),
                            job.control()));
        assertThat(failed.problem().cause()).contains("Read-only file system");
        assertThat(Files.readString(other)).isEqualTo("mine");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void aStateThatCouldNotBeHandedInIsOfferedAndHandedInByARecovery(RunnerTest.World world)
      throws Exception {
    try (AuthorityStage stage = stage(world).write("main.tf", TWO);
        RunnerStates states = new RunnerStates("run-7", "word-of-the-test")) {
      stage.write(
          "backend.tf",
          """
          terraform {
            backend "http" {
              address        = "%1$s"
              lock_address   = "%1$s"
              unlock_address = "%1$s"
            }
          }
          """
              .formatted(states.address()));
      Files.writeString(
          stage.identities.resolve("infra/http"),
          "TF_HTTP_USERNAME=run-7\nTF_HTTP_PASSWORD=word-of-the-test\n");
      stage.settings =
          stage.settings.with(
              "identity", dev.esclusa.tree.Value.mapping("plan", "http", "apply", "http"));
      Prediction plan = stage.plan();
      states.refuseWrites();
      assertThat(stage.perform(plan))
          .isInstanceOfSatisfying(
              StepResult.Unknown.class,
              it -> {
                assertThat(it.cause()).contains("kept sealed", "esclusa recover");
                assertThat(it.inDoubt()).hasSize(2);
              });
      assertThat(states.state()).doesNotContain("terraform_data");

      states.takeWrites();
      Prediction recover = stage.predict(new Intent.Recover(new ChangeId("c-lost")));
      assertThat(recover.resources())
          .anySatisfy(
              it -> assertThat(it.address().text()).contains("state that the engine could not"));
      assertThat(((StepResult.Ran) stage.perform(recover)).problem()).isNull();
      assertThat(states.state()).contains("terraform_data");
      assertThat(stage.plan().resources()).isEmpty();
      assertThat(stage.predict(new Intent.Recover(new ChangeId("c-lost"))).resources()).isEmpty();
    }
  }

  @Test
  void aBucketWithLockFilesIsUsedAsItIs() throws Exception {
    Engine engine = RunnerStage.engine();
    int port = freePort();
    try (AuthorityStage stage = new AuthorityStage(home, engine, RunnerStage.plain())) {
      Process cloud = cloud(port);
      try {
        String endpoint = "http://127.0.0.1:" + port;
        s3(endpoint, "s3.create_bucket(Bucket='states')");
        Files.writeString(
            stage.identities.resolve("infra/aws"),
            """
            AWS_ACCESS_KEY_ID=test
            AWS_SECRET_ACCESS_KEY=test
            AWS_ENDPOINT_URL_S3=%s
            """
                .formatted(endpoint));
        stage.settings =
            stage.settings.with(
                "identity", dev.esclusa.tree.Value.mapping("plan", "aws", "apply", "aws"));
        stage.write(
            "backend.tf",
            """
            terraform {
              backend "s3" {
                bucket                      = "states"
                key                         = "net/stack.tfstate"
                region                      = "us-east-1"
                use_lockfile                = true
                use_path_style              = true
                skip_credentials_validation = true
                skip_metadata_api_check     = true
                skip_requesting_account_id  = true
                skip_region_validation      = true
              }
            }
            """);
        stage.write("main.tf", TWO);
        StepResult.Ran ran = stage.applied();
        assertThat(ran.version()).matches("lineage \\S+ serial [1-9][0-9]*");
        assertThat(stage.observed("terraform_data.one", "terraform_data.none"))
            .containsExactly("terraform_data.one");

        stage.write("main.tf", TWO.replace("\"b\"", "\"c\""));
        Prediction wanted = stage.plan();
        s3(
            endpoint,
            "s3.put_object(Bucket='states', Key='net/stack.tfstate.tflock', Body='"
                + lock()
                + "')");
        StepResult.Ran refused = (StepResult.Ran) stage.perform(wanted);
        assertThat(refused.problem()).isNotNull();
        assertThat(refused.problem().code()).isEqualTo("TFM-0022");
        assertThat(refused.problem().cause())
            .contains("Lock " + LOCK + " is held by ana@laptop since 2026-11-20 22:00:00")
            .contains("states/net/stack.tfstate");
        assertThat(refused.problem().fix()).contains("--lock " + LOCK);

        Prediction wrong = stage.predict(new Intent.Unlock("another"));
        assertThat(wrong.resources()).isEmpty();
        Prediction unlock = stage.predict(new Intent.Unlock(LOCK));
        assertThat(unlock.resources())
            .singleElement()
            .satisfies(
                it -> {
                  assertThat(it.said().action()).isEqualTo(Action.DELETE);
                  assertThat(it.said().fields().toString()).contains("ana@laptop");
                });
        assertThat(((StepResult.Ran) stage.perform(unlock)).problem()).isNull();
        assertThat(stage.applied().problem()).isNull();

        // A killed apply leaves its lock, and perhaps a state that it could not hand in.
        s3(
            endpoint,
            "s3.put_object(Bucket='states', Key='net/stack.tfstate.tflock', Body='"
                + lock()
                + "')");
        byte[] pulled = s3State(endpoint);
        String later =
            new String(pulled, StandardCharsets.UTF_8)
                .replace("\"c\"", "\"kept\"")
                .replaceFirst("\"serial\":\\s*\\d+", "\"serial\": 77");
        stage.artifacts.put(
            AuthorityStage.UID, Purpose.ERRORED_STATE, later.getBytes(StandardCharsets.UTF_8));
        Prediction recover = stage.predict(new Intent.Recover(new ChangeId("c-lost")));
        assertThat(recover.resources()).hasSize(2);
        StepResult.Ran recovered = (StepResult.Ran) stage.perform(recover);
        assertThat(recovered.problem()).isNull();
        assertThat(recovered.version()).matches("lineage \\S+ serial 7[78]");
        assertThat(new String(s3State(endpoint), StandardCharsets.UTF_8)).contains("kept");
      } finally {
        cloud.destroyForcibly();
      }
    }
  }

  private static String lock() {
    return "{\"ID\":\""
        + LOCK
        + "\",\"Operation\":\"OperationTypeApply\",\"Info\":\"\",\"Who\":\"ana@laptop\","
        + "\"Version\":\"1.10.6\",\"Created\":\"2026-11-20T22:00:00Z\","
        + "\"Path\":\"states/net/stack.tfstate\"}";
  }

  private Process cloud(int port) throws Exception {
    assumeTrue(
        python("import moto.server, boto3") == 0,
        "skipped: install moto with pip install \"moto[server]\"");
    Process cloud =
        new ProcessBuilder(
                "python3", "-c", "from moto.server import main; main(['-p', '" + port + "'])")
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("cloud.log").toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!listens(port)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      cloud.waitFor(100, TimeUnit.MILLISECONDS);
    }
    return cloud;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void s3(String endpoint, String program) throws Exception {
    assertThat(
            python(
                "import boto3\ns3 = boto3.client('s3', region_name='us-east-1', endpoint_url='"
                    + endpoint
                    + "', aws_access_key_id='test', aws_secret_access_key='test')\n"
                    + program))
        .as(program)
        .isZero();
  }

  private byte[] s3State(String endpoint) throws Exception {
    Path out = home.resolve("pulled");
    s3(endpoint, "s3.download_file('states', 'net/stack.tfstate', '" + out + "')");
    return Files.readAllBytes(out);
  }

  private static int python(String program) throws Exception {
    try {
      Process process =
          new ProcessBuilder("python3", "-c", program)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
