package dev.esclusa.server;

import com.sun.net.httpserver.HttpServer;
import dev.esclusa.adapters.database.Database;
import dev.esclusa.adapters.database.DatabaseAddress;
import dev.esclusa.adapters.database.EmbeddedPostgres;
import dev.esclusa.adapters.git.Gate;
import dev.esclusa.adapters.git.GitRepositories;
import dev.esclusa.adapters.git.GitServer;
import dev.esclusa.adapters.git.GitServerSettings;
import dev.esclusa.adapters.git.GitSettings;
import dev.esclusa.adapters.git.Pusher;
import dev.esclusa.adapters.identity.CommitSignatures;
import dev.esclusa.adapters.identity.SshSignatures;
import dev.esclusa.adapters.identity.Tokens;
import dev.esclusa.adapters.kubernetes.Clusters;
import dev.esclusa.adapters.terraform.TerraformAuthority;
import dev.esclusa.control.Authorities;
import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.EvidenceDesk;
import dev.esclusa.control.Journal;
import dev.esclusa.control.PayloadCipher;
import dev.esclusa.control.Ports;
import dev.esclusa.control.Settings;
import dev.esclusa.control.TileLog;
import dev.esclusa.model.Cluster;
import dev.esclusa.model.Environment;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.Observer;
import dev.esclusa.stack.Artifacts;
import dev.esclusa.stack.EnvelopeSeal;
import dev.esclusa.stack.Purpose;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tlog.FileWitnessMemory;
import dev.esclusa.tlog.LocalWitness;
import dev.esclusa.tlog.SignerKey;
import dev.esclusa.tlog.WitnessMemory;
import io.javalin.Javalin;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One Esclusa process: everything wired by hand, started in order, closed in reverse. It speaks
 * plain HTTP, on loopback where nobody says otherwise; elsewhere a proxy with TLS stands before it.
 */
