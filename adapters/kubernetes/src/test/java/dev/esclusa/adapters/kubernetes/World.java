package dev.esclusa.adapters.kubernetes;

import dev.esclusa.sandbox.Sandbox;
import dev.esclusa.sandbox.SandboxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** An API server for the whole test run: the sandbox, or a real kube-apiserver with its etcd. */
final class World {
  private static World sandbox;
  private static World real;

  private final Path folder;

  private World(Path folder) {
    this.folder = folder;
  }

  /** Holds a file {@code kubeconfig}. */
  Path folder() {
    return folder;
  }

  static synchronized World sandbox() {
    if (sandbox == null) {
      Sandbox server = Sandbox.start(SandboxOptions.inMemory());
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      sandbox = new World(written(newFolder(), server.kubeconfig("admin")));
    }
    return sandbox;
  }

  static void assumeReal() {
    String assets = System.getenv("KUBEBUILDER_ASSETS");
    Assumptions.assumeTrue(
        assets != null && Files.isExecutable(Path.of(assets, "kube-apiserver")),
        "skipped: set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver");
  }

  static synchronized World real() {
    if (real == null) {
      real = new World(started(Path.of(System.getenv("KUBEBUILDER_ASSETS"))));
    }
    return real;
  }

  private static Path started(Path assets) {
    try {
      Path folder = newFolder();
      int client = freePort();
      int peer = freePort();
      int port = freePort();
      String etcd = "http://127.0.0.1:" + client;
      run(
          folder,
          List.of(
              assets.resolve("etcd").toString(),
              "--data-dir=etcd",
              "--unsafe-no-fsync",
              "--listen-client-urls=" + etcd,
              "--advertise-client-urls=" + etcd,
              "--listen-peer-urls=http://127.0.0.1:" + peer,
              "--initial-advertise-peer-urls=http://127.0.0.1:" + peer,
              "--initial-cluster=default=http://127.0.0.1:" + peer));
      Files.writeString(folder.resolve("accounts.key"), key());
      Files.writeString(folder.resolve("tokens.csv"), "for-tests,admin,1,\"system:masters\"\n");
      run(
          folder,
          List.of(
              assets.resolve("kube-apiserver").toString(),
              "--etcd-servers=" + etcd,
              "--bind-address=127.0.0.1",
              "--secure-port=" + port,
              "--cert-dir=certificates",
              "--token-auth-file=tokens.csv",
              "--authorization-mode=AlwaysAllow",
              "--service-cluster-ip-range=10.0.0.0/16",
              "--service-account-issuer=https://127.0.0.1:" + port,
              "--service-account-key-file=accounts.key",
              "--service-account-signing-key-file=accounts.key"));
      written(
          folder,
          """
          apiVersion: v1
          kind: Config
          current-context: test
          clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
          users: [{name: admin, user: {token: for-tests}}]
          contexts: [{name: test, context: {cluster: test, user: admin}}]
          """
              .formatted(port));
      awaitReady(folder);
      return folder;
    } catch (IOException | NoSuchAlgorithmException | InterruptedException e) {
      throw new IllegalStateException("the API server cannot be started", e);
    }
  }

  private static void awaitReady(Path folder) throws InterruptedException {
    try (Outside outside = Outside.of(folder)) {
      for (int i = 0; i < 600; i++) {
        if (outside.ready()) {
          return;
        }
        outside.tempo().pause(Duration.ofMillis(200));
      }
    }
    throw new IllegalStateException("the API server did not get ready");
  }

  private static void run(Path folder, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                folder.resolve(Path.of(command.getFirst()).getFileName() + ".log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  private static String key() throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("esclusa-kubernetes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path written(Path folder, String kubeconfig) {
    try {
      Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
