package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.adapters.identity.SshKeyPair;
import dev.esclusa.cli.Api;
import dev.esclusa.cli.Client;
import dev.esclusa.cli.Esclusa;
import dev.esclusa.cli.Terminal;
import dev.esclusa.server.Trial;
import dev.esclusa.tempo.RealTempo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stories of stacks on the real server, the embedded PostgreSQL and a real engine, with
 * resources that are built into it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StackWalkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String COMPUTE = "prod/default/shop-compute";
  private static final String NETWORK = "prod/default/shop-network";
  private static final String CRM = "dev/default/crm-network";
  private static final String COUNT = "infra/shop/compute/terraform.tfvars";

  @TempDir static Path folder;

  private Trial trial;
  private GitPerson developer;

  @BeforeAll
  void start() throws Exception {
    Assumptions.assumeTrue(
        Program.installed("tofu").isPresent() || Program.installed("terraform").isPresent(),
        "skipped: install terraform or tofu");
    trial =
        Trial.start(
            folder.resolve("home"),
            List.of(withoutApplications(), ExampleEstate.folder().resolveSibling("stacks")),
            null);
    developer =
        new JGitPerson(
            folder.resolve("clone"),
            trial.cloneUrl(),
            trial.token("developer"),
            "developer@crm.example",
            SshKeyPair.read(Files.readString(trial.keyFile("developer"))));
  }

  /** People, rules and environments of the sample; what its clusters run is not looked at here. */
  private static Path withoutApplications() throws Exception {
    Path estate = Files.createDirectories(folder.resolve("estate/esclusa"));
    for (String name : List.of("approval-rules", "environments", "projects", "teams", "clusters")) {
      Files.copy(
          ExampleEstate.folder().resolve("esclusa").resolve(name + ".yaml"),
          estate.resolve(name + ".yaml"));
    }
    return estate.getParent();
  }

  @AfterAll
  void stop() {
    if (trial != null) {
      trial.close();
    }
  }

  private Client client(String role) {
    return new Client(URI.create(trial.server().url()), trial.token(role));
  }

  private void until(String what, BooleanSupplier holds) {
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

  private Api.ChangeSummary reaches(String target, String commit, String state) {
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

  private String said(String role, int exit, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            out,
            out,
            new ByteArrayInputStream(new byte[0]),
            Map.of(
                "ESCLUSA_CONFIG",
                trial.folder().resolve("clients").resolve(role + ".yaml").toString()),
            folder,
            Terminal.Attended.SCRIPT,
            RealTempo::new);
    int code = Esclusa.run(terminal, args);
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(code)
        .as(text.length() < 3000 ? text : text.substring(text.length() - 3000))
        .isEqualTo(exit);
    return text;
  }

  @Test
  @Order(1)
  void theSampleStacksAreApplied() {
    until(
        "every stack is in place",
        () ->
            client("platform").targets().items().stream()
                    .filter(it -> List.of(COMPUTE, NETWORK, CRM).contains(it.name()))
                    .filter(it -> it.inPlace() != null)
                    .count()
                == 3);
  }

  @Test
  @Order(2)
  void blackFridayIsOneCommitAndOneApproval() throws Exception {
    developer.pull();
    String commit = developer.edit(COUNT, "server_count = .*", "server_count = 50");
    Api.ChangeSummary change = reaches(COMPUTE, commit, "awaiting-approval");
    String page = said("platform", 0, "show", change.id());
    assertThat(page).contains("45 to create");
    said("platform", 0, "approve", change.id(), "--yes");
    reaches(COMPUTE, commit, "proven");
    assertThat(said("platform", 0, "why", change.id()))
        .contains("terraform.tfvars", "approved", "apply succeeded", "proven");
  }

  @Test
  @Order(3)
  void theRevertNeedsTheElevatedApproval() throws Exception {
    developer.pull();
    String commit = developer.edit(COUNT, "server_count = .*", "server_count = 5");
    Api.ChangeSummary change = reaches(COMPUTE, commit, "awaiting-approval");
    assertThat(said("platform", 0, "show", change.id())).contains("45 to delete");
    said("platform", 0, "approve", change.id(), "--yes");
    reaches(COMPUTE, commit, "awaiting-approval");
    said("data", 0, "approve", change.id(), "--yes");
    reaches(COMPUTE, commit, "proven");
  }

  @Test
  @Order(4)
  void anEngineThatIsKilledLeavesDoubtAndAPersonLeadsOut() throws Exception {
    Path marks = Files.createDirectories(folder.resolve("marks"));
    developer.pull();
    String commit =
        developer.write(
            "infra/crm/network/slow.tf",
            """
            resource "terraform_data" "quick" {
              input = "made before the engine dies"
            }

            resource "terraform_data" "slow" {
              depends_on = [terraform_data.quick]
              provisioner "local-exec" {
                command = "sleep 600"
              }
            }
            """);
    Api.ChangeSummary change = reaches(CRM, commit, "applying");
    until("the provisioner runs", () -> sleeping() != null);
    until(
        "the progress shows it",
        () ->
            client("platform").progress(change.id()).items().stream()
                .anyMatch(
                    it ->
                        it.address().equals("terraform_data.slow")
                            && it.state().equals("started")));
    engineOf(sleeping()).destroyForcibly();
    Api.ChangeSummary doubt = reaches(CRM, commit, "in-doubt");
    assertThat(said("platform", 0, "show", doubt.id()))
        .contains("In doubt")
        .contains("terraform_data.slow");
    assertThat(said("platform", 1, "recover", doubt.id(), "--reason", "it hung"))
        .contains("CTL-0057")
        .contains("terraform_data.slow");
    List<String> words = new java.util.ArrayList<>(List.of("recover", doubt.id()));
    for (String address : client("platform").change(doubt.id()).inDoubt()) {
      words.add(address.endsWith("slow") ? "--not-done" : "--done");
      words.add(address);
    }
    words.addAll(List.of("--reason", "it hung, I looked"));
    developer.pull();
    String mended = developer.edit("infra/crm/network/slow.tf", "sleep 600", "true");
    said("platform", 0, words.toArray(String[]::new));
    until(
        "the change in doubt has ended",
        () -> client("platform").change(doubt.id()).summary().state().equals("proven"));
    reaches(CRM, mended, "proven");
    assertThat(client("platform").change(doubt.id()).summary().outcome()).isEqualTo("partial");
  }

  private static ProcessHandle sleeping() {
    return ProcessHandle.allProcesses()
        .filter(it -> it.info().commandLine().orElse("").endsWith("sleep 600"))
        .filter(it -> !it.info().commandLine().orElse("").contains("sh -c"))
        .findFirst()
        .orElse(null);
  }

  /** The engine among the ancestors of a provisioner's command. */
  private static ProcessHandle engineOf(ProcessHandle command) {
    ProcessHandle at = command;
    while (!at.info().command().orElse("").matches(".*/(tofu|terraform)")) {
      at = at.parent().orElseThrow();
    }
    return at;
  }
}
