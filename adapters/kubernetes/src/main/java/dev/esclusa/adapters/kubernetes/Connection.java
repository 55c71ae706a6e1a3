package dev.esclusa.adapters.kubernetes;

import dev.esclusa.model.Cluster;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the connection settings of a Cluster document into a client configuration. */
final class Connection {
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
  private static final int CONNECT_MILLIS = 10_000;

  private Connection() {}

  /**
   * @param dataFolder what relative kubeconfig paths are relative to
   */
  static Config of(Cluster cluster, Path dataFolder, Map<String, String> environment) {
    Config config =
        "true".equals(cluster.connection().get("inCluster"))
            ? inCluster(cluster, environment)
            : fromFile(cluster, dataFolder);
    config.setRequestRetryBackoffLimit(0); // a lost reply is read back, never sent again
    config.setHttp2Disable(true); // many watches on one HTTP/2 connection run out of streams
    config.setConnectionTimeout(CONNECT_MILLIS);
    return config;
  }

  private static Config fromFile(Cluster cluster, Path dataFolder) {
    String named = cluster.connection().get("kubeconfig");
    if (named == null || named.isEmpty()) {
      throw Problem.caller(
              "KAD-0003",
              "Cluster " + cluster.name() + " says neither kubeconfig nor inCluster: true.",
              "Give it spec.kubeconfig, a file relative to the server's data folder.")
          .asException();
    }
    Path file = dataFolder.resolve(named);
    if (!Files.isReadable(file)) {
      throw unreadable(cluster, named, "it is not there or not readable", null);
    }
    String context = cluster.connection().get("context");
    Config config;
    try {
      config =
          context == null
              ? Config.fromKubeconfig(file.toFile())
              : Config.fromKubeconfig(context, file.toFile());
    } catch (RuntimeException e) {
      // of the client's parsers; their own message may quote a line with a token
      throw unreadable(cluster, named, e.getClass().getSimpleName(), null);
    }
    if (config.getCurrentContext() == null
        || context != null && !context.equals(config.getCurrentContext().getName())) {
      throw Problem.caller(
              "KAD-0002",
              "Cluster "
                  + cluster.name()
                  + ": kubeconfig "
                  + named
                  + " has no context "
                  + (context == null ? "marked as current" : "\"" + context + "\"")
                  + ".",
              "Name one of its contexts in spec.context; `kubectl config get-contexts` lists them.")
          .asException();
    }
    return config;
  }

  private static ProblemException unreadable(
      Cluster cluster, String named, String why, @Nullable Throwable cause) {
    return new ProblemException(
        Problem.caller(
            "KAD-0001",
            "Cluster " + cluster.name() + ": kubeconfig " + named + " cannot be read: " + why + ".",
            "Put the file there; a relative path is relative to the server's data folder."),
        cause);
  }

  /** As the Kubernetes docs, "Accessing the Kubernetes API from a Pod", describe it. */
  private static Config inCluster(Cluster cluster, Map<String, String> environment) {
    String host = environment.get("KUBERNETES_SERVICE_HOST");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    Path token = ACCOUNT.resolve("token");
    if (host == null || !Files.isReadable(token)) {
      throw Problem.caller(
              "KAD-0003",
              "Cluster "
                  + cluster.name()
                  + " says inCluster, and this server does not run in a"
                  + " pod with a service account.",
              "Run it in the cluster, or give the Cluster a kubeconfig.")
          .asException();
    }
    Config config = new ConfigBuilder(Config.empty()).build();
    config.setMasterUrl("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    config.setCaCertFile(ACCOUNT.resolve("ca.crt").toString());
    OAuthTokenProvider provider = () -> read(token);
    config.setOauthTokenProvider(provider);
    return config;
  }

  /** Read anew each time: the kubelet renews it. */
  private static String read(Path token) {
    try {
      return Files.readString(token).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the service account token cannot be read", e);
    }
  }
}
