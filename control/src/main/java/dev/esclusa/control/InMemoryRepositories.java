package dev.esclusa.control;

import dev.esclusa.model.Principal;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Repositories in memory: commits hold whole trees as maps, ids follow from content, time comes
 * from a given clock, so that the same calls give the same history. Merges go file by file: two
 * changes of one file conflict even where Git would merge their lines.
 */
public final class InMemoryRepositories implements Repositories {
  public static final String MAINLINE = "refs/heads/main";
  private static final String PROPOSALS = "refs/heads/proposal/";
  private static final int COMMITS_MAX = 1000;

  private final InstantSource clock;
  private final Map<String, Remote> remotes = new HashMap<>();

  /**
   * A commit to be made on a branch.
   *
   * @param ref e.g. {@code refs/heads/main}; made when it does not exist
   * @param author free text, e.g. {@code Ana <ana@crm.example>}
   * @param broughtBy one known by a signature counts only where {@code allowed_signers} lists its
   *     id
   * @param files the whole tree
   */
  public record NewCommit(
      String repository,
      String ref,
      String author,
      Principal broughtBy,
      String subject,
      Map<String, byte[]> files) {}

  private record Commit(
      CommitFacts facts, long number, Map<String, byte[]> files, InMemorySourceTree tree) {}

  private static final class Remote {
    final Map<String, Commit> commits = new HashMap<>();
    final Map<String, String> refs = new TreeMap<>();
    Heads fetched = new Heads(null, Map.of());
    boolean reachable = true;
    final Set<String> pinned = new HashSet<>();
  }

  public InMemoryRepositories(InstantSource clock) {
    this.clock = clock;
  }

  // --- the world outside: what people do to the repositories ---

  public synchronized void create(String repository) {
    remotes.putIfAbsent(repository, new Remote());
  }

  /** Commits on top of the branch's head, or starts the branch on top of mainline's. */
  public synchronized String commit(NewCommit made) {
    Remote remote = remote(made.repository());
    String head = remote.refs.getOrDefault(made.ref(), remote.refs.get(MAINLINE));
    return commit(made, head == null ? List.of() : List.of(head));
  }

  /** Commits on given parents and moves the branch there, whatever it held: this can rewrite. */
  public synchronized String commit(NewCommit made, List<String> parents) {
    Remote remote = remote(made.repository());
    Commit commit = commitOf(made, parents, remote.commits.size());
    remote.commits.putIfAbsent(commit.facts().commit(), commit);
    remote.refs.put(made.ref(), commit.facts().commit());
    return commit.facts().commit();
  }

  /** Points a branch to a commit that exists, back or forth; absent deletes the branch. */
  public synchronized void move(String repository, String ref, @Nullable String commit) {
    Remote remote = remote(repository);
    if (commit == null) {
      remote.refs.remove(ref);
    } else {
      remote.refs.put(ref, known(repository, commit).facts().commit());
    }
  }

  /** The newest commit of a branch at the remote, fetched or not. */
  public synchronized @Nullable String head(String repository, String ref) {
    return remote(repository).refs.get(ref);
  }

  /** The whole tree of a commit, to change and commit again. */
  public synchronized Map<String, byte[]> files(String repository, String commit) {
    return new TreeMap<>(known(repository, commit).files());
  }

  /** The whole tree of a proposal merged with mainline, to commit as a merge or a squash. */
  public synchronized Map<String, byte[]> mergedFiles(
      String repository, String mainline, String proposal) {
    return merge(repository, mainline, proposal);
  }

  /** From now on a fetch of it fails until it is {@link #connect connected} again. */
  public synchronized void disconnect(String repository) {
    remote(repository).reachable = false;
  }

  public synchronized void connect(String repository) {
    remote(repository).reachable = true;
  }

  // --- the port ---

  @Override
  public synchronized Heads fetch(String repository) {
    Remote remote = remote(repository);
    if (!remote.reachable) {
      throw RepositoryProblem.unreachable(repository, "connection refused").asException();
    }
    String followed = remote.fetched.mainline();
    String head = remote.refs.get(MAINLINE);
    if (followed != null && (head == null || !isAncestor(repository, followed, head))) {
      throw RepositoryProblem.rewritten(
              repository, followed, head == null ? "it is gone" : "its head is " + head)
          .asException();
    }
    Map<String, String> proposals = new TreeMap<>(remote.refs);
    proposals.keySet().removeIf(ref -> !ref.startsWith(PROPOSALS));
    remote.fetched = new Heads(head, proposals);
    return remote.fetched;
  }

  @Override
  public synchronized Heads heads(String repository) {
    return remote(repository).fetched;
  }

  @Override
  public synchronized SourceTree tree(String repository, String commit) {
    return known(repository, commit).tree();
  }

  @Override
  public synchronized SourceTree pinned(String repository, String commit) {
    Remote remote = remote(repository);
    Commit known = remote.commits.get(commit);
    if (known == null || !(remote.reachable || remote.pinned.contains(commit))) {
      throw RepositoryProblem.notPinned(
              repository, commit, remote.reachable ? "it has no such commit" : "connection refused")
          .asException();
    }
    remote.pinned.add(commit);
    return known.tree();
  }

  @Override
  public synchronized SourceTree merged(String repository, String mainline, String proposal) {
    return new InMemorySourceTree(merge(repository, mainline, proposal));
  }

