package dev.esclusa.adapters.git;

import java.nio.file.Path;

/**
 * Where served repositories lie, and what a push may bring.
 *
 * @param folder holds {@code <name>.git}; ours alone
 * @param packBytesMax of one push
 * @param objectBytesMax of one file
 */
public record GitServerSettings(
    Path folder, String mainline, long packBytesMax, long objectBytesMax) {
  private static final long MEBI = 1024 * 1024;

  public static GitServerSettings in(Path folder) {
    return new GitServerSettings(folder, "main", 256 * MEBI, 10 * MEBI);
  }

  String mainlineRef() {
    return "refs/heads/" + mainline;
  }
}
