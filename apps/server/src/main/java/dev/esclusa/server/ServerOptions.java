package dev.esclusa.server;

import dev.esclusa.adapters.database.DatabaseAddress;
import dev.esclusa.adapters.git.RepositoryCredentials;
import dev.esclusa.control.Genesis;
import dev.esclusa.stack.StateLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The only things that a server is told; everything else is in Git.
 *
 * @param name of this replica, in leases and messages; another one for each
 * @param dataFolder mirrors, the witness's memory, and the embedded database; of this replica alone
 * @param keysFolder the installation's name and keys; the same content for all replicas
 * @param tokensFile digests of the tokens that callers may use
 * @param rootRepository address of the repository that holds the configuration
 * @param genesis its commit that everything begins with; absent where the head seen first will do
 * @param database an external one; absent for the embedded one
 * @param listen where the API listens; port 0 for any free one
 * @param gitListen where our own Git endpoint listens; absent for none
 * @param pollInterval how often repositories are looked at when nobody rings
 * @param leaseLifetime after which the targets of a dead replica are another's
 * @param credentials what repositories ask for
 * @param engines of stacks
 * @param auditLog file or folder of audit-log lines that is followed; absent for none
 * @param stateLimits how much of the states of stacks is taken and kept
 */
public record ServerOptions(
    String name,
    Path dataFolder,
    Path keysFolder,
    Path tokensFile,
    String rootRepository,
    @Nullable Genesis genesis,
    @Nullable DatabaseAddress database,
    InetSocketAddress listen,
    @Nullable InetSocketAddress gitListen,
    Duration pollInterval,
    Duration leaseLifetime,
    int workers,
    RepositoryCredentials credentials,
    EngineOptions engines,
    @Nullable Path auditLog,
    StateLimits stateLimits) {
  static final Duration POLL = Duration.ofSeconds(30);
  static final Duration LEASE = Duration.ofSeconds(15);
  static final int WORKERS = 8;

  /** One replica with the embedded database, on any free ports of loopback. */
  public static ServerOptions of(Path dataFolder, String rootRepository) {
    return new ServerOptions(
        "server",
        dataFolder,
        dataFolder.resolve("keys"),
        dataFolder.resolve("tokens.json"),
        rootRepository,
        null,
        null,
        loopback(0),
        loopback(0),
        POLL,
        LEASE,
        WORKERS,
        RepositoryCredentials.NONE,
        EngineOptions.ofEnvironment(),
        null,
        StateLimits.DEFAULT);
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  public ServerOptions withDatabase(DatabaseAddress address) {
    return with(genesis, address, listen, gitListen, engines, auditLog);
  }

  /** On loopback; 0 for any free port. */
  public ServerOptions withPorts(int api, int git) {
    return with(genesis, database, loopback(api), loopback(git), engines, auditLog);
  }

  public ServerOptions withGenesis(@Nullable Genesis named) {
    return with(named, database, listen, gitListen, engines, auditLog);
  }

  public ServerOptions withEngines(EngineOptions others) {
    return with(genesis, database, listen, gitListen, others, auditLog);
  }

  public ServerOptions withAuditLog(@Nullable Path followed) {
    return with(genesis, database, listen, gitListen, engines, followed);
  }

  private ServerOptions with(
      @Nullable Genesis named,
      @Nullable DatabaseAddress address,
      InetSocketAddress api,
      @Nullable InetSocketAddress git,
      EngineOptions others,
      @Nullable Path followed) {
    return new ServerOptions(
        name,
        dataFolder,
        keysFolder,
        tokensFile,
        rootRepository,
        named,
        address,
        api,
        git,
        pollInterval,
        leaseLifetime,
        workers,
        credentials,
        others,
        followed,
        stateLimits);
  }
}
