package dev.esclusa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.adapters.database.Database;
import dev.esclusa.adapters.database.EmbeddedPostgres;
import dev.esclusa.model.TargetUid;
import dev.esclusa.server.Terraform.Ended;
import dev.esclusa.stack.Credential.Right;
import dev.esclusa.stack.InMemoryStackStore;
import dev.esclusa.stack.Incident;
import dev.esclusa.stack.Purpose;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateLock;
import dev.esclusa.stack.StateLogin;
import dev.esclusa.stack.StateVersion;
import dev.esclusa.stack.States;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The state backend under the engine it is made for. */
@Timeout(120)
class StateEndpointTest {
  private static final TargetUid STACK = new TargetUid("network-dev-7f3a");
  private static final String SECRET = "MARKER-4b1f-in-the-state";
  private static final String TWO =
      """
      resource "terraform_data" "one" {
        input = "%s"
      }
      resource "terraform_data" "two" {
        input = terraform_data.one.output
      }
      """
          .formatted(SECRET);

  @TempDir Path folder;
  private final InMemoryStackStore store = new InMemoryStackStore();
  private final StateServer server = new StateServer(store, store);

  @AfterEach
  void close() {
    server.close();
  }

  Path program() {
    return Terraform.program("terraform");
  }

  private StateLogin login(String run, Right right, long token) {
    return server.backend.issue(STACK, new RunId(run), right, token);
  }

  private Terraform terraform(String configuration) throws Exception {
    return Terraform.in(folder.resolve("run"), program(), server.url(STACK.text()), configuration);
  }

  private static void succeeded(Ended ended) {
    assertThat(ended.code()).as(ended.output()).isZero();
  }

  @Test
  void anEnginePlansAppliesAndDestroys() throws Exception {
    planApplyDestroy(server);
  }

