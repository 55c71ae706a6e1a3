package dev.esclusa.adapters.git;

import dev.esclusa.control.Repositories;
import dev.esclusa.control.RepositoryProblem;
import dev.esclusa.model.Principal;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.SourceTree;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoMergeBaseException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * Git through JGit: one bare mirror a repository, under a data folder that belongs to this process.
 * Repositories are named by their addresses: {@code file:///srv/root.git}, {@code
 * https://git.example/root.git}.
 */
public final class GitRepositories implements Repositories, AutoCloseable {
  private static final int COMMITS_MAX = 1000;
  private static final int COMMIT_BYTES_MAX = 1024 * 1024;
  private static final long MERGES_KEPT = 1024;

  private final GitSettings settings;
  private final CommitSignatures signatures;
  private final Pushers pushers;
  private final RepositoryCredentials credentials;
  private final InstantSource clock;
  private final GitObjects objects;
  private final ConcurrentMap<String, Mirror> mirrors = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, PinnedCommits> pins = new ConcurrentHashMap<>();
  private final RecentlyUsed<String> merges = new RecentlyUsed<>(MERGES_KEPT);

  public GitRepositories(
      GitSettings settings,
      CommitSignatures signatures,
      Pushers pushers,
      RepositoryCredentials credentials,
      InstantSource clock) {
    OwnSystem.install();
    this.settings = settings;
    this.signatures = signatures;
    this.pushers = pushers;
    this.credentials = credentials;
    this.clock = clock;
    this.objects = new GitObjects(settings);
  }

  /**
   * Reads a clone that somebody made, in place and without a network: no ref of it moves. Its
   * address is the folder's path as it is given.
   *
   * @throws ProblemException when the folder is no clone
   */
  public static GitRepositories ofClone(Path folder) {
    GitSettings settings = GitSettings.in(folder);
    GitRepositories clone =
        new GitRepositories(
            settings,
            (_, _, _) -> new Principal.Unknown("", "signatures are not checked in a clone"),
            Pushers.NONE,
            RepositoryCredentials.NONE,
            RealTempo.machineClock());
    String address = folder.toString();
    try {
      FileRepositoryBuilder builder = new FileRepositoryBuilder().setMustExist(true);
      File start = folder.toAbsolutePath().toFile();
      Repository found =
          builder.addCeilingDirectory(start.getParentFile()).findGitDir(start).build();
      clone.mirrors.put(address, new Mirror(address, settings, found));
      return clone;
    } catch (IOException | IllegalArgumentException e) {
      throw new ProblemException(GitProblem.damaged(address, "it is no Git clone"), e);
    }
  }

  @Override
  public Heads fetch(String repository) {
    RemoteAddress remote = RemoteAddress.parse(repository);
    return mirror(repository)
        .fetch(new RemoteReading(repository, remote, settings, credentials.of(repository), clock));
  }

  @Override
  public Heads heads(String repository) {
    return mirror(repository).heads();
  }

  @Override
  public SourceTree tree(String repository, String commit) {
    String treeId = reading(repository, walk -> known(repository, walk, commit).getTree().name());
    return new CommitTree(mirror(repository), objects, treeId);
  }

  /** In a folder of its own: histories are cut off there. */
  @Override
  public SourceTree pinned(String repository, String commit) {
    if (!ObjectId.isId(commit)) {
      throw RepositoryProblem.notPinned(repository, commit, "that is no commit's name")
          .asException();
    }
    RemoteAddress remote = RemoteAddress.parse(repository);
    PinnedCommits pinned =
        pins.computeIfAbsent(repository, it -> new PinnedCommits(open(it, ".pinned.git"), clock));
    RemoteReading reading =
        new RemoteReading(
            repository,
            remote,
            settings,
            follows(remote) ? credentials.of(repository) : null,
            clock);
    return new CommitTree(pinned.mirror(), objects, pinned.treeId(reading, commit));
  }

  /** Our credentials are shown to no host that only a base names. */
  private boolean follows(RemoteAddress remote) {
    return mirrors.keySet().stream()
        .map(RemoteAddress::parse)
        .anyMatch(followed -> followed.origin().equals(remote.origin()));
  }

  /**
   * The commit that a revision names (gitrevisions): a branch, a tag, an id or its beginning,
   * {@code HEAD~1}; empty where it names none, or several. A port would be asked by ids only: this
   * is for a person's clone.
   */
  public Optional<String> commitId(String repository, String revision) {
    try {
      ObjectId found = mirror(repository).git().resolve(revision + "^{commit}");
      return Optional.ofNullable(found).map(ObjectId::name);
    } catch (RevisionSyntaxException
        | AmbiguousObjectException
        | MissingObjectException
        | IncorrectObjectTypeException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ProblemException(GitProblem.damaged(repository, e.toString()), e);
    }
  }

  @Override
  public SourceTree merged(String repository, String mainline, String proposal) {
    String key = mainline + ":" + proposal + ":" + repository;
    String known = merges.get(key);
    String treeId =
        known == null
            ? reading(repository, walk -> merge(repository, walk, mainline, proposal))
            : known;
    merges.put(key, treeId, 1);
    return new CommitTree(mirror(repository), objects, treeId);
  }

  @Override
  public Set<String> changedPaths(String repository, @Nullable String from, String to) {
    return reading(
        repository,
        walk -> {
          try (TreeWalk files = new TreeWalk(walk.getObjectReader())) {
            if (from == null) {
              files.addTree(new EmptyTreeIterator());
            } else {
              files.addTree(known(repository, walk, from).getTree());
            }
            files.addTree(known(repository, walk, to).getTree());
            files.setRecursive(true);
            files.setFilter(TreeFilter.ANY_DIFF);
            Set<String> paths = new TreeSet<>();
            while (files.next()) {
              paths.add(files.getPathString());
            }
            return paths;
          }
        });
  }

  @Override
  public boolean isAncestor(String repository, String ancestor, String descendant) {
    return reading(
        repository,
        walk -> {
          RevCommit tip = known(repository, walk, descendant);
          RevCommit base = commitOrNull(walk, ancestor);
          return base != null && walk.isMergedInto(base, tip);
        });
  }

  @Override
  public CommitFacts commit(String repository, String commit, String allowedSigners) {
    return reading(
        repository,
        walk -> {
          RevCommit known = known(repository, walk, commit);
          byte[] raw =
              walk.getObjectReader()
                  .open(known, Constants.OBJ_COMMIT)
                  .getCachedBytes(COMMIT_BYTES_MAX);
          String author = claim(known.getAuthorIdent());
          return new CommitFacts(
              known.name(),
              known.getTree().name(),
              Arrays.stream(known.getParents()).map(RevCommit::name).toList(),
              broughtBy(repository, commit, raw, author, allowedSigners),
              author,
              GitProblem.shown(known.getShortMessage()),
              known.getCommitterIdent().getWhenAsInstant());
        });
  }

  @Override
  public List<String> commitsBetween(String repository, @Nullable String from, String to) {
    return reading(
        repository,
        walk -> {
          walk.sort(RevSort.TOPO);
          walk.sort(RevSort.COMMIT_TIME_DESC, true);
          walk.markStart(known(repository, walk, to));
          if (from != null) {
            walk.markUninteresting(known(repository, walk, from));
          }
          List<String> commits = new ArrayList<>();
          for (RevCommit next = walk.next();
              next != null && commits.size() < COMMITS_MAX;
              next = walk.next()) {
            commits.add(next.name());
          }
          return commits;
        });
  }

  @Override
  public void close() {
    mirrors.values().forEach(Mirror::close);
    mirrors.clear();
    pins.values().forEach(PinnedCommits::close);
    pins.clear();
  }

  // --- who brought it ---

  /** The signature counts first, then the push that brought it; the author is only a claim. */
  private Principal broughtBy(
      String repository, String commit, byte[] raw, String author, String allowedSigners) {
    Principal signer = signatures.verify(raw, allowedSigners, clock.instant());
    return switch (signer) {
      case Principal.Known known -> known;
      case Principal.Unknown unknown -> {
        String pusher = pushers.pusher(repository, commit);
        yield pusher == null
            ? new Principal.Unknown(author, unknown.cause())
            : new Principal.Known(pusher, Principal.Proof.PUSH_ENDPOINT);
      }
    };
  }

  private static String claim(@Nullable PersonIdent author) {
    return author == null
        ? ""
        : GitProblem.shown(author.getName() + " <" + author.getEmailAddress() + ">");
  }

  // --- reading a mirror ---

  private interface Reading<T> {
    T with(RevWalk walk) throws IOException;
  }

  private <T> T reading(String repository, Reading<T> reading) {
    try (RevWalk walk = new RevWalk(mirror(repository).git())) {
      return reading.with(walk);
    } catch (IOException e) {
      throw new ProblemException(GitProblem.damaged(repository, e.toString()), e);
    }
  }

  private static RevCommit known(String repository, RevWalk walk, String commit)
      throws IOException {
    RevCommit known = commitOrNull(walk, commit);
    if (known == null) {
      throw RepositoryProblem.unknownCommit(repository, commit).asException();
    }
    return known;
  }

  private static @Nullable RevCommit commitOrNull(RevWalk walk, String commit) throws IOException {
    if (!ObjectId.isId(commit)) {
      return null;
    }
    try {
      return walk.parseCommit(ObjectId.fromString(commit));
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      return null;
    }
  }

  /** Result objects without a ref may be written to the mirror; no ref and no remote changes. */
  private String merge(String repository, RevWalk walk, String mainline, String proposal)
      throws IOException {
    RevCommit ours = known(repository, walk, mainline);
    RevCommit theirs = known(repository, walk, proposal);
    ResolveMerger merger =
        (ResolveMerger) MergeStrategy.RECURSIVE.newMerger(mirror(repository).git(), true);
    try {
      if (merger.merge(ours, theirs)) {
        return merger.getResultTreeId().name();
      }
    } catch (NoMergeBaseException e) {
      throw new ProblemException(
          RepositoryProblem.conflict(
              repository, mainline, proposal, List.of("its history: " + e.getReason())),
          e);
    }
    Set<String> paths = new TreeSet<>(merger.getUnmergedPaths());
    if (merger.getFailingPaths() != null) {
      paths.addAll(merger.getFailingPaths().keySet());
    }
    throw RepositoryProblem.conflict(
            repository, mainline, proposal, paths.stream().map(GitProblem::shown).toList())
        .asException();
  }

  private Mirror mirror(String repository) {
    return mirrors.computeIfAbsent(repository, it -> open(it, ".git"));
  }

  private Mirror open(String repository, String suffix) {
    RemoteAddress.parse(repository);
    String name = Digest.of(repository.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 24);
    try {
      Files.createDirectories(settings.folder());
      Mirror mirror =
          new Mirror(
              repository, settings, BareFolder.open(settings.folder().resolve(name + suffix)));
      Files.writeString(settings.folder().resolve(name + ".address"), repository + "\n");
      return mirror;
    } catch (IOException e) {
      throw new ProblemException(GitProblem.damaged(repository, e.toString()), e);
    }
  }
}
