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
