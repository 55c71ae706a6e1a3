package dev.esclusa.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Somebody with a clone, a token and a signing key. */
abstract sealed class GitPerson permits JGitPerson, CommandGitPerson {
  private static final String MAINLINE = "main";

  private final Path clone;

  GitPerson(Path clone) {
    this.clone = clone;
  }

  Path folder() {
    return clone;
  }

  /** Whatever is in the clone becomes what mainline is. */
  abstract void pull() throws Exception;

  /** Commits everything, signed, and pushes it to a branch; gives the commit. */
  abstract String commitAndPush(String message, String branch) throws Exception;

  /** A branch of the remote, merged by squash into the work tree. */
  abstract void mergeSquashed(String branch) throws Exception;

  abstract void deleteBranch(String branch) throws Exception;

  /** Replaces what a pattern matches, commits, signs and pushes to mainline. */
  final String edit(String path, String pattern, String replacement) throws Exception {
    change(path, pattern, replacement);
    return commitAndPush("edit " + path, MAINLINE);
  }

  final String write(String path, String text) throws Exception {
    Files.createDirectories(clone.resolve(path).getParent());
    Files.writeString(clone.resolve(path), text);
    return commitAndPush("write " + path, MAINLINE);
  }

  final String remove(String path) throws Exception {
    Files.delete(clone.resolve(path));
    return commitAndPush("remove " + path, MAINLINE);
  }

  /** The same on a branch of its own; mainline stays where it is. */
  final String propose(String branch, String path, String pattern, String replacement)
      throws Exception {
    change(path, pattern, replacement);
    String commit = commitAndPush("propose " + path, branch);
    pull();
    return commit;
  }

  /** The content of a branch as one new commit on mainline. */
  final String squash(String branch) throws Exception {
    mergeSquashed(branch);
    return commitAndPush("squash " + branch, MAINLINE);
  }

  final String read(String path) throws IOException {
    return Files.readString(clone.resolve(path));
  }

  private void change(String path, String pattern, String replacement) throws IOException {
    Path file = clone.resolve(path);
    String text = Files.readString(file);
    String changed = Pattern.compile(pattern).matcher(text).replaceFirst(replacement);
    if (changed.equals(text)) {
      throw new IOException(path + " has nothing that matches " + pattern);
    }
    Files.writeString(file, changed);
  }
}
