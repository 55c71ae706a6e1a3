package dev.esclusa.acceptance;

import dev.esclusa.tree.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real API server on loopback: {@code etcd} and {@code kube-apiserver} out of one folder, as
 * {@code KUBEBUILDER_ASSETS} names it for envtest. Where controller manager, scheduler and kwok lie
 * there too, real controllers run, and kwok plays the nodes; otherwise {@link Controllers} say that
 * workloads are ready.
 */
final class RealCluster implements AutoCloseable {
  static final String ASSETS = "KUBEBUILDER_ASSETS";
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final List<String> USERS = List.of("admin", "esclusa", "controllers");
  private static final List<String> CONTROLLERS =
      List.of("kube-controller-manager", "kube-scheduler", "kwok");

  private final Path assets;
  private final Path folder;
  private final int port = freePort();
  private final Map<String, Process> processes = new LinkedHashMap<>();
  private final Controllers standIn;
  private final boolean controlled;

  private RealCluster(Path assets, Path folder) throws Exception {
    this.assets = assets;
    this.folder = Files.createDirectories(folder);
    controlled = CONTROLLERS.stream().allMatch(it -> Files.isExecutable(assets.resolve(it)));
    try {
      serve();
      standIn = new Controllers(ClusterCaller.of(kubeconfig("controllers")), !controlled);
      if (controlled) {
        control();
      }
    } catch (Exception e) {
      end();
      throw e;
    }
  }

  static RealCluster start(Path assets, Path folder) throws Exception {
    return new RealCluster(assets, folder);
  }

  /** What runs here, for the reader of the test's output. */
  String described() throws IOException {
    String version =
        new Program(assets.resolve("kube-apiserver").toString(), folder, Map.of())
            .run("--version")
            .strip();
    return "kube-apiserver ("
        + version
        + ") with "
        + (controlled ? String.join(", ", CONTROLLERS) : "stand-in controllers");
  }

  String kubeconfig(String user) {
    return """
    apiVersion: v1
    kind: Config
    current-context: walk
    clusters:
      - name: walk
        cluster: {server: "https://127.0.0.1:%d", certificate-authority: %s}
    users:
      - name: %s
        user: {token: %s}
    contexts:
      - name: walk
        context: {cluster: walk, user: %s}
    """
        .formatted(port, folder.resolve("certificates/apiserver.crt"), user, token(user), user);
  }

  // --- the API server ---

  private void serve() throws Exception {
    int client = freePort();
    int peer = freePort();
    String etcd = "http://127.0.0.1:" + client;
    run(
        "etcd",
        "--data-dir",
        "etcd",
        "--unsafe-no-fsync",
        "--log-level",
        "warn",
        "--listen-client-urls",
        etcd,
        "--advertise-client-urls",
        etcd,
        "--listen-peer-urls",
        "http://127.0.0.1:" + peer,
        "--initial-advertise-peer-urls",
        "http://127.0.0.1:" + peer,
        "--initial-cluster",
        "default=http://127.0.0.1:" + peer);
    accountKeys();
    Files.write(
        folder.resolve("tokens.csv"),
        USERS.stream().map(it -> token(it) + "," + it + "," + it + ",system:masters").toList());
    String issuer = "https://127.0.0.1:" + port;
    run(
        "kube-apiserver",
        "--etcd-servers",
        etcd,
        "--bind-address",
        "127.0.0.1",
        "--secure-port",
        "" + port,
        "--cert-dir",
        "certificates",
        "--token-auth-file",
        "tokens.csv",
        "--authorization-mode",
        "RBAC",
        "--service-cluster-ip-range",
        "10.0.0.0/16",
        "--service-account-issuer",
        issuer,
        "--service-account-key-file",
        "accounts.pub",
        "--service-account-signing-key-file",
        "accounts.key");
    await(
        "the API server is ready",
        () -> readable("/readyz") && readable("/api/v1/namespaces/default"));
  }

  private boolean readable(String path) throws Exception {
    return Files.exists(folder.resolve("certificates/apiserver.crt"))
        && ClusterCaller.of(kubeconfig("admin")).answers(path);
  }

  private void accountKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    Files.writeString(
        folder.resolve("accounts.key"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    Files.writeString(
        folder.resolve("accounts.pub"), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
  }

  private static String pem(String what, byte[] bytes) {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }

  /** Of a cluster that lives as long as a test and listens on loopback. */
  private static String token(String user) {
    return "walk-" + user;
  }

  // --- its controllers ---

  private void control() throws Exception {
    Path config =
        Files.writeString(folder.resolve("controllers.kubeconfig"), kubeconfig("controllers"));
    for (String name : List.of("kube-controller-manager", "kube-scheduler")) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "--kubeconfig",
                  config.toString(),
                  "--authentication-kubeconfig",
                  config.toString(),
                  "--authorization-kubeconfig",
                  config.toString(),
                  "--bind-address",
                  "127.0.0.1",
                  "--secure-port",
                  "" + freePort(),
                  "--cert-dir",
                  "certificates",
                  "--leader-elect=false"));
      if (name.equals("kube-controller-manager")) {
        arguments.addAll(
            List.of(
                "--service-account-private-key-file",
                "accounts.key",
                "--root-ca-file",
                "certificates/apiserver.crt",
                "--use-service-account-credentials=false"));
      }
      run(name, arguments.toArray(String[]::new));
    }
    try (var stages = RealCluster.class.getResourceAsStream("/kwok-stages.yaml")) {
      Files.write(folder.resolve("stages.yaml"), stages.readAllBytes());
    }
    run(
        "kwok",
        "--kubeconfig",
        config.toString(),
        "--config",
        "stages.yaml",
        "--manage-all-nodes=true",
        "--node-lease-duration-seconds=40",
        "--cidr",
        "10.1.0.0/16",
        "--node-ip",
        "127.0.0.1",
        "--server-address",
        "127.0.0.1:" + freePort());
    ClusterCaller admin = ClusterCaller.of(kubeconfig("admin"));
    Value room = Value.mapping("cpu", "32", "memory", "256Gi", "pods", "1000");
    admin.create(
        "/api/v1/nodes",
        Value.mapping(
            "apiVersion",
            "v1",
            "kind",
            "Node",
            "metadata",
            Value.mapping("name", "node-0"),
            "status",
            Value.mapping("capacity", room, "allocatable", room)));
    await(
        "the default account is there",
        () -> admin.answers("/api/v1/namespaces/default/serviceaccounts/default"));
  }

  // --- processes ---

  private void run(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(assets.resolve(name).toString());
    command.addAll(Arrays.asList(arguments));
    processes.put(
        name,
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start());
  }

  private void await(String what, Callable<Boolean> holds) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (Map.Entry<String, Process> one : processes.entrySet()) {
        if (!one.getValue().isAlive()) {
          throw new IOException(one.getKey() + " ended: " + lastWords(one.getKey()));
        }
      }
      try {
        if (holds.call()) {
          return;
        }
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new IOException("waited in vain until " + what, e);
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("waited in vain until " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private String lastWords(String name) throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve(name + ".log"))) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - 5), all.size()));
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    standIn.close();
    end();
  }

  /** The last that was started goes first. */
  private void end() {
    for (Process one : new ArrayList<>(processes.values()).reversed()) {
      one.destroy();
      try {
        if (!one.waitFor(10, TimeUnit.SECONDS)) {
          one.destroyForcibly();
        }
      } catch (InterruptedException e) {
        one.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
