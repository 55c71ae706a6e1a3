package dev.esclusa.adapters.kubernetes;

import dev.esclusa.model.Cluster;
import dev.esclusa.tempo.Tempo;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The clusters that this server talks to, by name; each is connected to when it is first asked for.
 */
public final class Clusters implements AutoCloseable {
  private final Path dataFolder;
  private final String installation;
  private final Tempo tempo;
  private final Map<String, Connected> connected = new HashMap<>();

  private record Connected(Cluster cluster, KubernetesAuthority authority) {}

  private Clusters(Path dataFolder, String installation, Tempo tempo) {
    this.dataFolder = dataFolder;
    this.installation = installation;
    this.tempo = tempo;
  }

  /**
   * @param dataFolder what relative kubeconfig paths are relative to
   * @param installation whose objects are cached once somebody watches them
   */
  public static Clusters open(Path dataFolder, String installation, Tempo tempo) {
    return new Clusters(dataFolder, installation, tempo);
  }

  /**
   * The same one until the settings of the cluster change; then the old one is closed, and its
   * watches end with it.
   *
   * @throws dev.esclusa.model.ProblemException {@code KAD-0001} to {@code KAD-0003} when the
   *     settings lead nowhere; nothing is asked of the cluster yet
   */
  public synchronized KubernetesAuthority authority(Cluster cluster) {
    Connected known = connected.get(cluster.name());
    if (known != null && known.cluster().equals(cluster)) {
      return known.authority();
    }
    Transport transport = new Transport(Connection.of(cluster, dataFolder, System.getenv()), tempo);
    KubernetesAuthority fresh =
        new KubernetesAuthority(cluster.name(), installation, transport, tempo);
    connected.put(cluster.name(), new Connected(cluster, fresh));
    if (known != null) {
      known.authority().close();
    }
    return fresh;
  }

  @Override
  public synchronized void close() {
    connected.values().forEach(it -> it.authority().close());
    connected.clear();
  }
}
