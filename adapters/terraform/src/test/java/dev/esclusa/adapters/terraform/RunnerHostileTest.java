package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.terraform.RunProgress;
import dev.esclusa.terraform.RunReport;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.Value;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines and stacks that do what they should not. */
class RunnerHostileTest {
  private static final String MARKER = "marker-51ec7e7";
  private static final String LOCAL_STATE =
      """
      mkdir -p $TF_DATA_DIR
      case $1 in init)
        echo '{"backend":{"type":"local","config":{"path":"STATES/x"}}}' \
          > $TF_DATA_DIR/terraform.tfstate
        exit 0;;
      esac
      """;

  @TempDir Path home;

  /** A script in the engine's place, after an init that did as it should. */
  private RunnerStage fake(Isolation isolation, String script) throws Exception {
    String init = LOCAL_STATE.replace("STATES", home.resolve("states").toString());
    Engine engine = RunnerStage.fake(home, init + script);
    RunnerStage stage = new RunnerStage(home, engine, isolation);
    stage.limits = stage.limits.withWallTime(Duration.ofSeconds(1), Duration.ofMillis(500));
    return stage;
  }

  private List<Isolation> isolations() throws InterruptedException {
    return List.of(RunnerStage.plain(), RunnerStage.namespaces(home));
  }

  private static RunPlanned.Made handMade(byte[] plan) {
    RunReport empty = new RunProgress().report();
    return new RunPlanned.Made(plan, Digest.of(plan), new byte[0], List.of(), empty);
  }

  @Test
  void anEngineThatNeverEndsIsStopped() throws Exception {
    for (Isolation isolation : isolations()) {
      String sign = "700." + System.nanoTime() % 1_000_000;
      try (RunnerStage stage = fake(isolation, "trap '' TERM; sleep " + sign)) {
        assertThat(stage.refused().code()).isEqualTo("TFM-0013");
        assertThat(stage.runs.left()).isEmpty();
        assertThat(ProcessHandle.allProcesses())
            .noneMatch(it -> it.info().commandLine().orElse("").contains(sign));
      }
    }
  }

  @Test
  void anApplyThatNeverEndsIsOnlyKilledForAReason() throws Exception {
    for (Isolation isolation : isolations()) {
      try (RunnerStage stage =
          fake(isolation, "trap 'echo asked' TERM; while :; do sleep 0.1; done")) {
        var made = handMade("plan".getBytes(StandardCharsets.UTF_8));
        stage.tempo.after(
            Duration.ofMillis(2500),
            () -> {
              assertThat(stage.events).isNotEmpty(); // asked, past its grace, and alive
              stage.control.kill(RunControl.KillReason.VERDICT);
            });
        RunApplied applied = stage.apply(made);
        assertThat(applied.end().stopped()).isEqualTo(RunEnd.Stopped.KILLED);
        assertThat(applied.report().texts()).containsExactly("asked");
      }
    }
  }

  @Test
  void timeAndMemoryOfAProcessAreBounded() throws Exception {
    long small = 64L << 20;
    for (Isolation isolation : isolations()) {
      try (RunnerStage stage = fake(isolation, "while :; do :; done")) {
        stage.limits =
            stage
                .limits
                .withWallTime(Duration.ofSeconds(60), Duration.ofSeconds(1))
                .withLoad(Duration.ofSeconds(1), small, 100);
        assertThat(stage.refused().code()).isEqualTo("TFM-0018");
      }
      try (RunnerStage stage =
          fake(isolation, "head -c 400000000 /dev/zero | tail -c 399999999 | wc -c; exit 3")) {
        stage.limits =
            stage
                .limits
                .withWallTime(Duration.ofSeconds(60), Duration.ofSeconds(1))
                .withLoad(Duration.ofSeconds(30), small, 100);
        assertThat(stage.refused().cause()).contains("memory exhausted");
      }
    }
  }

  @Test
  void processesWithoutEndAreBounded() throws Exception {
    String many = "i=0; while [ $i -lt 300 ]; do i=$((i+1)); sleep 20 & done; echo all; exit 3";
    try (RunnerStage stage = fake(RunnerStage.namespaces(home), many)) {
      stage.limits =
          stage
              .limits
              .withWallTime(Duration.ofSeconds(60), Duration.ofSeconds(1))
              .withLoad(Duration.ofSeconds(30), 1L << 30, 60);
      assertThat(stage.refused().cause()).contains("fork").doesNotContain("all");
    }
  }

