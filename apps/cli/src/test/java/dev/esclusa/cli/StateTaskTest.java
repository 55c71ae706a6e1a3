package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Masked;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateTaskTest {
  private static final Path GOLDEN = Path.of("src/test/golden");
  private static final String STACK = "prod/default/network";
  private static final String STATES = "GET /api/v1/targets/prod%2Fdefault%2Fnetwork/states";

  @TempDir Path folder;
  private final FakeServer server = new FakeServer();
  private Shell shell;

  @BeforeEach
  void serve() throws Exception {
    shell = Shell.of(folder, server);
    Api.States states =
        new Api.States(
            STACK,
            "network-prod-7f3a",
            2,
            new Api.StateLock(
                "l-1",
                "r-3",
                "OperationTypeApply",
                "root@runner",
                Sample.NOW,
                "held by run r-3 for OperationTypeApply, root@runner, since 2026-11-21T18:00:00Z"),
            List.of(new Api.StateRun("r-3", "write", 2, Sample.NOW)),
            List.of(version(3, true, false, true), version(2, false, true, true), version(1)),
            3,
            List.of(
                new Api.StateIncident(
                    Sample.NOW, "refused", "r-1", "STK-0003", "run r-1 was given up"),
                new Api.StateIncident(
                    Sample.NOW.minusSeconds(60), "fence-raised", null, null, "from 1 to 2")));
    server.on(STATES + "?limit=50", states).on(STATES + "?limit=2", states);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Api.StateVersion version(long number) {
    return version(number, false, false, false);
  }

  private static Api.StateVersion version(
      long number, boolean current, boolean applied, boolean kept) {
    return new Api.StateVersion(
        number,
        number + 10,
        "0f0e3a52",
        "1.11.4",
        number == 2 ? "replaced" : "written",
        "r-" + number,
        Sample.NOW.minusSeconds(100 - number),
        "sha256:" + "ab".repeat(32),
        number * 9_000,
        current,
        applied,
        kept);
  }

  private static Value secret() {
    return new Masked("0a1b2c3d".repeat(4), Masked.SecretOrigin.LIVE).toValue();
  }

  @Test
  void versionsTellWhoWroteWhatAndWhatWasRefused() throws Exception {
    golden("state-versions.txt", "state", "versions", STACK);
  }

  @Test
  void aStackWithoutStateSaysSo() {
    server.on(
        STATES + "?limit=50",
        new Api.States(STACK, "n", 0, null, List.of(), List.of(), 0, List.of()));

    assertThat(shell.run("state", "versions", STACK).out()).isEqualTo("No state yet.\n");
  }

  @Test
  void oneVersionIsShownWithoutSecrets() throws Exception {
    server.on(
        STATES + "/current",
        new Api.StateContent(
            STACK,
            version(3, true, false, true),
            List.of(
                new Api.StateResource(
                    "terraform_data.one",
                    "terraform_data",
                    "tainted",
                    Value.mapping(
                        "id",
                        "5d21",
                        "input",
                        secret(),
                        "tags",
                        Value.mapping("a", "b", "token", secret()),
                        "none",
                        null))),
            List.of(new Api.StateOutput("password", secret()))));

    golden("state-show.txt", "state", "show", STACK);
    golden("state-show.json", "state", "show", STACK, "-o", "json");
  }

  @Test
  void twoVersionsAreCompared() throws Exception {
    Api.StateDiff diff =
        new Api.StateDiff(
            STACK,
            version(2, false, true, true),
            version(3, true, false, true),
            List.of(
                new Api.StateChange("terraform_data.new", "create", List.of()),
                new Api.StateChange("terraform_data.old", "delete", List.of()),
                new Api.StateChange(
                    "terraform_data.one",
                    "update",
                    List.of(
                        new Api.StateField("/input", secret(), secret(), true),
                        new Api.StateField("/tags/a", Value.of("b"), null, false)))));
    server.on(STATES + "/2/diff/current", diff);
    server.on(STATES + "/applied/diff/3", diff);

    golden("state-diff.txt", "state", "diff", STACK);
    golden("state-diff.txt", "state", "diff", STACK, "2");
    golden("state-diff.txt", "state", "diff", STACK, "applied", "3");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    server.refuse(
        STATES + "/99", 404, Problem.caller("STK-0002", "there are 1 to 3.", "See which."));

    Shell.Said said = shell.run("state", "show", STACK, "99");

    assertThat(said.exit()).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(said.err()).contains("STK-0002");
    assertThat(shell.run("state", "versions", STACK, "1").exit()).isEqualTo(2);
    assertThat(shell.run("state", "show", STACK, "1", "2").err()).contains("CLI-0016");
    assertThat(shell.run("state", "drop", STACK).exit()).isEqualTo(2);
  }

  private void golden(String file, String... words) throws Exception {
    Shell.Said said = shell.run(words);
    assertThat(said.err()).isEmpty();
    assertThat(said.exit()).isZero();
    Path expected = GOLDEN.resolve(file);
    if ("rewrite".equals(System.getProperty("esclusa.golden"))) {
      Files.writeString(expected, said.out());
    }
    assertThat(said.out()).isEqualTo(Files.readString(expected));
  }
}
