package dev.esclusa.server;

import dev.esclusa.adapters.git.GitServer;
import dev.esclusa.adapters.git.GitServerSettings;
import dev.esclusa.adapters.git.NewRepository;
import dev.esclusa.adapters.identity.SshKeyPair;
import dev.esclusa.adapters.identity.Tokens;
import dev.esclusa.control.Genesis;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.sandbox.Sandbox;
import dev.esclusa.sandbox.SandboxOptions;
import dev.esclusa.sandbox.SandboxUser;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.InMemorySourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Esclusa to try out, with nothing but a JDK: a sandbox cluster, a Git endpoint with the sample
 * estate, and a server that drives them. What it made stays under its folder and goes on at the
 * next start.
 */
public final class Trial implements AutoCloseable {
  private static final String REPOSITORY = "crm";
  private static final List<String> ROLES = List.of("developer", "platform", "data");
  private static final Map<String, List<String>> PROJECTS =
      Map.of(
          "developer", List.of("crm", "infra"),
          "platform", List.of("crm", "infra", "configuration"),
          "data", List.of("crm", "infra"));

  private final Path folder;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final @Nullable Sandbox sandbox;
  private final EsclusaServer server;

  private Trial(
      Path folder,
      FileChannel lockFile,
      FileLock lock,
      List<EstateLayer> estate,
      @Nullable String kubeconfig,
      EngineOptions engines)
      throws IOException {
    this.folder = folder;
    this.lockFile = lockFile;
    this.lock = lock;
    SecureRandom random = new SecureRandom();
    Path data = folder.resolve("server");
    Files.createDirectories(data);
    Map<String, Integer> ports = ports();
    CompletableFuture<@Nullable Sandbox> starting =
        kubeconfig == null
            ? CompletableFuture.supplyAsync(() -> startSandbox(ports.getOrDefault("sandbox", 0)))
            : CompletableFuture.completedFuture(null);
    for (String role : ROLES) {
      makeRole(role, data, random);
    }
    boolean first = hostEstate(data, estate);
    Sandbox started = starting.join();
    sandbox = started;
    String ours = started == null ? kubeconfig : started.kubeconfig("esclusa");
    String yours = started == null ? kubeconfig : started.kubeconfig("admin");
    write(data.resolve("sandbox.kubeconfig"), ours == null ? "" : ours);
    write(folder.resolve("kubeconfig"), yours == null ? "" : yours);
    server =
        EsclusaServer.start(
            ServerOptions.of(data, repositoryAddress(data))
                .withGenesis(genesis())
                .withEngines(engines)
                .withAuditLog(Files.createDirectories(folder.resolve("audit-log")))
                .withPorts(ports.getOrDefault("api", 0), ports.getOrDefault("git", 0)));
    write(folder.resolve("trust.policy"), server.trustPolicy());
    write(folder.resolve("clone-url"), cloneUrl() + "\n");
    for (String role : ROLES) {
      writeClient(role);
    }
    if (first) {
      FirstApprovals.give(server.plane(), this::pair);
    }
  }

