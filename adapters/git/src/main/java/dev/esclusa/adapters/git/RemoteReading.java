package dev.esclusa.adapters.git;

import dev.esclusa.adapters.git.RepositoryCredentials.Credential;
import dev.esclusa.control.RepositoryProblem;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with a remote: its heads, then the objects that are missing here. Nothing that
 * the remote says becomes a ref name or a path before it was checked.
 */
final class RemoteReading {
  static final String PROPOSALS = "refs/heads/proposal/";
  private static final int PROPOSALS_MAX = 1000;
  private static final int REFS_MAX = 20_000;
  private static final List<RefSpec> BRANCHES_AND_TAGS =
      List.of(new RefSpec("refs/heads/*:refs/heads/*"), new RefSpec("refs/tags/*:refs/tags/*"));

  private final String address;
  private final RemoteAddress remote;
  private final GitSettings settings;
  private final @Nullable Credential credential;
  private final InstantSource clock;

  /** What is done with the objects, between their arrival and the end of their protection. */
  interface Arrival {
    /** Those that are not here yet, whole. */
    Collection<Ref> missing(Map<String, Ref> heads) throws IOException;

    void arrived(Map<String, Ref> heads) throws IOException;
  }

  RemoteReading(
      String address,
      RemoteAddress remote,
      GitSettings settings,
      @Nullable Credential credential,
      InstantSource clock) {
    this.address = address;
    this.remote = remote;
    this.settings = settings;
    this.credential = credential;
    this.clock = clock;
  }

  void run(Repository git, Arrival arrival) {
    List<RefSpec> wanted =
        List.of(
            new RefSpec(settings.mainlineRef()), new RefSpec(PROPOSALS + "*:" + PROPOSALS + "*"));
    converse(git, wanted, false, offered -> followed(offered), arrival);
  }

  /** One commit with its files and without its history, where the remote lets it be named. */
  void runFor(Repository git, ObjectId commit, Arrival arrival) {
    refuseMissing(commit);
    Ref wanted = new ObjectIdRef.Unpeeled(Ref.Storage.LOOSE, commit.name(), commit);
    converse(git, BRANCHES_AND_TAGS, true, offered -> Map.of(commit.name(), wanted), arrival);
  }

  /** All branches and tags with their history, for a remote that lets only those be named. */
  void runForAll(Repository git, Arrival arrival) {
    converse(git, BRANCHES_AND_TAGS, false, RemoteReading::all, arrival);
  }

  private interface Choice {
    Map<String, Ref> of(Map<String, Ref> offered) throws IOException;
  }

  private void converse(
      Repository git, List<RefSpec> asked, boolean shallow, Choice choice, Arrival arrival) {
    refuseOtherFormat();
    WatchedConnection.Watch watch = new WatchedConnection.Watch(settings.packBytesMax());
    Deadline deadline = new Deadline(clock.instant().plus(settings.fetchTimeout()));
    try (Transport transport = open(git, watch, shallow);
        FetchConnection connection = transport.openFetch(asked)) {
      Map<String, Ref> heads = choice.of(connection.getRefsMap());
      Collection<Ref> missing = arrival.missing(heads);
      try {
        if (!missing.isEmpty()) {
          connection.setPackLockMessage("esclusa fetch");
          connection.fetch(deadline, missing, Set.of());
        }
        arrival.arrived(heads);
      } finally {
        for (PackLock lock : connection.getPackLocks()) {
          lock.unlock();
        }
      }
    } catch (IOException e) {
      throw new ProblemException(problem(e, watch.status(), deadline), e);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // JGit trusts some of what a remote says, e.g. that object ids are hexadecimal.
      String seen = "it does not speak Git: " + GitProblem.shown(e.toString());
      throw new ProblemException(RepositoryProblem.unreachable(address, seen), e);
    }
  }

  private Transport open(Repository git, WatchedConnection.Watch watch, boolean shallow)
      throws IOException {
    Transport transport = Transport.open(git, remote.forJGit());
    if (shallow) {
      transport.setDepth(1);
    }
    transport.setTagOpt(TagOpt.NO_TAGS);
    transport.setObjectChecker(OwnSystem.lenientChecker());
    transport.setTimeout((int) Math.max(1, settings.fetchTimeout().toSeconds()));
    if (transport instanceof TransportHttp http) {
      http.setHttpConnectionFactory(watch);
      if (credential != null) {
        http.setAdditionalHeaders(Map.of("Authorization", authorization(credential)));
      }
    }
    return transport;
  }

  private static String authorization(Credential credential) {
    return switch (credential) {
      case Credential.Bearer it -> "Bearer " + it.token();
      case Credential.Password it ->
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(
                      (it.user() + ":" + it.password()).getBytes(StandardCharsets.UTF_8));
    };
  }

