package dev.esclusa.cli;

import dev.esclusa.adapters.git.GitRepositories;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.SourceTree;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A folder that {@code git clone} made, read in place; no network, no ref moves. */
record GitClone(GitRepositories repositories, String address) implements RepositoryClone {
  /**
   * @throws Failure CLI-0022 when the folder is no clone
   */
  static GitClone open(Path folder) {
    return reading(
        folder.toString(), () -> new GitClone(GitRepositories.ofClone(folder), folder.toString()));
  }

  /** The id of the commit that a branch, a tag, an id or an expression such as HEAD~1 names. */
  String commit(String revision) {
    return reading(address, () -> repositories.commitId(address, revision))
        .orElseThrow(
            () ->
                Failure.of(
                    ExitCode.NOT_FOUND,
                    Problem.caller(
                        "CLI-0015",
                        "clone " + address + " knows no one commit \"" + revision + "\".",
                        "Write a branch, a tag or a commit's id; run `git fetch` if it is new.")));
  }

  @Override
  public SourceTree at(String commit) {
    return reading(address, () -> repositories.tree(address, commit));
  }

  @Override
  public SourceTree merged(String mainline, String proposal) {
    return reading(address, () -> repositories.merged(address, mainline, proposal));
  }

  /**
   * What the adapter advises is meant for a server's mirror; a person's clone needs other words.
   */
  private static <T> T reading(String address, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (ProblemException e) {
      throw Failure.of(
          ExitCode.REFUSED,
          Problem.caller(
              "CLI-0022",
              "clone " + address + " cannot be compared with: " + e.problem().cause(),
              "Run `git fetch` in it and try again, or leave out --repo."),
          e);
    }
  }
}
