package dev.esclusa.desired;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.SourceTree;

/**
 * The port through which bases of other repositories are read. Who asks has found out already that
 * the project allows the repository.
 */
@FunctionalInterface
public interface RemoteBases {
  /** Where nothing can be fetched. */
  RemoteBases NONE =
      (repository, commit) -> {
        throw new ProblemException(
            Problem.caller(
                "KUS-0012",
                "commit " + commit + " of " + repository + " is not at hand here.",
                "Look at it where other repositories are read, e.g. on the server."),
            null);
      };

  /**
   * The files of a commit; the same for ever.
   *
   * @throws ProblemException ENVIRONMENT where another attempt may find it
   */
  SourceTree tree(String repository, String commit);
}
