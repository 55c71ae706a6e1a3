package dev.esclusa.control;

import dev.esclusa.model.Principal;
import dev.esclusa.tree.SourceTree;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The port to Git. Reads answer from a local mirror; only {@link #fetch} goes out.
 *
 * <p>Every method throws {@link dev.esclusa.model.ProblemException}: ENVIRONMENT when a repository
 * cannot be reached, CALLER when it is refused (an object format we do not read, a rewritten
 * mainline, an address that is not allowed).
 */
public interface Repositories {
  /**
   * Brings the mirror up to date. A mainline that does not contain what was followed before is
   * refused, and the heads stay; a proposal may be rewritten. What was followed once stays
   * readable.
   */
  Heads fetch(String repository);

  /** The heads as of the newest fetch that was not refused; none before the first. */
  Heads heads(String repository);

  /** The files of a commit. */
  SourceTree tree(String repository, String commit);

  /**
   * The files of a commit of any repository, fetched where it is not here yet; it need not be one
   * that is followed. Once fetched it stays readable.
   *
   * @throws dev.esclusa.model.ProblemException ENVIRONMENT where another attempt may find it
   */
  SourceTree pinned(String repository, String commit);

  /**
   * The files of a proposal merged with mainline, without writing anything anywhere.
   *
   * @throws dev.esclusa.model.ProblemException CALLER when they conflict, naming the files
   */
  SourceTree merged(String repository, String mainline, String proposal);

  /** Paths that differ between two commits; all paths of {@code to} when {@code from} is absent. */
  Set<String> changedPaths(String repository, @Nullable String from, String to);

  /** Every commit is its own ancestor; a commit that the mirror does not have is nobody's. */
  boolean isAncestor(String repository, String ancestor, String descendant);

  /**
   * Who and when.
   *
   * @param allowedSigners the file of that name in force, against which signatures count
   */
  CommitFacts commit(String repository, String commit, String allowedSigners);

  /** The commits of {@code to} that are not in {@code from}, newest first, at most 1000. */
  List<String> commitsBetween(String repository, @Nullable String from, String to);

  /**
   * @param mainline newest commit of the main branch; absent in an empty repository
   * @param proposals by full ref name, e.g. {@code refs/heads/proposal/more-replicas}
   */
  record Heads(@Nullable String mainline, Map<String, String> proposals) {
    public Heads {
      proposals = Map.copyOf(proposals);
    }
  }

  /**
   * @param broughtBy verified by the commit's signature or by the push that brought it
   * @param authorClaim the free text author, e.g. {@code Ana <ana@crm.example>}
   * @param tree object id of the root folder
   */
  record CommitFacts(
      String commit,
      String tree,
      List<String> parents,
      Principal broughtBy,
      String authorClaim,
      String subject,
      Instant committedAt) {
    public CommitFacts {
      parents = List.copyOf(parents);
    }
  }
}
