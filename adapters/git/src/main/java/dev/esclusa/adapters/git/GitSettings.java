package dev.esclusa.adapters.git;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where mirrors lie, what is followed, and the limits.
 *
 * @param folder holds one bare mirror a repository; ours alone, no second process may use it
 * @param mainline the branch that counts, e.g. {@code main}
 * @param fetchTimeout of one fetch, and of the wait for another one of the same repository
 * @param blobBytesMax the largest file that is read
 * @param packBytesMax the most that one fetch over HTTP may bring
 * @param cacheBytesMax of file contents kept in memory
 */
public record GitSettings(
    Path folder,
    String mainline,
    Duration fetchTimeout,
    long blobBytesMax,
    long packBytesMax,
    long cacheBytesMax) {
  private static final long MEBI = 1024 * 1024;

  public static GitSettings in(Path folder) {
    return new GitSettings(
        folder, "main", Duration.ofMinutes(2), 10 * MEBI, 2048 * MEBI, 64 * MEBI);
  }

  public GitSettings withMainline(String branch) {
    return new GitSettings(folder, branch, fetchTimeout, blobBytesMax, packBytesMax, cacheBytesMax);
  }

  String mainlineRef() {
    return "refs/heads/" + mainline;
  }
}