public final class EsclusaServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EsclusaServer.class.getName());

  private static final Duration TIDYING = Duration.ofHours(6);
  private static final Duration PLANS_LAST = Duration.ofDays(30);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final ServerOptions options;
  private final RealTempo tempo = new RealTempo();
  private final Keys keys;
  private final Redaction redaction;
  private final Status status = new Status();
  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final Tokens tokens;
  private final GitServer git;
  private final Clusters clusters;
  private final StateBackend states;
  private final Artifacts artifacts;
  private final Stacks stacks;
  private final ControlPlane plane;
  private final Supplier<Optional<Problem>> readOnly;
  private final @Nullable HttpServer gitHttp;
  private final Javalin http;

  private EsclusaServer(ServerOptions options) {
    this.options = options;
    try {
      open.push(tempo);
      Path data = options.dataFolder();
      Files.createDirectories(data);
      keys = new Keys(options.keysFolder(), tempo.chance());
      redaction = new Redaction(keys.redaction());
      tokens = Tokens.open(options.tokensFile());
      Database database = opened(Database.open(databaseAddress()));
      Journal journal =
          opened(
              database.journal(PayloadCipher.ofKeyFile(keys.masterFile(), tempo.chance()), tempo));
      TileLog log =
          new TileLog(journal, database.tiles(), database.documents(), keys.log(), witness());
      git =
          opened(
              new GitServer(
                  GitServerSettings.in(gitFolder(data)), gate(), tempo.clock(), _ -> rung()));
      clusters = opened(Clusters.open(data, keys.installation(), tempo));
      EnvelopeSeal seal = new EnvelopeSeal(keys.states(), tempo.chance());
      states =
          new StateBackend(
              database.states(), seal, tempo.clock(), tempo.chance(), options.stateLimits());
      artifacts = new Artifacts(database.artifacts(), seal, tempo.clock());
      open.push(tempo.every(TIDYING, this::letOldPlansGo)::cancel);
      stacks =
          new Stacks(
              options,
              states,
              artifacts,
              new Redaction(keys.redaction()),
              this::stateUrl,
              this::unisolated,
              tempo);
      plane = plane(database, journal, log);
      opened(plane);
      readOnly = log::trouble;
      status.watchLog(() -> log.trouble().or(log::hindrance));
      Workers workers = opened(new Workers(plane, options.workers()));
      journal.onWork(workers::wake);
      gitHttp = gitEndpoint();
      http = api(new EvidenceDesk(journal, database.tiles()));
      open.push(http::stop);
      followAuditLog();
      plane.start();
      workers.start();
    } catch (IOException e) {
      close();
      throw new ProblemException(
          Problem.environment(
              "SRV-0003",
              "the server cannot start: " + e.getMessage(),
              "Check the data folder " + options.dataFolder() + " and that the ports are free."),
          e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts a server that is ready when this returns. */
  public static EsclusaServer start(ServerOptions options) {
    return new EsclusaServer(options);
  }

  /** Where hosted repositories of a data folder lie. */
  static Path gitFolder(Path data) {
    return data.resolve("git");
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.push(resource);
    return resource;
  }

  private DatabaseAddress databaseAddress() {
    DatabaseAddress given = options.database();
    return given == null
        ? opened(EmbeddedPostgres.start(options.dataFolder().resolve("postgres"))).address()
        : given;
  }

  private LocalWitness witness() {
    SignerKey log = keys.log();
    Path file = options.dataFolder().resolve("witness-memory");
    WitnessMemory memory =
        Files.exists(file) ? FileWitnessMemory.open(file) : FileWitnessMemory.create(file);
    return new LocalWitness(
        keys.localWitness(), Map.of(log.verifier().name(), log.verifier()), memory, tempo.clock());
  }

  private ControlPlane plane(Database database, Journal journal, TileLog log) {
    GitRepositories repositories =
        opened(
            new GitRepositories(
                GitSettings.in(options.dataFolder().resolve("mirrors")),
                CommitSignatures::verify,
                git.pushers(gitFolder(options.dataFolder()).toUri().toString()),
                options.credentials(),
                tempo.clock()));
    Settings settings =
        new Settings(
            options.rootRepository(),
            options.name() + "-" + HexFormat.of().formatHex(tempo.chance().bytes(4)),
            options.leaseLifetime(),
            Settings.of("", "").proposalLifetime(),
            options.pollInterval(),
            options.genesis());
    return new ControlPlane(
        new Ports(
            journal,
            database.leases(),
            repositories,
            this::served,
            new SshSignatures(),
            (Tempo) tempo),
        settings,
        redaction,
        keys.installation(),
        log,
        status);
  }

  private void followAuditLog() {
    Path log = options.auditLog();
    if (log == null) {
      return;
    }
    AuditHints hints = new AuditHints(plane, states);
    AuditFeed feed =
        new AuditFeed(
            log,
            options.dataFolder().resolve("audit-log.json"),
            hints::take,
            status,
            tempo.clock());
    open.push(tempo.every(AuditFeed.INTERVAL, () -> follow(feed))::cancel);
  }

  /** While the log is in trouble nothing is written, so nothing is read either. */
  private void follow(AuditFeed feed) {
    if (readOnly.get().isPresent()) {
      return;
    }
    try {
      feed.look();
    } catch (ProblemException e) {
      // What could not be passed on is read again.
      status.happened(
          new ControlPlane.Trouble("audit-log", String.valueOf(options.auditLog()), 1, e));
    }
  }

  /** A change that waited longer is planned again before it is applied. */
  private void letOldPlansGo() {
    try {
      artifacts.dropOld(Purpose.SAVED_PLAN, tempo.now().minus(PLANS_LAST));
    } catch (ProblemException e) {
      LOG.log(Level.WARNING, "old saved plans are kept until the next time", e);
    }
  }

  private void rung() {
    plane.desk().sync();
  }

  /** Where the kernel keeps engines apart from nothing, an environment has to say so itself. */
  private boolean unisolated(Target target) {
    Environment environment = plane.estate().environment(target.environment());
    return environment != null && environment.isolation() == Environment.Isolation.NONE;
  }

  private Authorities.Served served(Target target) {
    return target.authority().text().equals("terraform") ? servedStack(target) : onCluster(target);
  }

  private Authorities.Served servedStack(Target target) {
    try {
      TerraformAuthority authority = stacks.authority();
      return new Authorities.Served(
          authority, authority, authority, Authorities.Recovery.NEEDS_VERDICT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(
          Problem.environment(
              "SRV-0011",
              "the engines were being looked for when the server stopped; stack "
                  + target.name()
                  + " waits",
              "Nothing to do: the next start looks again."),
          e);
    }
  }

  /** The adapter of a target's cluster, watched from its first use on. */
  private Authorities.Served onCluster(Target target) {
    String name = target.place().getOrDefault("cluster", "");
    Cluster cluster = plane.estate().cluster(name);
    if (cluster == null) {
      throw Problem.caller(
              "SRV-0004",
              "target "
                  + target.name()
                  + " lives on cluster \""
                  + name
                  + "\", which the configuration in force does not declare",
              "Declare a Cluster document of that name.")
          .asException();
    }
    var authority = clusters.authority(cluster);
    if (watched.add(name)) {
      plane.watch((Observer) authority);
    }
    return new Authorities.Served(authority, authority, authority, Authorities.Recovery.RESUMES);
  }

  // --- faces ---

  private Gate gate() {
    return authorization -> {
      String token = tokenOf(authorization);
      return token == null
          ? null
          : tokens.holderOf(token).map(it -> new Pusher(it.principal())).orElse(null);
    };
  }

  /** {@code Bearer token}, or the token as the password that Git sends. */
  private static @Nullable String tokenOf(@Nullable String authorization) {
    if (authorization == null) {
      return null;
    }
    if (authorization.startsWith("Bearer ")) {
      return authorization.substring("Bearer ".length());
    }
    if (!authorization.startsWith("Basic ")) {
      return null;
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(authorization.substring("Basic ".length())),
              StandardCharsets.UTF_8);
      return pair.substring(pair.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      LOG.log(Level.DEBUG, "an Authorization header is not base64");
      return null;
    }
  }

  private @Nullable HttpServer gitEndpoint() throws IOException {
    InetSocketAddress listen = options.gitListen();
    if (listen == null) {
      return null;
    }
    HttpServer server = HttpServer.create(listen, 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/git", git.handler());
    server.start();
    open.push(() -> server.stop(0));
    return server;
  }

  private Javalin api(EvidenceDesk evidence) {
    Access access = new Access(tokens, plane);
    Views views = new Views(plane);
    Events events = new Events(access, views, plane.ledger());
    Metrics metrics = new Metrics(plane, status);
    Api api =
        new Api(
            plane,
            views,
            access,
            change -> evidence.bundle(change, plane.estate().allowedSigners()).encoded(),
            status,
            stacks::progress);
    Javalin server =
        Javalin.create(
            config -> {
              config.concurrency.useVirtualThreads = true;
              config.startup.showJavalinBanner = false;
              config.http.maxRequestSize = 1024 * 1024;
              api.routes(config);
              new StateApi(states, new StateViews(redaction), api::readableTarget).routes(config);
              new StateEndpoint(states).routes(config);
              config.routes.get("/healthz", ctx -> ctx.result(health()));
              config.routes.get(
                  "/readyz",
                  ctx -> ctx.status(readOnly.get().isEmpty() ? 200 : 503).result(health()));
              config.routes.get(
                  "/metrics",
                  ctx -> ctx.contentType("text/plain; version=0.0.4").result(metrics.text()));
              config.routes.sse("/api/v1/events", events::serve);
            });
    server.start(host(options.listen()), options.listen().getPort());
    return server;
  }

  /** A restart mends nothing of it, so the process stays healthy; it only takes no work. */
  private String health() {
    return readOnly.get().map(it -> "read-only: " + it + "\n").orElse("ok\n");
  }

  // --- what others need to know ---

  public String url() {
    return "http://" + host(options.listen()) + ":" + http.port();
  }

  /** Where an engine finds the state of a stack; its run brings the credentials. */
  public String stateUrl(TargetUid stack) {
    return url() + "/state/" + stack;
  }

  public StateBackend states() {
    return states;
  }

  public Artifacts artifacts() {
    return artifacts;
  }

  /** Below it lie the repositories that this server hosts; empty when it hosts none. */
  public String gitUrl() {
    return gitHttp == null
        ? ""
        : "http://" + host(gitHttp.getAddress()) + ":" + gitHttp.getAddress().getPort() + "/git";
  }

  private static String host(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** For the verifiers of its evidence, by another way than its evidence. */
  public String trustPolicy() {
    return keys.trustPolicy();
  }

  /** The same for a server that need not run. */
  static String trustPolicy(ServerOptions options) {
    return new Keys(options.keysFolder(), dev.esclusa.tempo.Chance.secure()).trustPolicy();
  }

  public ControlPlane plane() {
    return plane;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable next = open.pop();
      try {
        next.close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "closing failed", e);
      }
    }
  }
}
