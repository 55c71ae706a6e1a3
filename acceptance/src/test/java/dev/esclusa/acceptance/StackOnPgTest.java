package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.adapters.database.DatabaseAddress;
import dev.esclusa.adapters.database.EmbeddedPostgres;
import dev.esclusa.adapters.terraform.Engine;
import dev.esclusa.adapters.terraform.Engines;
import dev.esclusa.adapters.terraform.Isolation;
import dev.esclusa.adapters.terraform.ProviderMirror;
import dev.esclusa.adapters.terraform.RunApplied;
import dev.esclusa.adapters.terraform.RunApplyJob;
import dev.esclusa.adapters.terraform.RunBackend;
import dev.esclusa.adapters.terraform.RunControl;
import dev.esclusa.adapters.terraform.RunIdentity;
import dev.esclusa.adapters.terraform.RunLimits;
import dev.esclusa.adapters.terraform.RunOutput;
import dev.esclusa.adapters.terraform.RunPlanJob;
import dev.esclusa.adapters.terraform.RunPlanned;
import dev.esclusa.adapters.terraform.RunStack;
import dev.esclusa.adapters.terraform.RunStateJob;
import dev.esclusa.adapters.terraform.Runner;
import dev.esclusa.adapters.terraform.Runs;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack whose own backend is a PostgreSQL database: used as it is, its lock read and told. */
class StackOnPgTest {
  private static final String CONFIGURATION =
      """
      terraform {
        backend "pg" {}
      }
      resource "terraform_data" "one" { input = "a" }
      """;

  @TempDir Path folder;

  private int runCount;

  @Test
  void aStateInADatabaseIsPlannedOnAppliedReadAndItsLockTold() throws Exception {
    List<Engine> engines = Engines.found(System.getenv("PATH")).all();
    assumeTrue(!engines.isEmpty(), "skipped: install terraform or tofu");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        RealTempo tempo = new RealTempo()) {
      Runner runner =
          new Runner(
              new Runs(folder.resolve("runs"), RealTempo.machineClock()),
              new Isolation.None("the test wants so"),
              ProviderMirror.empty(),
              tempo);
      DatabaseAddress database = postgres.address();
      RunIdentity identity =
          new RunIdentity(
              Map.of(
                  "PG_CONN_STR",
                  "postgres://%s:%s@%s?sslmode=disable"
                      .formatted(
                          database.user(),
                          database.password(),
                          database.url().substring("jdbc:postgresql://".length()))));
      RunStack stack = stack(engines.getFirst());

      RunPlanned.Made made = made(runner, stack, identity);
      assertThat(applied(runner, stack, identity, made).problem()).isNull();
      Value state = pulled(runner, stack, identity);
      assertThat(state.text("lineage")).isNotEmpty();
      assertThat(state.toString()).contains("terraform_data");

      try (Connection other =
              DriverManager.getConnection(database.url(), database.user(), database.password());
          Statement statement = other.createStatement()) {
        statement.execute("SELECT pg_advisory_lock(id) FROM terraform_remote_state.states");
        RunStack moved =
            new RunStack(
                stack.name(),
                stack.engine(),
                files(CONFIGURATION.replace("\"a\"", "\"b\"")),
                "",
                List.of(""),
                "default",
                stack.backend(),
                stack.modules(),
                List.of());
        RunApplied refused = applied(runner, moved, identity, made(runner, moved, identity));
        assertThat(refused.problem()).isNotNull();
        assertThat(refused.problem().code()).isEqualTo("TFM-0022");
        assertThat(refused.problem().cause())
            .contains("already locked")
            .doesNotContain("Lock Info");
      }
      assertThat(pulled(runner, stack, identity)).isEqualTo(state);
    }
  }

  private static InMemorySourceTree files(String configuration) {
    return new InMemorySourceTree(
        Map.of("main.tf", configuration.getBytes(StandardCharsets.UTF_8)));
  }

  private static RunStack stack(Engine engine) {
    return new RunStack(
        "dev/net",
        engine,
        files(CONFIGURATION),
        "",
        List.of(""),
        "default",
        new RunBackend.AsWritten(),
        RunStack.Modules.CHECKOUT,
        List.of());
  }

  private RunPlanned.Made made(Runner runner, RunStack stack, RunIdentity identity)
      throws InterruptedException {
    RunPlanned planned =
        runner.plan(
            new RunPlanJob(
                "run-" + ++runCount,
                stack,
                identity,
                Value.mapping(),
                List.of(),
                Set.of(),
                RunLimits.usual(),
                RunOutput.unseen(line -> line),
                new RunControl()));
    assertThat(planned).as(planned.toString()).isInstanceOf(RunPlanned.Made.class);
    return (RunPlanned.Made) planned;
  }

  private RunApplied applied(
      Runner runner, RunStack stack, RunIdentity identity, RunPlanned.Made made)
      throws InterruptedException {
    return runner.apply(
        new RunApplyJob(
            "run-" + ++runCount,
            stack,
            identity,
            made.plan(),
            made.planHash(),
            made.lockFile(),
            RunLimits.usual(),
            RunOutput.unseen(line -> line),
            new RunControl()));
  }

  private Value pulled(Runner runner, RunStack stack, RunIdentity identity)
      throws InterruptedException {
    return Json.read(
        runner.pull(
            new RunStateJob(
                "run-" + ++runCount,
                stack,
                identity,
                RunLimits.usual(),
                RunOutput.unseen(line -> line),
                new RunControl())));
  }
}