  private static Map<String, Ref> all(Map<String, Ref> offered) throws IOException {
    Map<String, Ref> named = new TreeMap<>();
    offered.values().stream()
        .filter(ref -> ref.getObjectId() != null && ref.getName().startsWith("refs/"))
        .forEach(ref -> named.put(ref.getName(), ref));
    if (named.size() > REFS_MAX) {
      throw new WatchedConnection.TooMuch(
          named.size() + " branches and tags to look through, at most " + REFS_MAX + " are");
    }
    return named;
  }

  private Map<String, Ref> followed(Map<String, Ref> offered) throws IOException {
    Map<String, Ref> heads = new TreeMap<>();
    for (Ref ref : offered.values()) {
      boolean wanted =
          ref.getName().equals(settings.mainlineRef()) || ref.getName().startsWith(PROPOSALS);
      if (wanted && ref.getObjectId() != null && Repository.isValidRefName(ref.getName())) {
        heads.put(ref.getName(), ref);
      }
    }
    if (heads.size() > PROPOSALS_MAX) {
      throw new WatchedConnection.TooMuch(
          heads.size() + " branches to follow, at most " + PROPOSALS_MAX + " are");
    }
    return heads;
  }

  /** A folder of this machine tells at once; JGit would print how its other half fails. */
  private void refuseMissing(ObjectId commit) {
    refuseOtherFormat();
    if (!(remote instanceof RemoteAddress.Folder(Path path))) {
      return;
    }
    try (Repository other =
        new FileRepositoryBuilder().setGitDir(bare(path).toFile()).setMustExist(true).build()) {
      if (!other.getObjectDatabase().has(commit)) {
        throw RepositoryProblem.notPinned(address, commit.name(), "it has no such commit")
            .asException();
      }
    } catch (IOException e) {
      String seen = GitProblem.shown(e.toString());
      throw new ProblemException(RepositoryProblem.unreachable(address, seen), e);
    }
  }

  private static Path bare(Path path) {
    return Files.isDirectory(path.resolve(".git")) ? path.resolve(".git") : path;
  }

  /** JGit reads a SHA-256 repository as if it were none, so its configuration is read first. */
  private void refuseOtherFormat() {
    if (!(remote instanceof RemoteAddress.Folder(Path path))) {
      return;
    }
    Path bare = bare(path);
    if (!Files.exists(bare.resolve("HEAD"))) {
      throw RepositoryProblem.unreachable(address, "there is no repository").asException();
    }
    try {
      Config config = new Config();
      if (Files.exists(bare.resolve("config"))) {
        config.fromText(Files.readString(bare.resolve("config"), StandardCharsets.UTF_8));
      }
      String format = config.getString("extensions", null, "objectformat");
      if (format != null && !format.equalsIgnoreCase("sha1")) {
        throw GitProblem.otherObjectFormat(address, format).asException();
      }
    } catch (IOException | ConfigInvalidException e) {
      String seen = "its configuration cannot be read: " + GitProblem.shown(e.getMessage() + "");
      throw new ProblemException(RepositoryProblem.unreachable(address, seen), e);
    }
  }

  // --- what went wrong ---

  private Problem problem(IOException failure, int status, Deadline deadline) {
    for (Throwable cause : causes(failure)) {
      if (cause instanceof WatchedConnection.OtherFormat it) {
        return GitProblem.otherObjectFormat(address, it.getMessage() + "");
      }
      if (cause instanceof WatchedConnection.TooMuch it) {
        return GitProblem.tooMuch(address, it.getMessage() + "");
      }
      if (cause instanceof CorruptObjectException it) {
        return GitProblem.hostile(address, it.getMessage() + "");
      }
      if (cause instanceof SocketTimeoutException) {
        return GitProblem.timeout(address, settings.fetchTimeout());
      }
    }
    if (deadline.isCancelled()) {
      return GitProblem.timeout(address, settings.fetchTimeout());
    }
    if (status == 401 || status == 403) {
      return GitProblem.unauthorized(address, status);
    }
    String seen = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return RepositoryProblem.unreachable(
        address, (status == 0 ? "" : "HTTP " + status + ", ") + GitProblem.shown(seen));
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable it = failure; it != null && causes.size() < 20; it = it.getCause()) {
      causes.add(it);
    }
    return causes;
  }

  /** Ends a fetch that takes too long, and one whose thread was interrupted. */
  private final class Deadline extends EmptyProgressMonitor {
    private final Instant end;

    Deadline(Instant end) {
      this.end = end;
    }

    @Override
    public boolean isCancelled() {
      return clock.instant().isAfter(end) || Thread.currentThread().isInterrupted();
    }
  }
}
