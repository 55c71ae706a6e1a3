package dev.esclusa.acceptance;

import dev.esclusa.adapters.identity.SshKeyPair;
import dev.esclusa.cli.Api;
import dev.esclusa.cli.Client;
import dev.esclusa.server.EngineOptions;
import dev.esclusa.server.EstateLayer;
import dev.esclusa.server.Trial;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Stacks on the real server, the embedded PostgreSQL and a real engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StackTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String STARTER = "policies/starter";
  private static final String MIRROR = "ESCLUSA_PROVIDERS";

  @TempDir static Path folder;

  private Trial trial;
  GitPerson developer;

  /** What the estate consists of. */
  abstract List<EstateLayer> layers() throws Exception;

  EngineOptions engines() throws Exception {
    return EngineOptions.ofEnvironment();
  }

  /** The engines with the mirror of providers that the environment names. */
  static EngineOptions enginesWithProviders() {
    return new EngineOptions(System.getenv("PATH"), Path.of(mirror()));
  }

  static String mirror() {
    String mirror = System.getenv(MIRROR);
    Assumptions.assumeTrue(
        mirror != null && !mirror.isEmpty(),
        "skipped: set " + MIRROR + " to a folder with an unpacked hashicorp/aws provider");
    return mirror;
  }

  /** What the engines of project {@code infra} get as their identity {@code aws}. */
  static void identity(String variables) throws IOException {
    Path identities = Files.createDirectories(folder.resolve("home/server/identities/infra"));
    Files.writeString(identities.resolve("aws"), variables);
  }

  /** An estate's layer with the project {@code infra} and one stack of it on AWS. */
  static Path stackOnAws(String name, String environment, String configuration) throws IOException {
    Path layer = folder.resolve("aws");
    Path files = Files.createDirectories(layer.resolve("infra").resolve(name));
    Files.writeString(files.resolve("main.tf"), configuration);
    Path documents = Files.createDirectories(layer.resolve("esclusa"));
    Files.writeString(
        documents.resolve("stacks.yaml"),
        """
        apiVersion: esclusa.dev/v1
        kind: Project
        metadata:
          name: infra
        spec:
          owner: platform
          readers: [developer]
          accounts: [shop]
        ---
        apiVersion: esclusa.dev/v1
        kind: Stack
        metadata:
          name: %1$s
          uid: %1$s-%2$s-7d10
        spec:
          project: infra
          environment: %2$s
          account: shop
          source:
            path: infra/%1$s
          identity:
            plan: aws
            apply: aws
        """
            .formatted(name, environment));
    return layer;
  }

  void stopOthers() {}

  @BeforeAll
  void start() throws Exception {
    Assumptions.assumeTrue(
        Program.installed("tofu").isPresent() || Program.installed("terraform").isPresent(),
        "skipped: install terraform or tofu");
    EngineOptions engines = engines();
    trial = Trial.start(folder.resolve("home"), layers(), null, engines);
    developer =
        new JGitPerson(
            folder.resolve("clone"),
            trial.cloneUrl(),
            trial.token("developer"),
            "developer@crm.example",
            SshKeyPair.read(Files.readString(trial.keyFile("developer"))));
  }

  /** People, rules and environments of the sample; what its clusters run is not looked at here. */
  static List<EstateLayer> withoutApplications(Path... more) throws Exception {
    Path estate = Files.createDirectories(folder.resolve("estate/esclusa"));
    for (String name : List.of("approval-rules", "environments", "projects", "teams", "clusters")) {
      document(name, estate);
    }
    List<EstateLayer> layers = new ArrayList<>(List.of(EstateLayer.of(estate.getParent())));
    List.of(more).forEach(it -> layers.add(EstateLayer.of(it)));
    return layers;
  }

  /** The same, judged by the starter pack with the settings of the sample. */
  static List<EstateLayer> withStarterPack(Path... more) throws Exception {
    List<EstateLayer> layers = withoutApplications(more);
    document("policy-packs", folder.resolve("estate/esclusa"));
    ExampleEstate.layers().stream().filter(it -> it.at().equals(STARTER)).forEach(layers::add);
    layers.add(new EstateLayer(ExampleEstate.folder().resolve(STARTER), STARTER));
    return layers;
  }

  private static void document(String name, Path estate) throws Exception {
    Files.copy(
        ExampleEstate.folder().resolve("esclusa").resolve(name + ".yaml"),
        estate.resolve(name + ".yaml"));
  }

  @AfterAll
  void stop() {
    if (trial != null) {
      trial.close();
    }
    stopOthers();
  }

  String cloneUrl() {
    return trial.cloneUrl();
  }

  String token(String role) {
    return trial.token(role);
  }

  Path keyFile(String role) {
    return trial.keyFile(role);
  }

  Client client(String role) {
    return new Client(URI.create(trial.server().url()), trial.token(role));
  }

  void until(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        StringBuilder text = new StringBuilder();
        client("platform")
            .changes(Client.ChangeFilter.ALL)
            .items()
            .forEach(it -> text.append(it).append('\n'));
        throw new AssertionError(
            "waited in vain until " + what + "\n" + text + client("platform").status());
      }
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  Api.ChangeSummary reaches(String target, String commit, String state) {
    Supplier<Api.ChangeSummary> found =
        () ->
            client("platform").changes(Client.ChangeFilter.ALL).items().stream()
                .filter(it -> it.target().equals(target))
                .filter(it -> commit.equals(it.commit()) && it.state().equals(state))
                .findFirst()
                .orElse(null);
    until(target + " is " + state + " for " + commit, () -> found.get() != null);
    return found.get();
  }

  String said(String role, int exit, String... args) {
    return new CommandLine(trial, folder).said(role, exit, args);
  }
}
