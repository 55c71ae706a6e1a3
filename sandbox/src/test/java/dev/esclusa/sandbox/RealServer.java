package dev.esclusa.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An etcd and a kube-apiserver of the folder that {@code KUBEBUILDER_ASSETS} names, on loopback,
 * without controllers.
 */
final class RealServer implements AutoCloseable {
  private static final String TOKEN = "differential";

  private final List<Process> processes = new ArrayList<>();
  private final Path folder;
  private final String url;
  private final Certificate certificate;

  RealServer(Path assets, Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    Path pem = folder.resolve("tls.pem");
    certificate = Certificate.at(pem, Instant.parse("2026-01-01T00:00:00Z"));
    Path tokens =
        Files.writeString(folder.resolve("tokens.csv"), TOKEN + ",admin,1,\"system:masters\"\n");
    String client = "http://127.0.0.1:" + freePort();
    String peer = "http://127.0.0.1:" + freePort();
    int port = freePort();
    url = "https://127.0.0.1:" + port;
    run(
        assets.resolve("etcd"),
        "--data-dir=" + folder.resolve("etcd"),
        "--unsafe-no-fsync",
        "--log-level=error",
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=default=" + peer);
    run(
        assets.resolve("kube-apiserver"),
        "--etcd-servers=" + client,
        "--bind-address=127.0.0.1",
        "--secure-port=" + port,
        "--tls-cert-file=" + pem,
        "--tls-private-key-file=" + pem,
        "--cert-dir=" + folder.resolve("certificates"),
        "--token-auth-file=" + tokens,
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--service-account-issuer=" + url,
        "--service-account-key-file=" + pem,
        "--service-account-signing-key-file=" + pem);
    awaitReady();
  }

  /** Null when no real server is at hand. */
  static @Nullable Path assets() {
    String named = System.getenv("KUBEBUILDER_ASSETS");
    if (named == null) return null;
    Path folder = Path.of(named);
    boolean complete =
        Files.isExecutable(folder.resolve("etcd"))
            && Files.isExecutable(folder.resolve("kube-apiserver"));
    return complete ? folder : null;
  }

  Api api() {
    return new Api(url, certificate.pem(), TOKEN);
  }

  private void run(Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path log = folder.resolve(program.getFileName() + ".log");
    processes.add(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
  }

  private void awaitReady() throws IOException, InterruptedException {
    try (Api api = api()) {
      for (int tries = 0; tries < 300; tries++) {
        for (Process process : processes) {
          if (process.waitFor(Duration.ofMillis(100)))
            throw new IOException("a server ended; see the logs in " + folder);
        }
        if (isReady(api)) return;
      }
    }
    throw new IOException("kube-apiserver is not ready after 60 s; see the logs in " + folder);
  }

  private static boolean isReady(Api api) {
    try {
      return api.get("/readyz").code() == 200
          && api.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-admin").code() == 200
          && api.get("/api/v1/namespaces/default").code() == 200;
    } catch (AssertionError notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  @Override
  public void close() {
    for (Process process : processes.reversed()) {
      process.destroy();
      process.onExit().join();
    }
  }
}
