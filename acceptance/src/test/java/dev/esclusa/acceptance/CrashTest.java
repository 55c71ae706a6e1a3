package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.adapters.identity.SshKeyPair;
import dev.esclusa.cli.Api;
import dev.esclusa.cli.Client;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole process dies by SIGKILL at random points of a busy time, with its real PostgreSQL and
 * the sandbox: what the API had shown is still there, all that was asked for comes about, and the
 * log still fits what the witness remembers.
 */
class CrashTest {
  private static final int CRASHES = Integer.getInteger("esclusa.crashes", 5);
  private static final long SEED = Long.getLong("esclusa.crashes.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private Process process;

  @Test
  void nothingAcknowledgedIsLostAndEverythingComesAbout() throws Exception {
    List<String> seen = new ArrayList<>();
    String commit = "";
    int replicas = 0;
    try {
      for (int crash = 0; crash <= CRASHES; crash++) {
        start();
        sameLeaves(seen);
        GitPerson developer = developer();
        developer.pull();
        replicas = 2 + (replicas + 1) % 7;
        commit = edit(developer, replicas);
        if (crash < CRASHES) {
          LockSupport.parkNanos(Duration.ofMillis(random.nextInt(2_500)).toNanos());
          leaves(seen);
          process.destroyForcibly().waitFor();
        }
      }
      converges(commit, replicas);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + SEED + ": -Desclusa.crashes.seed=" + SEED, e);
    } finally {
      stop();
    }
  }

  private static String edit(GitPerson developer, int replicas) throws Exception {
    return developer.edit(
        "apps/crm-core/dev/deployment.yaml", "replicas: .*", "replicas: " + replicas);
  }

  private void converges(String commit, int replicas) throws Exception {
    until(
        "the last commit is proven",
        () ->
            platform().changes(Client.ChangeFilter.ALL).items().stream()
                .anyMatch(
                    it ->
                        commit.equals(it.commit())
                            && it.target().equals("dev/default/crm-core")
                            && it.state().equals("proven")));
    until(
        "every settled change is proven",
        () ->
            platform().changes(Client.ChangeFilter.ALL).items().stream()
                .map(Api.ChangeSummary::state)
                .noneMatch(List.of("denied", "stopped", "verified", "in-doubt")::contains));
    Value live =
        ClusterCaller.of(Files.readString(home().resolve("kubeconfig")))
            .object("apps/v1", "Deployment", "crm-dev", "crm-core");
    assertThat(live.at("spec", "replicas").asLong()).isEqualTo(replicas);
    assertThat(platform().status().logTrouble()).isNull();
    until(
        "the log is witnessed",
        () -> platform().status().witnessedSize() == platform().status().logSize());
  }

  // --- the log as anybody could read it ---

  private void leaves(List<String> seen) {
    Api.JournalPage page;
    do {
      page = platform().journal(seen.size(), 500);
      page.items().forEach(it -> seen.add(it.leaf()));
    } while (!page.items().isEmpty());
  }

  private void sameLeaves(List<String> seen) {
    List<String> now = new ArrayList<>();
    leaves(now);
    assertThat(now.size()).isGreaterThanOrEqualTo(seen.size());
    assertThat(now.subList(0, seen.size())).isEqualTo(seen);
  }

  // --- the process ---

  private Path home() {
    return folder.resolve("home");
  }

  private void start() throws Exception {
    Files.deleteIfExists(home().resolve("clients").resolve("platform.yaml"));
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.esclusa.server.TrialMain",
                home().toString(),
                ExampleEstate.folder().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output.log").toFile()))
            .start();
    until(
        "the server is up",
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("the server ended: " + output());
          }
          return Files.exists(home().resolve("clients").resolve("platform.yaml"));
        });
    until("a configuration is in force", () -> platform().status().configurationCommit() != null);
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output.log"));
    } catch (IOException e) {
      return e.toString();
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

  private Client platform() {
    try {
      String server =
          Files.readAllLines(home().resolve("clients").resolve("platform.yaml")).stream()
              .map(String::strip)
              .filter(line -> line.startsWith("server: "))
              .findFirst()
              .orElseThrow()
              .substring("server: ".length());
      return new Client(URI.create(server), token("platform"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String token(String role) throws IOException {
    return Files.readString(home().resolve("roles").resolve(role).resolve("token")).strip();
  }

  private GitPerson developer() throws Exception {
    Path key = home().resolve("roles").resolve("developer").resolve("id_ed25519");
    return new JGitPerson(
        folder.resolve("clone"),
        Files.readString(home().resolve("clone-url")).strip(),
        token("developer"),
        "developer@crm.example",
        SshKeyPair.read(Files.readString(key)));
  }

  private void until(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what + "\n" + output());
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