  @Override
  public synchronized Set<String> changedPaths(
      String repository, @Nullable String from, String to) {
    Map<String, byte[]> before = from == null ? Map.of() : known(repository, from).files();
    Map<String, byte[]> after = known(repository, to).files();
    Set<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    paths.removeIf(path -> Arrays.equals(before.get(path), after.get(path)));
    return paths;
  }

  @Override
  public synchronized boolean isAncestor(String repository, String ancestor, String descendant) {
    return reachable(repository, descendant).contains(ancestor);
  }

  @Override
  public synchronized CommitFacts commit(String repository, String commit, String allowedSigners) {
    CommitFacts facts = known(repository, commit).facts();
    boolean believed =
        !(facts.broughtBy() instanceof Principal.Known known)
            || known.proof() != Principal.Proof.COMMIT_SIGNATURE
            || lists(allowedSigners, known.id());
    return believed
        ? facts
        : new CommitFacts(
            facts.commit(),
            facts.tree(),
            facts.parents(),
            new Principal.Unknown(
                facts.authorClaim(), "the commit's key is not in allowed_signers"),
            facts.authorClaim(),
            facts.subject(),
            facts.committedAt());
  }

  @Override
  public synchronized List<String> commitsBetween(
      String repository, @Nullable String from, String to) {
    Set<String> commits = new HashSet<>(reachable(repository, to));
    if (from != null) {
      commits.removeAll(reachable(repository, from));
    }
    return newestFirst(repository, commits).stream().limit(COMMITS_MAX).toList();
  }

  // --- history ---

  private Remote remote(String repository) {
    Remote remote = remotes.get(repository);
    if (remote == null) {
      throw RepositoryProblem.unreachable(repository, "no such repository").asException();
    }
    return remote;
  }

  private Commit known(String repository, String commit) {
    Commit known = remote(repository).commits.get(commit);
    if (known == null) {
      throw RepositoryProblem.unknownCommit(repository, commit).asException();
    }
    return known;
  }

  private Commit commitOf(NewCommit made, List<String> parents, long number) {
    parents.forEach(parent -> known(made.repository(), parent));
    InMemorySourceTree tree = new InMemorySourceTree(made.files());
    Map<String, @Nullable String> blobs = new TreeMap<>();
    made.files().keySet().forEach(path -> blobs.put(path, tree.fileId(path)));
    String treeId = Canonical.hash("esclusa/in-memory-tree/v1", Value.of(blobs)).hex();
    Value content =
        Value.mapping(
            "tree", treeId,
            "parents", parents,
            "author", made.author(),
            "subject", made.subject(),
            "at", clock.instant().toString());
    CommitFacts facts =
        new CommitFacts(
            Canonical.hash("esclusa/in-memory-commit/v1", content).hex(),
            treeId,
            parents,
            made.broughtBy(),
            made.author(),
            made.subject(),
            clock.instant());
    return new Commit(facts, number, new TreeMap<>(made.files()), tree);
  }

  private Set<String> reachable(String repository, String from) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String commit = open.removeFirst();
      if (seen.add(commit)) {
        open.addAll(known(repository, commit).facts().parents());
      }
    }
    return seen;
  }

  /** A commit is always made after its parents. */
  private List<String> newestFirst(String repository, Set<String> commits) {
    List<String> sorted = new ArrayList<>(commits);
    sorted.sort(
        (a, b) -> Long.compare(known(repository, b).number(), known(repository, a).number()));
    return sorted;
  }

  private static boolean lists(String allowedSigners, String principal) {
    return allowedSigners
        .lines()
        .map(line -> line.strip().split("\\s+", 2)[0])
        .anyMatch(principals -> List.of(principals.split(",")).contains(principal));
  }

  // --- merging ---

  private Map<String, byte[]> merge(String repository, String mainline, String proposal) {
    Map<String, byte[]> ours = known(repository, mainline).files();
    Map<String, byte[]> theirs = known(repository, proposal).files();
    Set<String> common = reachable(repository, mainline);
    common.retainAll(reachable(repository, proposal));
    Map<String, byte[]> base =
        common.isEmpty()
            ? Map.of()
            : known(repository, newestFirst(repository, common).getFirst()).files();
    Set<String> paths = new TreeSet<>(ours.keySet());
    paths.addAll(theirs.keySet());
    Map<String, byte[]> merged = new TreeMap<>();
    Set<String> conflicts = new TreeSet<>();
    for (String path : paths) {
      byte[] our = ours.get(path);
      byte[] their = theirs.get(path);
      byte[] before = base.get(path);
      if (!Arrays.equals(our, their)
          && !Arrays.equals(our, before)
          && !Arrays.equals(their, before)) {
        conflicts.add(path);
        continue;
      }
      byte[] result = Arrays.equals(our, before) ? their : our;
      if (result != null) {
        merged.put(path, result);
      }
    }
    conflicts.addAll(filesThatAreFolders(merged));
    if (!conflicts.isEmpty()) {
      throw RepositoryProblem.conflict(repository, mainline, proposal, conflicts).asException();
    }
    return merged;
  }

  private static Set<String> filesThatAreFolders(Map<String, byte[]> files) {
    Set<String> both = new TreeSet<>();
    for (String path : files.keySet()) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        if (files.containsKey(path.substring(0, slash))) {
          both.add(path.substring(0, slash));
        }
      }
    }
    return both;
  }
}
