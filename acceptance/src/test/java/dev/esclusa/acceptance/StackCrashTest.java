package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.adapters.identity.SshKeyPair;
import dev.esclusa.cli.Api;
import dev.esclusa.cli.Client;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies by SIGKILL at random points of a stack's apply. Its engine works on; whoever
 * comes after reads back what it did, and nothing is applied twice, lost or left in doubt.
 */
class StackCrashTest {
  private static final int CRASHES = Integer.getInteger("esclusa.stack.crashes", 3);
  private static final long SEED = Long.getLong("esclusa.stack.crashes.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int LAUNCHES_MAX = 10;
  private static final String TARGET = "dev/default/slow";

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private Process process;
  private int launches;

  @Test
  void anApplyOutlivesItsServerAndIsReadBack() throws Exception {
    Assumptions.assumeTrue(
        Program.installed("tofu").isPresent() || Program.installed("terraform").isPresent(),
        "skipped: install terraform or tofu");
    layout();
    String commit = "";
    try {
      for (int crash = 0; crash <= CRASHES; crash++) {
        start();
        GitPerson developer = developer(crash);
        developer.pull();
        commit = developer.edit("infra/slow/terraform.tfvars", "round = .*", "round = " + crash);
        if (crash < CRASHES) {
          until("it is planned", commit, "applying");
          LockSupport.parkNanos(Duration.ofMillis(random.nextInt(3_000)).toNanos());
          process.destroyForcibly().waitFor();
        }
      }
      until("the last commit is proven", commit, "proven");
      until(
          "every change is proven",
          () -> changes().stream().allMatch(it -> it.state().equals("proven")));
      for (Api.ChangeSummary one : changes()) {
        assertThat(one.outcome()).as(one.toString()).isIn("succeeded", "failed", null);
        assertThat(begun(one)).as("how often a saved plan was begun by " + one).isLessThan(2);
      }
      assertThat(platform().target(TARGET).drift()).isEmpty();
      assertThat(platform().status().logTrouble()).isNull();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed " + SEED + ": -Desclusa.stack.crashes.seed=" + SEED + "\n" + tail(), e);
    } finally {
      stop();
    }
  }

  private long begun(Api.ChangeSummary change) {
    return platform().change(change.id()).facts().stream()
        .filter(it -> it.type().equals("step-started"))
        .count();
  }

  private void layout() throws Exception {
    Path people = Files.createDirectories(folder.resolve("estates/crm/esclusa"));
    for (String name : List.of("approval-rules", "environments", "projects", "teams", "clusters")) {
      Files.copy(
          ExampleEstate.folder().resolve("esclusa").resolve(name + ".yaml"),
          people.resolve(name + ".yaml"));
    }
    Path stacks = folder.resolve("estates/stacks");
    Files.createDirectories(stacks.resolve("esclusa"));
    Files.createDirectories(stacks.resolve("infra/slow"));
    Files.writeString(
        stacks.resolve("esclusa/stacks.yaml"),
        """
        apiVersion: esclusa.dev/v1
        kind: Project
        metadata:
          name: infra
        spec:
          owner: platform
          readers: [developer]
          accounts: ["*"]
        ---
        apiVersion: esclusa.dev/v1
        kind: Stack
        metadata:
          name: slow
          uid: slow-dev-51c2
        spec:
          project: infra
          environment: dev
          source:
            path: infra/slow
        """);
    Files.writeString(stacks.resolve("infra/slow/terraform.tfvars"), "round = -1\n");
    Files.writeString(
        stacks.resolve("infra/slow/main.tf"),
        """
        variable "round" {
          type = number
        }

        resource "terraform_data" "step" {
          count            = 2
          triggers_replace = var.round

          provisioner "local-exec" {
            command = "sleep ${count.index + 1}"
          }
        }

        output "round" {
          value = var.round
        }
        """);
  }

  private Path home() {
    return folder.resolve("home");
  }

  private GitPerson developer(int number) throws Exception {
    Path key = home().resolve("roles/developer/id_ed25519");
    return new JGitPerson(
        folder.resolve("clones").resolve(Integer.toString(number)),
        Files.readString(home().resolve("clone-url")).strip(),
        Files.readString(home().resolve("roles/developer/token")).strip(),
        "developer@crm.example",
        SshKeyPair.read(Files.readString(key)));
  }

  private List<Api.ChangeSummary> changes() {
    return platform().changes(Client.ChangeFilter.ALL).items().stream()
        .filter(it -> it.target().equals(TARGET))
        .toList();
  }

  private void until(String what, String commit, String state) {
    until(
        what,
        () ->
            changes().stream()
                .anyMatch(it -> commit.equals(it.commit()) && it.state().equals(state)));
  }

  private void until(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(holds)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what + "\n" + answer());
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static boolean answers(BooleanSupplier holds) {
    try {
      return holds.getAsBoolean();
    } catch (dev.esclusa.cli.Failure e) {
      return false; // it is only starting
    }
  }

  private String answer() {
    StringBuilder text = new StringBuilder();
    changes().forEach(it -> text.append(platform().change(it.id())).append('\n'));
    return text.append(platform().status()).toString();
  }

  private String tail() throws IOException {
    Path log = folder.resolve("output.log");
    String text = Files.exists(log) ? Files.readString(log) : "";
    return text.substring(Math.max(0, text.length() - 6_000));
  }

  private void start() throws Exception {
    Files.deleteIfExists(home().resolve("clients/platform.yaml"));
    launch();
    until(
        "the server is up",
        () -> {
          if (!process.isAlive()) {
            startAgain();
          }
          return Files.exists(home().resolve("clients/platform.yaml"));
        });
    until("a configuration is in force", () -> platform().status().configurationCommit() != null);
  }

  /** Another program may have its old port for a moment, as its own end of a connection. */
  private void startAgain() {
    try {
      if (++launches > LAUNCHES_MAX || !tail().contains("Failed to bind")) {
        throw new AssertionError("the server ended");
      }
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      launch();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void launch() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.esclusa.server.TrialMain",
                home().toString(),
                folder.resolve("estates/crm").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output.log").toFile()))
            .start();
  }

  private Client platform() {
    try {
      String server =
          Files.readAllLines(home().resolve("clients/platform.yaml")).stream()
              .map(String::strip)
              .filter(line -> line.startsWith("server: "))
              .findFirst()
              .orElseThrow()
              .substring("server: ".length());
      return new Client(
          URI.create(server), Files.readString(home().resolve("roles/platform/token")).strip());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }
}