  /** The key pair of a principal that is one of the roles. */
  private @Nullable SshKeyPair pair(String team) {
    if (!ROLES.contains(team)) {
      return null;
    }
    try {
      return SshKeyPair.read(Files.readString(keyFile(team)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param folder keeps everything; ours alone
   * @param estate the sample's files
   * @throws ProblemException SRV-0005 when another trial runs in the folder
   */
  public static Trial start(Path folder, Path estate) {
    return start(folder, estate, null);
  }

  /**
   * The same on a cluster of one's own instead of the sandbox.
   *
   * @param kubeconfig its content; the sample estate calls the cluster {@code sandbox} all the same
   */
  public static Trial start(Path folder, Path estate, @Nullable String kubeconfig) {
    return start(folder, List.of(EstateLayer.of(estate)), kubeconfig);
  }

  /** The same with an estate of several folders, each laid over those before it. */
  public static Trial start(Path folder, List<EstateLayer> estate, @Nullable String kubeconfig) {
    return start(folder, estate, kubeconfig, EngineOptions.ofEnvironment());
  }

  /** The same with engines and providers of one's own choice. */
  public static Trial start(
      Path folder, List<EstateLayer> estate, @Nullable String kubeconfig, EngineOptions engines) {
    try {
      Files.createDirectories(folder);
      FileChannel file =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(file);
      if (lock == null) {
        file.close();
        throw Problem.caller(
                "SRV-0005",
                "Esclusa is running already in " + folder + ".",
                "Use it, or stop it with Ctrl-C in its terminal; ./dev reset forgets its state.")
            .asException();
      }
      sign(file);
      return new Trial(folder, file, lock, estate, kubeconfig, engines);
    } catch (IOException e) {
      throw new ProblemException(
          Problem.environment(
              "SRV-0003",
              "the trial cannot start: " + e.getMessage(),
              "Check that " + folder + " can be written."),
          e);
    }
  }

  /** Who holds the lock, for {@code ./dev reset}: a shell cannot ask for a lock of this kind. */
  private static void sign(FileChannel file) throws IOException {
    file.truncate(0);
    String holder = ProcessHandle.current().pid() + "\n";
    file.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (java.nio.channels.OverlappingFileLockException e) {
      return null;
    }
  }

  // --- what it is made of ---

  private Sandbox startSandbox(int port) {
    SandboxUser.Access all = SandboxUser.Access.all();
    List<String> masters = List.of("system:masters");
    return Sandbox.start(
        SandboxOptions.keptIn(folder.resolve("sandbox"))
            .withPort(port)
            .withUsers(
                List.of(
                    new SandboxUser("admin", masters, all),
                    new SandboxUser("esclusa", masters, all))));
  }

  /** The same ports at every start, so that what was printed once stays true. */
  private Map<String, Integer> ports() throws IOException {
    Path file = folder.resolve("ports");
    Map<String, Integer> ports = new TreeMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        int at = line.indexOf(' ');
        ports.put(line.substring(0, at), Integer.parseInt(line.substring(at + 1)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (String name : List.of("api", "git", "sandbox")) {
      int port = ports.getOrDefault(name, 0);
      if (port == 0 || !free(port)) {
        port = freePort();
        ports.put(name, port);
      }
      text.append(name).append(' ').append(port).append('\n');
    }
    write(file, text.toString());
    return ports;
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static String principal(String role) {
    return role + "@crm.example";
  }

  private Path roleFolder(String role) {
    return folder.resolve("roles").resolve(role);
  }

  private void makeRole(String role, Path data, SecureRandom random) throws IOException {
    Path key = roleFolder(role).resolve("id_ed25519");
    if (Files.exists(roleFolder(role).resolve("token"))) {
      return;
    }
    Files.createDirectories(roleFolder(role));
    SshKeyPair pair = SshKeyPair.generate(random, principal(role));
    write(key, pair.write(random));
    write(roleFolder(role).resolve("id_ed25519.pub"), pair.publicLine() + "\n");
    Tokens tokens = Tokens.open(data.resolve("tokens.json"));
    String token = tokens.issue(principal(role), PROJECTS.getOrDefault(role, List.of()), random);
    write(roleFolder(role).resolve("token"), token + "\n");
  }

  private static String repositoryAddress(Path data) {
    String address = EsclusaServer.gitFolder(data).resolve(REPOSITORY + ".git").toUri().toString();
    return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
  }

  /**
   * The sample estate with the roles' keys as the first commit; false where it is there already.
   */
  private boolean hostEstate(Path data, List<EstateLayer> estate) throws IOException {
    try (GitServer git =
        new GitServer(
            GitServerSettings.in(EsclusaServer.gitFolder(data)),
            _ -> null,
            RealTempo.machineClock(),
            _ -> {})) {
      if (git.has(REPOSITORY)) {
        return false;
      }
      Map<String, byte[]> files = EstateLayer.files(estate);
      files.put("esclusa/allowed_signers", allowedSigners().getBytes(StandardCharsets.UTF_8));
      String commit =
          git.create(
              new NewRepository(
                  REPOSITORY,
                  new InMemorySourceTree(files),
                  "developer",
                  principal("developer"),
                  "The CRM, under control",
                  principal("developer")));
      write(folder.resolve("genesis"), commit + "\n");
      return true;
    }
  }

  /** The commit that this trial made; a folder of an older trial does not name it. */
  private @Nullable Genesis genesis() throws IOException {
    Path file = folder.resolve("genesis");
    return Files.exists(file) ? Genesis.of(Files.readString(file).strip()) : null;
  }

  private String allowedSigners() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String role : ROLES) {
      String line = Files.readString(roleFolder(role).resolve("id_ed25519.pub")).strip();
      String[] parts = line.split(" ");
      text.append(principal(role))
          .append(' ')
          .append(parts[0])
          .append(' ')
          .append(parts[1])
          .append('\n');
    }
    return text.toString();
  }

  private void writeClient(String role) throws IOException {
    Files.createDirectories(folder.resolve("clients"));
    write(
        folder.resolve("clients").resolve(role + ".yaml"),
        """
        current: trial
        contexts:
          - name: trial
            server: %s
            tokenFile: %s
            key: %s
            trust: %s
        """
            .formatted(
                server.url(),
                roleFolder(role).resolve("token").toAbsolutePath(),
                roleFolder(role).resolve("id_ed25519").toAbsolutePath(),
                folder.resolve("trust.policy").toAbsolutePath()));
  }

  private static void write(Path file, String text) throws IOException {
    Keys.Private.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  // --- using it ---

  public EsclusaServer server() {
    return server;
  }

  public Path folder() {
    return folder;
  }

  /** The address to clone from as a role, without the token. */
  public String cloneUrl() {
    return server.gitUrl() + "/" + REPOSITORY + ".git";
  }

  public String token(String role) {
    try {
      return Files.readString(roleFolder(role).resolve("token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path keyFile(String role) {
    return roleFolder(role).resolve("id_ed25519");
  }

  /** What to do next, for a terminal. */
  public String welcome() {
    List<String> lines = new ArrayList<>();
    Path shown = folder;
    lines.add("Esclusa is ready.");
    lines.add("  API         " + server.url());
    lines.add("  Git         " + cloneUrl());
    lines.add("  kubeconfig  " + shown.resolve("kubeconfig"));
    lines.add("  trust file  " + shown.resolve("trust.policy") + " (for: ./esclusa verify)");
    lines.add("");
    lines.add("Three commands to try:");
    lines.add(
        "  export KUBECONFIG=" + shown.resolve("kubeconfig") + "; kubectl -n crm-dev get deploy");
    lines.add("  ./esclusa --as platform get changes");
    lines.add(
        "  ./dev clone developer ../crm     # a clone that signs its commits as the developer");
    lines.add("");
    lines.add("Ctrl-C stops everything; ./dev up goes on from here; ./dev reset forgets it.");
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    server.close();
    if (sandbox != null) {
      sandbox.close();
    }
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
