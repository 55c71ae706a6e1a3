package dev.esclusa.server;

import dev.esclusa.adapters.database.DatabaseAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The only things that a server is told; everything else is in Git.
 *
 * @param dataFolder keys, mirrors, and the embedded database
 * @param rootRepository address of the repository that holds the configuration
 * @param database an external one; absent for the embedded one
 * @param port of the API on loopback; 0 for any free one
 * @param gitPort of our own Git endpoint; 0 for any free one
 * @param pollInterval how often repositories are looked at when nobody rings
 */
public record ServerOptions(
    Path dataFolder,
    String rootRepository,
    @Nullable DatabaseAddress database,
    int port,
    int gitPort,
    Duration pollInterval,
    int workers) {
  public static ServerOptions of(Path dataFolder, String rootRepository) {
    return new ServerOptions(
        dataFolder, rootRepository, null, 0, 0, Duration.ofSeconds(30), 8);
  }

  public ServerOptions withDatabase(DatabaseAddress address) {
    return new ServerOptions(
        dataFolder, rootRepository, address, port, gitPort, pollInterval, workers);
  }

  public ServerOptions withPorts(int api, int git) {
    return new ServerOptions(
        dataFolder, rootRepository, database, api, git, pollInterval, workers);
  }
}
