package dev.esclusa.bench;

import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.Recorded;
import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.sandbox.SandboxMain;
import dev.esclusa.server.Trial;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A whole Esclusa in this process with many targets, its PostgreSQL beside it, and a sandbox
 * cluster in a process of its own, so that the cluster's work can be told from ours.
 */
final class Fleet implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Process sandbox;
  private final ClusterDoor cluster;
  private final Trial trial;
  private final Path folder;
  private final Usage begun;
  private final Map<String, Long> appliedAt = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread end = Thread.ofPlatform().unstarted(this::close);

  /**
   * What was used up to a moment.
   *
   * @param serverCpu of this process
   */
  record Usage(
      long nanos, double serverCpu, double databaseCpu, double sandboxCpu, Requests requests) {
    Usage since(Usage before) {
      return new Usage(
          nanos - before.nanos,
          serverCpu - before.serverCpu,
          databaseCpu - before.databaseCpu,
          sandboxCpu - before.sandboxCpu,
          requests.since(before.requests));
    }

    double seconds() {
      return nanos / 1e9;
    }
  }

  private Fleet(Path folder, int targets) throws Exception {
    this.folder = folder;
    Path estate = FleetFiles.write(folder.resolve("estate"), targets);
    sandbox = startSandbox(folder.resolve("cluster"));
    String kubeconfig = kubeconfig(folder.resolve("cluster").resolve("admin.kubeconfig"));
    cluster = new ClusterDoor(kubeconfig);
    for (int i = 0; i < FleetFiles.NAMESPACES; i++) {
      Value name = Value.mapping("name", FleetFiles.namespace(i));
      cluster.post(
          "/api/v1/namespaces",
          Value.mapping("apiVersion", "v1", "kind", "Namespace", "metadata", name));
    }
    begun = usage();
    trial = startTrial(estate, kubeconfig);
    Runtime.getRuntime().addShutdownHook(end); // whoever interrupts us leaves nothing behind
    plane()
        .ledger()
        .follow(
            entry -> {
              if (entry.envelope().fact() instanceof Fact.ApplyFinished) {
                appliedAt.put(entry.envelope().stream().text(), System.nanoTime());
              }
            });
  }

  private Trial startTrial(Path estate, String kubeconfig) {
    boolean started = false;
    try {
      Trial fresh = Trial.start(folder.resolve("home"), estate, kubeconfig);
      started = true;
      return fresh;
    } finally {
      if (!started) {
        sandbox.destroy();
      }
    }
  }

  static Fleet start(Workbench bench, int targets) throws Exception {
    return new Fleet(bench.fresh("fleet"), targets);
  }

  private static Process startSandbox(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseCompactObjectHeaders",
            "-cp",
            System.getProperty("java.class.path"),
            SandboxMain.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.log").toFile())
        .start();
  }

  private String kubeconfig(Path file) throws IOException {
    await(
        "the sandbox",
        () -> {
          if (!sandbox.isAlive()) {
            throw new IllegalStateException(
                "the sandbox ended; see " + file.resolveSibling("output.log"));
          }
          return Files.exists(file);
        });
    await("its kubeconfig", () -> file.toFile().length() > 0);
    return Files.readString(file);
  }

  /** When the server began to start. */
  Usage begun() {
    return begun;
  }

  Usage usage() throws Exception {
    return new Usage(
        System.nanoTime(),
        CpuClock.ownSeconds(),
        CpuClock.childSeconds(it -> it.endsWith("/postgres")),
        CpuClock.treeSeconds(sandbox.toHandle()),
        Requests.of(cluster));
  }

  ControlPlane plane() {
    return trial.server().plane();
  }

  Path home() {
    return trial.folder();
  }

  Pusher pusher() throws Exception {
    return new Pusher(
        folder.resolve("clone"),
        trial.cloneUrl(),
        trial.token("developer"),
        "developer@crm.example");
  }

  /** Until so many changes are applied. */
  void awaitApplied(int changes) {
    await(changes + " applied changes", () -> appliedAt.size() >= changes);
  }

  /** Until nothing moves any more. */
  void awaitRest() {
    await(
        "every change to be proven",
        () ->
            plane().ledger().changes().stream()
                .allMatch(it -> it.change() instanceof Change.Proven));
  }

  /** When the change that a commit led to was applied, by {@link System#nanoTime}. */
  long awaitAppliedAt(String commit) {
    long[] found = new long[1];
    await(
        "the change of commit " + commit,
        () -> {
          for (Recorded change : plane().ledger().changes()) {
            Long at = appliedAt.get("change/" + change.id());
            if (at != null && commit.equals(change.change().intent().commit())) {
              found[0] = at;
              return true;
            }
          }
          return false;
        });
    return found[0];
  }

  private static void await(String what, BooleanSupplier come) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!come.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(what + " did not come within " + PATIENCE);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Bytes that the database has written to its log so far: no write is without one. */
  long databaseBytes() throws Exception {
    Path postgres = home().resolve("server").resolve("postgres");
    List<String> postmaster =
        Files.readAllLines(postgres.resolve("data").resolve("postmaster.pid"));
    String url = "jdbc:postgresql://127.0.0.1:" + postmaster.get(3).strip() + "/postgres";
    String password = Files.readString(postgres.resolve("password")).strip();
    try (Connection connection = DriverManager.getConnection(url, "esclusa", password);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      trial.close();
      sandbox.destroy();
    }
  }
}
