package dev.esclusa.control;

import dev.esclusa.model.Problem;
import java.util.Collection;

/** What every implementation of {@link Repositories} says in the same words. */
public final class RepositoryProblem {
  private static final int NAMED_PATHS_MAX = 20;

  private RepositoryProblem() {}

  /**
   * @param seen what the attempt ended with, without credentials
   */
  public static Problem unreachable(String repository, String seen) {
    return Problem.environment(
        "GIT-0001",
        "repository " + repository + " cannot be fetched: " + seen + ".",
        "Check the address and that this machine reaches it; it is tried again.");
  }

  public static Problem unknownCommit(String repository, String commit) {
    return Problem.caller(
        "GIT-0005",
        "repository " + repository + " has no commit " + shown(commit) + " as of the newest fetch.",
        "Push it, or name a commit that a fetched branch holds.");
  }

  /**
   * A commit that an overlay names as a base; it may be pushed later.
   *
   * @param seen what the attempt ended with, without credentials
   */
  public static Problem notPinned(String repository, String commit, String seen) {
    return Problem.environment(
        "GIT-0013",
        "commit " + shown(commit) + " of " + repository + " cannot be fetched: " + seen + ".",
        "Name a commit that a branch or tag of the repository holds; it is tried again.");
  }

  /**
   * @param seen the head that does not go on from {@code followed}, or that there is none
   */
  public static Problem rewritten(String repository, String followed, String seen) {
    return Problem.caller(
        "GIT-0006",
        "mainline of "
            + repository
            + " was rewritten: it was followed up to "
            + followed
            + ", now "
            + seen
            + ".",
        "Push a mainline that contains " + followed + "; nothing newer is followed until then.");
  }

  public static Problem conflict(
      String repository, String mainline, String proposal, Collection<String> paths) {
    String named = String.join(", ", paths.stream().sorted().limit(NAMED_PATHS_MAX).toList());
    int more = paths.size() - NAMED_PATHS_MAX;
    return Problem.caller(
        "GIT-0007",
        "proposal "
            + proposal
            + " of "
            + repository
            + " conflicts with mainline "
            + mainline
            + " in "
            + named
            + (more > 0 ? " and " + more + " more files" : "")
            + ".",
        "Rebase the proposal on mainline, solve the conflicts, and push it again.");
  }

  private static String shown(String text) {
    String plain = text.replaceAll("[^ -~]", "?");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "…";
  }
}