  @Test
  void theSameOnPostgres() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        Database database = Database.open(postgres.address());
        StateServer durable = new StateServer(database.states(), database.artifacts())) {
      planApplyDestroy(durable);
    }
  }

  private void planApplyDestroy(StateServer server) throws Exception {
    List<String> logged = new ArrayList<>();
    Handler listener = listener(logged);
    Logger.getLogger("").addHandler(listener);
    Terraform terraform =
        Terraform.in(folder.resolve("run"), program(), server.url(STACK.text()), TWO);
    StateLogin reader = server.backend.issue(STACK, new RunId("r-plan"), Right.READ, 0);
    StateLogin writer = server.backend.issue(STACK, new RunId("r-apply"), Right.WRITE, 1);

    succeeded(terraform.run(reader, "init", "-input=false"));
    succeeded(terraform.run(reader, "plan", "-input=false", "-lock=false", "-out=plan"));
    succeeded(terraform.run(writer, "apply", "-input=false", "plan"));
    Ended clean = terraform.run(reader, "plan", "-lock=false", "-detailed-exitcode");
    assertThat(clean.code()).as(clean.output()).isZero();
    Ended again = terraform.run(writer, "apply", "-input=false", "plan");
    assertThat(again.output()).contains("Saved plan is stale");
    succeeded(terraform.run(writer, "destroy", "-input=false", "-auto-approve"));

    List<StateVersion> versions = server.backend.view(STACK).versions();
    assertThat(versions).hasSizeGreaterThanOrEqualTo(2).allMatch(StateVersion::kept);
    assertThat(versions.getLast().run()).isEqualTo(new RunId("r-apply"));
    assertThat(new String(server.backend.content(STACK, 1), StandardCharsets.UTF_8))
        .contains(SECRET);
    assertThat(
            new String(
                server.backend.content(STACK, versions.getFirst().number()),
                StandardCharsets.UTF_8))
        .doesNotContain(SECRET);
    assertThat(server.backend.lockOf(STACK)).isEmpty();
    assertThat(terraform.everything()).doesNotContain(writer.password(), reader.password());
    Logger.getLogger("").removeHandler(listener);
    assertThat(String.join("\n", logged))
        .doesNotContain(SECRET, writer.password(), reader.password());
  }

  private static Handler listener(List<String> logged) {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord one) {
            synchronized (logged) {
              logged.add(one.getMessage() + " " + one.getThrown());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    handler.setLevel(Level.ALL);
    return handler;
  }

  @Test
  void aPlanOfAReaderThatWantsTheLockIsTold() throws Exception {
    Terraform terraform = terraform(TWO);
    StateLogin reader = login("r-plan", Right.READ, 0);
    succeeded(terraform.run(reader, "init", "-input=false"));

    Ended refused = terraform.run(reader, "plan", "-input=false");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(flat(refused)).contains("STK-0004", "run r-plan may read the state");
  }

  /** Without the engine's colours, line breaks and boxes. */
  private static String flat(Ended ended) {
    return ended.output().replaceAll("\\x1b\\[[0-9;]*m", "").replaceAll("[│\\s]+", " ");
  }

  @Test
  void ofTwoWritersOneIsToldWhoHoldsTheLock() throws Exception {
    Gate gate = Gate.in(folder);
    Terraform first = terraform(gate.resource("one", "1"));
    Terraform second = first.beside(folder.resolve("second"));
    StateLogin a = login("r-first", Right.WRITE, 1);
    StateLogin b = login("r-second", Right.WRITE, 2);
    succeeded(first.run(a, "init", "-input=false"));
    succeeded(second.run(b, "init", "-input=false"));

    Process apply = first.start(a, "apply", "-auto-approve", "-input=false");
    gate.awaitReached();
    Ended refused = second.run(b, "apply", "-auto-approve", "-input=false");
    StateLock held = server.backend.lockOf(STACK).orElseThrow();
    Ended broken = second.run(b, "force-unlock", "-force", held.id());
    gate.letThrough();

    succeeded(first.ended(apply));
    assertThat(refused.code()).isEqualTo(1);
    assertThat(flat(refused))
        .contains("Error acquiring the state lock")
        .contains("held by run r-first for OperationTypeApply");
    assertThat(broken.code()).isEqualTo(1);
    assertThat(server.backend.view(STACK).versions()).hasSize(1);
  }

  @Test
  void aZombieIsRefusedAndWhatItDidIsNotLost() throws Exception {
    Gate gate = Gate.in(folder);
    Terraform terraform = terraform(gate.resource("one", "made by the zombie"));
    StateLogin zombie = login("r-zombie", Right.WRITE, 1);
    succeeded(terraform.run(zombie, "init", "-input=false"));
    Process apply = terraform.start(zombie, "apply", "-auto-approve", "-input=false");
    gate.awaitReached();

    server.backend.raise(STACK, 2, States.VERDICT);
    gate.letThrough();
    Ended ended = terraform.ended(apply);

    assertThat(ended.code()).isEqualTo(1);
    assertThat(flat(ended)).contains("Failed to save state", "409");
    assertThat(server.backend.current(STACK)).isEmpty();
    assertThat(server.backend.view(STACK).incidents())
        .filteredOn(it -> it.kind() == Incident.Kind.REFUSED)
        .isNotEmpty()
        .allMatch(it -> "STK-0003".equals(it.code()) && new RunId("r-zombie").equals(it.run()));

    byte[] errored = Files.readAllBytes(terraform.folder().resolve("errored.tfstate"));
    Digest kept = server.artifacts.put(STACK, Purpose.ERRORED_STATE, errored);
    StateLock left = server.backend.lockOf(STACK).orElseThrow();
    server.backend.forceUnlock(STACK, left.id(), States.VERDICT);
    server.backend.replace(
        STACK, server.artifacts.open(STACK, Purpose.ERRORED_STATE, kept), States.VERDICT);

    StateLogin next = login("r-next", Right.WRITE, 2);
    Ended clean = terraform.run(next, "plan", "-input=false", "-detailed-exitcode");
    assertThat(clean.code()).as(clean.output()).isZero();
  }

  @Test
  void aServerThatRestartsAndALeaseThatEndsDoNotRefuseALivingEngine() throws Exception {
    Gate gate = Gate.in(folder);
    Terraform terraform = terraform(gate.resource("one", "1"));
    StateLogin writer = login("r-long", Right.WRITE, 1);
    succeeded(terraform.run(writer, "init", "-input=false"));
    Process apply = terraform.start(writer, "apply", "-auto-approve", "-input=false");
    gate.awaitReached();

    server.restart();
    server.now.updateAndGet(it -> it.plus(Duration.ofDays(30)));
    login("r-newer-lease", Right.WRITE, 2);
    gate.letThrough();

    succeeded(terraform.ended(apply));
    assertThat(server.backend.view(STACK).versions()).hasSize(1);
    assertThat(server.backend.lockOf(STACK)).isEmpty();
  }

  /** So early that the engine does not even know the lineage. */
  @Test
  void aServerThatIsGoneWhenTheEngineIsDoneLosesNothing() throws Exception {
    Gate gate = Gate.in(folder);
    Terraform terraform = terraform(gate.resource("one", "1"));
    StateLogin writer = login("r-alone", Right.WRITE, 1);
    succeeded(terraform.run(writer, "init", "-input=false"));
    Process apply = terraform.start(writer, "apply", "-auto-approve", "-input=false");
    gate.awaitReached();
    int port = server.port();
    server.stop();
    gate.letThrough();
    assertThat(terraform.ended(apply).code()).isEqualTo(1);
    server.start(port);

    StateLock left = server.backend.lockOf(STACK).orElseThrow();
    server.backend.forceUnlock(STACK, left.id(), States.VERDICT);
    server.backend.replace(
        STACK, Files.readAllBytes(terraform.folder().resolve("errored.tfstate")), States.VERDICT);

    StateLogin next = login("r-next", Right.WRITE, 2);
    Ended clean = terraform.run(next, "plan", "-input=false", "-detailed-exitcode");
    assertThat(clean.code()).as(clean.output()).isZero();
    succeeded(terraform.run(next, "destroy", "-input=false", "-auto-approve"));
  }

  @Test
  void aKilledEngineLeavesItsLockUntilAVerdict() throws Exception {
    Gate gate = Gate.in(folder);
    Terraform terraform = terraform(gate.resource("one", "1"));
    StateLogin writer = login("r-killed", Right.WRITE, 1);
    succeeded(terraform.run(writer, "init", "-input=false"));
    Process apply = terraform.start(writer, "apply", "-auto-approve", "-input=false");
    gate.awaitReached();
    apply.destroyForcibly();
    assertThat(terraform.ended(apply).code()).isNotZero();
    gate.letThrough();
    server.backend.close(new RunId("r-killed"));

    StateLogin next = login("r-next", Right.WRITE, 2);
    Ended refused = terraform.run(next, "plan", "-input=false");
    assertThat(flat(refused)).contains("held by run r-killed");
    StateLock left = server.backend.lockOf(STACK).orElseThrow();
    server.backend.forceUnlock(STACK, left.id(), States.VERDICT);
    succeeded(terraform.run(next, "plan", "-input=false"));
    assertThat(Json.read(left.json()).text("Path")).isEqualTo("r-killed");
  }
}
