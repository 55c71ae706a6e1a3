package dev.esclusa.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Works with the real git, in a clone made as the welcome of the trial says: {@code ./dev clone}.
 */
final class CommandGitPerson extends GitPerson {
  private final Program git;

  /**
   * @param product the folder with the script {@code dev}
   * @param home the trial's folder
   */
  CommandGitPerson(Path product, Path home, String role, Path clone) throws IOException {
    super(clone);
    Map<String, String> hermetic =
        Map.of(
            "GIT_CONFIG_GLOBAL",
            "/dev/null",
            "GIT_CONFIG_NOSYSTEM",
            "1",
            "ESCLUSA_HOME",
            home.toString());
    if (!Files.isDirectory(clone.resolve(".git"))) {
      new Program(product.resolve("dev").toString(), product, hermetic)
          .run("clone", role, clone.toString());
    }
    git = new Program("git", clone, hermetic);
  }

  @Override
  void pull() throws IOException {
    git.run("fetch", "-q", "--prune");
    git.run("reset", "-q", "--hard", "origin/main");
  }

  @Override
  void mergeSquashed(String branch) throws IOException {
    git.run("fetch", "-q");
    git.run("merge", "-q", "--squash", "origin/" + branch);
  }

  @Override
  String commitAndPush(String message, String branch) throws IOException {
    git.run("add", "--all");
    git.run("commit", "-q", "-m", message);
    git.run("push", "-q", "origin", "HEAD:refs/heads/" + branch);
    return git.run("rev-parse", "HEAD").strip();
  }

  @Override
  void deleteBranch(String branch) throws IOException {
    git.run("push", "-q", "origin", "--delete", branch);
  }
}
