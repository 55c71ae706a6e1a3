package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.terraform.RunReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills an engine or its server at random points of an apply. Whatever was done to the world is
 * named by the report, and whatever the report calls done is in the state.
 */
class RunnerCrashTest {
  private static final int USUAL_COUNT = 3;
  private static final int OBJECT_COUNT = 6;
  private static final int LONGEST_MILLIS = 2500;

  @TempDir Path home;

  @Test
  void noEffectIsWithoutAReportAndNoReportWithoutItsState() throws Exception {
    int count = Integer.getInteger("esclusa.crashes", USUAL_COUNT);
    long seed = Long.getLong("esclusa.seed", 7L);
    RandomGenerator chance = new Random(seed);
    Engine engine = RunnerStage.engine();
    for (int i = 0; i < count; i++) {
      Path place = Files.createDirectory(home.resolve("crash-" + i));
      boolean serverDies = i % 2 == 0;
      int delay = chance.nextInt(LONGEST_MILLIS);
      try (RunnerStage stage = new RunnerStage(place, engine, RunnerStage.namespaces(place))) {
        crash(stage, place, serverDies, Duration.ofMillis(delay));
      } catch (AssertionError e) {
        throw new AssertionError(
            "seed "
                + seed
                + ", crash "
                + i
                + " after "
                + delay
                + " ms, "
                + (serverDies ? "server" : "engine")
                + " killed",
            e);
      }
    }
  }

  private static String configuration(Path effects) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < OBJECT_COUNT; i++) {
      text.append("resource \"terraform_data\" \"n").append(i).append("\" {\n");
      text.append("  input = ").append(i < 2 ? "0" : "terraform_data.n" + (i - 2) + ".id");
      text.append("\n  provisioner \"local-exec\" { command = \"echo terraform_data.n").append(i);
      text.append(" >> ").append(effects).append("; sleep 0.3\" }\n}\n");
    }
    return text.toString();
  }

  private static void crash(RunnerStage stage, Path place, boolean serverDies, Duration delay)
      throws Exception {
    Path effects = stage.states.resolve("effects");
    String configuration = configuration(effects);
    stage.write("main.tf", configuration);
    var made = stage.made();
    Files.write(place.resolve("plan"), made.plan());
    Files.writeString(place.resolve("main.tf"), configuration);
    Process server =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                RunnerVictim.class.getName(),
                place.toString(),
                stage.engine.program().toString(),
                "true")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(server.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
      stage.tempo.pause(delay);
      RunLeft left = serverDies ? serverKilled(stage, server) : engineKilled(stage, server);
      if (left != null) {
        judge(stage, effects, made.report(), left.report(line -> line), serverDies);
        left.remove();
      }
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  /** The engine must come to its end without anybody. */
  private static @Nullable RunLeft serverKilled(RunnerStage stage, Process server)
      throws Exception {
    server.destroyForcibly().waitFor();
    var all = stage.runs.left();
    if (all.isEmpty()) {
      return null; // it had not begun, or was over
    }
    RunLeft left = all.getFirst();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (left.lives() && System.nanoTime() < deadline) {
      stage.tempo.pause(Duration.ofMillis(50));
    }
    assertThat(left.lives()).isFalse();
    return left;
  }

  /** Both, engine first, so that the server takes no notice. */
  private static @Nullable RunLeft engineKilled(RunnerStage stage, Process server)
      throws Exception {
    new ProcessBuilder("kill", "-STOP", Long.toString(server.pid())).start().waitFor();
    var all = stage.runs.left();
    for (RunLeft left : all) {
      left.killEngine();
    }
    server.destroyForcibly().waitFor();
    if (all.isEmpty()) {
      return null;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (all.getFirst().lives() && System.nanoTime() < deadline) {
      stage.tempo.pause(Duration.ofMillis(20));
    }
    return all.getFirst();
  }

  private static void judge(
      RunnerStage stage, Path effects, RunReport planned, RunReport seen, boolean mustFinish)
      throws IOException {
    Set<String> completed = new TreeSet<>();
    for (RunReport.Operation operation : seen.operations()) {
      if (operation.phase() == RunReport.Operation.Phase.COMPLETED) {
        completed.add(operation.address());
      }
    }
    Set<String> done =
        Files.exists(effects) ? new LinkedHashSet<>(Files.readAllLines(effects)) : Set.of();
    Set<String> named = new TreeSet<>(completed);
    named.addAll(seen.inDoubt());
    assertThat(named).containsAll(done);
    assertThat(Collections.disjoint(completed, seen.inDoubt())).isTrue();
    if (Files.exists(effects)) {
      assertThat(Files.readAllLines(effects)).doesNotHaveDuplicates();
    }
    if (mustFinish && !seen.operations().isEmpty()) {
      assertThat(completed).hasSize(OBJECT_COUNT);
      assertThat(seen.skipped()).isEmpty();
      completed.forEach(
          address -> assertThat(state(stage)).contains('"' + address.split("\\.")[1] + '"'));
    }
    assertThat(planned.planned()).hasSize(OBJECT_COUNT);
  }

  private static String state(RunnerStage stage) {
    try {
      return stage.state();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
