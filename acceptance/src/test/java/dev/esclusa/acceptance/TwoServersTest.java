package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.adapters.database.DatabaseAddress;
import dev.esclusa.adapters.database.EmbeddedPostgres;
import dev.esclusa.adapters.identity.SshKeyPair;
import dev.esclusa.cli.Api;
import dev.esclusa.cli.Client;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact;
import dev.esclusa.sandbox.Sandbox;
import dev.esclusa.sandbox.SandboxOptions;
import dev.esclusa.sandbox.SandboxUser;
import dev.esclusa.server.EstateLayer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two server processes on one PostgreSQL that both know by URL: when one dies in the middle of an
 * apply the other goes on, and one that was only paused can write no more when it wakes.
 *
 * <p>The database holds an apply where the test wants it: a trigger makes the fact that ends a step
 * wait for a lock of the test.
 */
class TwoServersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int LOCK = 4711;

  /** After so long without a fact nothing is under way any more. */
  private static final Duration REST = Duration.ofSeconds(4);

  private static final String CORE = "dev/default/crm-core";

  @TempDir Path folder;

  private final Map<String, Process> processes = new HashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private EmbeddedPostgres postgres;
  private Sandbox sandbox;
  private Connection database;
  private GitPerson developer;
  private SshKeyPair key;
  private String genesis;
  private String token;
  private int size;
  private long grownAt;

  @BeforeEach
  void start() throws Exception {
    postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    DatabaseAddress address = postgres.address();
    database = DriverManager.getConnection(address.url(), address.user(), address.password());
    Files.writeString(folder.resolve("password"), address.password() + "\n");
    sandbox =
        Sandbox.start(
            SandboxOptions.inMemory()
                .withUsers(
                    List.of(
                        new SandboxUser(
                            "esclusa", List.of("system:masters"), SandboxUser.Access.all()))));
    key = SshKeyPair.generate(new SecureRandom(), "developer@crm.example");
    begin();
    token = token();
    for (String name : List.of("a", "b")) {
      serve(name);
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes.values()) {
      signal("CONT", process);
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    sandbox.close();
    database.close();
    postgres.close();
  }

  @Test
  void whatOneServerBeganTheOtherEnds() throws Exception {
    until("all that needs nobody is in place", () -> proven(CORE) >= 1 && nothingIsUnderWay());

    String killed = heldInAnApply("replicas: 5");
    List<String> seen = leaves();
    processes.get(killed).destroyForcibly().waitFor();
    release();
    String survivor = killed.equals("a") ? "b" : "a";
    takenOver(killed, survivor, 5);
    assertThat(leaves().subList(0, seen.size())).isEqualTo(seen);

    serve(killed);
    String paused = heldInAnApply("replicas: 6");
    signal("STOP", processes.get(paused));
    release();
    String other = paused.equals("a") ? "b" : "a";
    takenOver(paused, other, 6);
    signal("CONT", processes.get(paused));
    until("what it still wanted to write is refused", () -> output(paused).contains("has token"));
    List<Fact> story = story();
    assertThat(story).filteredOn(Fact.ApplyFinished.class::isInstance).hasSize(1);
    assertThat(story.subList(takenOverAt(story), story.size()))
        .noneMatch(it -> it instanceof Fact.ApplyStarted);
    until("the log is witnessed", () -> status(paused).witnessedSize() == status(paused).logSize());
    assertThat(status(other).logTrouble()).isNull();
  }

  /** The name of the server whose apply of a new commit waits in the database. */
  private String heldInAnApply(String replicas) throws Exception {
    hold();
    developer.edit("apps/crm-core/dev/deployment.yaml", "replicas: .*", replicas);
    ring();
    until("an apply waits", this::somebodyWaits);
    List<Fact> story = story();
    Fact.ApplyStarted started =
        (Fact.ApplyStarted)
            story.stream().filter(Fact.ApplyStarted.class::isInstance).toList().getLast();
    return started.holder().substring(0, 1);
  }

  private void takenOver(String from, String by, int replicas) throws Exception {
    until(
        by + " has ended what " + from + " began",
        () -> story(by).stream().anyMatch(Fact.EvidenceSealed.class::isInstance));
    List<Fact> story = story();
    assertThat(story).anyMatch(Fact.RunnerLost.class::isInstance);
    Fact.RecoveryDecided decided = (Fact.RecoveryDecided) story.get(takenOverAt(story));
    assertThat(decided.holder()).startsWith(by + "-");
    assertThat(
            ClusterCaller.of(sandbox.kubeconfig("esclusa"))
                .object("apps/v1", "Deployment", "crm-dev", "crm-core")
                .at("spec", "replicas")
                .asLong())
        .isEqualTo(replicas);
  }

  private static int takenOverAt(List<Fact> story) {
    for (int i = 0; i < story.size(); i++) {
      if (story.get(i) instanceof Fact.RecoveryDecided) {
        return i;
      }
    }
    throw new AssertionError("nobody took over: " + story);
  }

  // --- what the database says ---

  private void hold() throws SQLException {
    run("select pg_advisory_lock(" + LOCK + ")");
    run(
        "create or replace function hold_entry() returns trigger language plpgsql as"
            + " 'begin perform pg_advisory_xact_lock("
            + LOCK
            + "); return new; end'");
    run(
        "create trigger hold before insert on entry for each row"
            + " when (position('\"step-finished\"'::bytea in new.leaf) > 0)"
            + " execute function hold_entry()");
  }

  private boolean somebodyWaits() throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select 1 from pg_locks where locktype = 'advisory' and not granted")) {
      return rows.next();
    }
  }

  /** Whoever waited goes on; the trigger goes when nobody writes any more. */
  private void release() throws SQLException {
    run("select pg_advisory_unlock(" + LOCK + ")");
    run("drop trigger hold on entry");
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The facts of the newest change of a target, in order. */
  private List<Fact> story() throws SQLException {
    List<Fact> facts = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select leaf from entry where stream = (
                  select stream from entry where position('"apply-started"'::bytea in leaf) > 0
                  order by index desc limit 1)
                order by index\
                """)) {
      while (rows.next()) {
        facts.add(Envelope.read(rows.getBytes(1)).fact());
      }
    }
    return facts;
  }

  /** The same, once a server answers. */
  private List<Fact> story(String name) throws SQLException {
    assertThat(status(name).installation()).isNotNull();
    return story();
  }

  private List<String> leaves() throws SQLException {
    List<String> leaves = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery("select encode(leaf_hash, 'hex') from entry order by index")) {
      while (rows.next()) {
        leaves.add(rows.getString(1));
      }
    }
    return leaves;
  }

  // --- the root repository ---

  private void begin() throws Exception {
    Path bare = folder.resolve("crm.git");
    Git.init().setBare(true).setDirectory(bare.toFile()).setInitialBranch("main").call().close();
    String[] line = key.publicLine().split(" ");
    String signers = "developer@crm.example " + line[0] + " " + line[1] + "\n";
    Files.writeString(folder.resolve("signers"), signers);
    developer =
        new JGitPerson(
            folder.resolve("clone"), bare.toUri().toString(), "", "developer@crm.example", key);
    for (Map.Entry<String, byte[]> file : EstateLayer.files(ExampleEstate.layers()).entrySet()) {
      Path copy = folder.resolve("clone").resolve(file.getKey());
      Files.createDirectories(copy.getParent());
      Files.write(copy, file.getValue());
    }
    genesis = developer.write("esclusa/allowed_signers", signers);
  }

  private void ring() {
    for (String name : processes.keySet()) {
      if (processes.get(name).isAlive()) {
        client(name).sync();
        return;
      }
    }
  }

  // --- the servers ---

  private List<String> settings(String name) {
    return List.of(
        "--name", name,
        "--data", folder.resolve(name).toString(),
        "--keys", folder.resolve("keys").toString(),
        "--tokens", folder.resolve("tokens.json").toString(),
        "--root", folder.resolve("crm.git").toUri().toString(),
        "--genesis", genesis,
        "--genesis-signers", folder.resolve("signers").toString(),
        "--database-url", postgres.address().url(),
        "--database-user", postgres.address().user(),
        "--database-password-file", folder.resolve("password").toString(),
        "--lease", "4s",
        "--poll", "2s",
        "--listen", "127.0.0.1:" + ports.computeIfAbsent(name, _ -> freePort()));
  }

  private Process java(Path output, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.esclusa.server.ServerMain"));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("errors.log").toFile()))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  private String token() throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("token", "developer@crm.example", "crm,configuration"));
    arguments.addAll(settings("a"));
    Path printed = folder.resolve("token");
    assertThat(java(printed, arguments).waitFor()).isZero();
    return Files.readString(printed).strip();
  }

  private void serve(String name) throws Exception {
    Path data = folder.resolve(name);
    Files.createDirectories(data);
    Files.writeString(data.resolve("sandbox.kubeconfig"), sandbox.kubeconfig("esclusa"));
    Process process = java(folder.resolve(name + ".log"), settings(name));
    processes.put(name, process);
    until(
        name + " serves",
        () -> {
          assertThat(process.isAlive()).as(output(name)).isTrue();
          return client(name).ready();
        });
  }

  private Client client(String name) {
    return new Client(URI.create("http://127.0.0.1:" + ports.get(name)), token);
  }

  private Api.Status status(String name) {
    return client(name).status();
  }

  private long proven(String target) {
    return client("a").changes(Client.ChangeFilter.ofTarget(target)).items().stream()
        .filter(it -> it.state().equals("proven"))
        .count();
  }

  /** Whether nobody has written a fact for a while. */
  private boolean nothingIsUnderWay() throws SQLException {
    int now = leaves().size();
    if (now != size) {
      size = now;
      grownAt = System.nanoTime();
    }
    return System.nanoTime() - grownAt > REST.toNanos();
  }

  private static void signal(String name, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String output(String name) {
    try {
      return Files.readString(folder.resolve("errors.log"))
          + Files.readString(folder.resolve(name + ".log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void until(String what, Callable<Boolean> holds) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what + "\n" + output("a") + output("b"));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