  @Test
  void whoeverLooksOnCannotStopAnApply() throws Exception {
    for (Isolation isolation : isolations()) {
      try (RunnerStage stage = fake(isolation, "echo one; sleep 0.3; echo two; exit 0")) {
        stage.listener =
            event -> {
              throw new IllegalStateException("the screen is broken");
            };
        RunApplied applied = stage.apply(handMade(new byte[] {1}));
        assertThat(applied.end().succeeded()).isTrue();
        assertThat(applied.report().texts()).containsExactly("one", "two");
      }
    }
  }

  @Test
  void aRunThatIsNotWantedAnyMoreIsNotStarted() throws Exception {
    try (RunnerStage stage = fake(RunnerStage.plain(), "echo started")) {
      stage.control.stop();
      assertThatThrownBy(() -> stage.apply(handMade(new byte[] {1})))
          .hasMessageContaining("TFM-0019");
      assertThat(stage.refused().code()).isEqualTo("TFM-0019");
    }
  }

  @Test
  void aFolderMadeToStayIsRemoved() throws Exception {
    String deep =
        "i=0; while [ $i -lt 60 ]; do d=$(printf '%0200d' 1); mkdir $d && cd -P $d || break;"
            + " i=$((i+1)); done; mkdir -m 0 closed; chmod 0 .; exit 3";
    for (Isolation isolation : isolations()) {
      try (RunnerStage stage = fake(isolation, deep)) {
        stage.limits = stage.limits.withWallTime(Duration.ofSeconds(20), Duration.ofSeconds(1));
        assertThat(stage.refused().code()).isEqualTo("TFM-0018");
        assertThat(stage.runs.left()).isEmpty();
      }
    }
  }

  @Test
  void garbageIsNoPlan() throws Exception {
    for (Isolation isolation : isolations()) {
      try (RunnerStage stage =
          fake(isolation, "head -c 100000 /dev/urandom; echo; echo '{\"type\":7}'; exit 0")) {
        assertThat(stage.refused().code()).isEqualTo("TFM-0018");
      }
    }
  }

  @Test
  void aPlanThatIsALinkToElsewhereIsNotRead() throws Exception {
    Path secret = Files.writeString(home.resolve("secret"), MARKER);
    for (Isolation isolation : isolations()) {
      String out = "for a; do case $a in -out=*) o=${a#-out=};; esac; done; ";
      try (RunnerStage stage = fake(isolation, out + "ln -s " + secret + " $o; exit 0")) {
        assertThat(stage.refused().code()).isEqualTo("TFM-0018");
      }
      String folder = out + "rm -rf ${o%/plan}; ln -s " + home + " ${o%/plan}; exit 0";
      Files.writeString(home.resolve("plan"), MARKER);
      try (RunnerStage stage = fake(isolation, folder)) {
        assertThat(stage.refused().code()).isEqualTo("TFM-0018");
      }
    }
  }

  @Test
  void outputWithoutEndIsBounded() throws Exception {
    for (Isolation isolation : isolations()) {
      try (RunnerStage stage =
          fake(isolation, "head -c 209715200 /dev/zero | tr '\\0' 'x'; echo; exit 3")) {
        stage.limits =
            stage
                .limits
                .withWallTime(Duration.ofSeconds(60), Duration.ofSeconds(1))
                .withOutputBytes(1 << 20);
        assertThat(stage.refused().code()).isEqualTo("TFM-0018");
        assertThat(stage.runs.left()).isEmpty();
      }
    }
  }

  @Test
  void aRenderThatPrintsTooMuchIsRefused() throws Exception {
    for (Isolation isolation : isolations()) {
      try (RunnerStage stage = fake(isolation, "head -c 3000000 /dev/zero | tr '\\0' '1'")) {
        stage.limits = stage.limits.withOutputBytes(1 << 20);
        assertThatThrownBy(() -> stage.rendered(handMade("plan".getBytes(StandardCharsets.UTF_8))))
            .hasMessageContaining("TFM-0014");
      }
    }
  }

  @Test
  void aRenderHasNoCredentialsAndNoNetwork() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RunnerStage stage =
            fake(
                RunnerStage.namespaces(home),
                "env; tail -n +3 /proc/net/dev | wc -l; cat /proc/net/tcp")) {
      stage.identity = new RunIdentity(Map.of("CLOUD_SECRET", MARKER));
      String seen = stage.rendered(handMade("plan".getBytes(StandardCharsets.UTF_8)));
      assertThat(seen)
          .doesNotContain(MARKER, "CLOUD_SECRET")
          .doesNotContain(Integer.toHexString(listener.getLocalPort()).toUpperCase(Locale.ROOT))
          .contains("TF_IN_AUTOMATION=1");
    }
  }

  @Test
  void nothingOfOurEnvironmentReachesAnEngine() throws Exception {
    for (Isolation isolation : isolations()) {
      try (RunnerStage stage = fake(isolation, "env")) {
        assertThat(stage.rendered(handMade(new byte[] {1})).lines())
            .extracting(line -> line.split("=")[0])
            .containsOnly(
                "PATH",
                "HOME",
                "TMPDIR",
                "LANG",
                "CHECKPOINT_DISABLE",
                "TF_IN_AUTOMATION",
                "TF_INPUT",
                "TF_DATA_DIR",
                "TF_CLI_CONFIG_FILE",
                "PWD",
                "OLDPWD");
      }
    }
  }

  @Test
  void variablesAndCredentialsAreInNoCommandLine() throws Exception {
    for (Isolation isolation : isolations()) {
      String look = "for p in $$ $PPID; do tr '\\0' ' ' < /proc/$p/cmdline; done; echo; exit 3";
      try (RunnerStage stage = fake(isolation, look)) {
        stage.limits = stage.limits.withWallTime(Duration.ofSeconds(30), Duration.ofSeconds(1));
        stage.variables = Value.mapping("password", MARKER);
        stage.identity = new RunIdentity(Map.of("CLOUD_SECRET", MARKER));
        var failed = (RunPlanned.Failed) stage.plan();
        assertThat(String.join("\n", failed.report().texts()))
            .contains("in/values.tfvars.json")
            .doesNotContain(MARKER);
      }
    }
  }

  @Test
  void whatTheScrubberTakesIsNowhere() throws Exception {
    for (Isolation isolation : isolations()) {
      try (RunnerStage stage =
          fake(isolation, "echo said " + MARKER + "; echo cried " + MARKER + " >&2; exit 3")) {
        stage.scrubber = line -> line.replace(MARKER, "(hidden)");
        var failed = (RunPlanned.Failed) stage.plan();
        assertThat(failed.problem().toString()).contains("said (hidden)", "cried (hidden)");
        assertThat(failed.problem() + " " + failed.report() + stage.events).doesNotContain(MARKER);
      }
    }
  }

  @Test
  void namesThatLeadElsewhereAreRefused() throws Exception {
    try (RunnerStage stage = fake(RunnerStage.plain(), "exit 0")) {
      var job = stage.planJob();
      var outside =
          new RunPlanJob(
              "x",
              stage.stack(),
              RunIdentity.none(),
              Value.mapping(),
              List.of("../other.tfvars"),
              job.options(),
              job.limits(),
              job.output(),
              job.control());
      assertThat(((RunPlanned.Failed) stage.runner().plan(outside)).problem().code())
          .isEqualTo("TFM-0008");
    }
    assertThatThrownBy(() -> new RunIdentity(Map.of("LD_PRELOAD", "/tmp/x")))
        .hasMessageContaining("TFM-0006");
    assertThatThrownBy(() -> new RunIdentity(Map.of("TF_LOG", "TRACE")))
        .hasMessageContaining("TFM-0006");
    assertThatThrownBy(() -> new RunRecord(RunKind.PLAN, "../x", "", "", Instant.EPOCH))
        .hasMessageContaining("TFM-0005");
  }

  @Test
  void aLinkInTheStacksFolderIsRefusedAndOneElsewhereIsLeftOut() throws Exception {
    Path checkout = Files.createDirectories(home.resolve("checkout/stack"));
    Files.writeString(checkout.resolve("main.tf"), "");
    Files.createSymbolicLink(home.resolve("checkout/elsewhere"), home);
    Runs runs = new Runs(home.resolve("runs"), () -> Instant.EPOCH);
    RunFolder folder = runs.make(RunKind.PLAN, "x", "");
    RunFiles.write(stackIn(home.resolve("checkout")), folder);
    assertThat(folder.holds("src/stack/main.tf")).isTrue();
    assertThat(Files.exists(folder.box().resolve("src/elsewhere"))).isFalse();

    Files.createSymbolicLink(checkout.resolve("passwd"), Path.of("/etc/passwd"));
    assertThatThrownBy(
            () ->
                RunFiles.write(stackIn(home.resolve("checkout")), runs.make(RunKind.PLAN, "y", "")))
        .hasMessageContaining("TFM-0008")
        .hasMessageContaining("stack/passwd");
  }

  private RunStack stackIn(Path checkout) throws Exception {
    return new RunStack(
        "dev/net",
        RunnerStage.fake(home, "exit 0"),
        new FolderSourceTree(checkout),
        "stack",
        List.of(""),
        "default",
        new RunBackend.AsWritten(),
        RunStack.Modules.CHECKOUT,
        List.of());
  }
}
