package dev.esclusa.adapters.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A bare repository in a folder that belongs to this process alone. */
final class BareFolder {
  private static final int PACKS_MAX = 64;

  /** For objects that no ref holds. JGit 7.8 fails with an overflow on "never". */
  private static final String LONG_AGO = "50.years.ago";

  private BareFolder() {}

  /** Opens it, or makes it when there is none. */
  static Repository open(Path folder) throws IOException {
    boolean made = Files.exists(folder.resolve("HEAD"));
    if (made) {
      removeRemains(folder);
    }
    Repository git =
        new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().setMustExist(made).build();
    if (!made) {
      git.create(true);
    }
    configure(git.getConfig());
    return git;
  }

  /**
   * Puts many small packs into one: every fetch and push leaves a pack. Nothing is ever dropped.
   */
  static void compact(Repository git) throws IOException {
    Path packs = git.getDirectory().toPath().resolve("objects/pack");
    long packCount;
    try (Stream<Path> files = Files.list(packs)) {
      packCount = files.filter(it -> it.toString().endsWith(".pack")).count();
    }
    if (packCount <= PACKS_MAX) {
      return;
    }
    try {
      Git.wrap(git).gc().call();
    } catch (GitAPIException e) {
      throw new IOException("packs cannot be put together", e);
    }
  }

  private static void configure(StoredConfig config) throws IOException {
    boolean same =
        config.getBoolean("core", "fsyncObjectFiles", false)
            && config.getBoolean("core", "fsyncRefFiles", false)
            && "false".equals(config.getString("http", null, "followRedirects"));
    if (same) {
      return;
    }
    config.setBoolean("core", null, "fsyncObjectFiles", true);
    config.setBoolean("core", null, "fsyncRefFiles", true);
    config.setBoolean("transfer", null, "fsckObjects", true);
    config.setBoolean("receive", null, "fsckObjects", true);
    config.setInt("gc", null, "auto", 0);
    config.setString("gc", null, "pruneExpire", LONG_AGO);
    config.setString("gc", null, "prunePackExpire", "now");
    config.setString("http", null, "followRedirects", "false");
    config.save();
  }

  /** A process that was killed leaves locks and half packs; nobody else could have made them. */
  private static void removeRemains(Path folder) throws IOException {
    List<Path> remains;
    try (Stream<Path> files = Files.walk(folder)) {
      remains = files.filter(Files::isRegularFile).filter(BareFolder::remains).toList();
    }
    for (Path file : remains) {
      Files.deleteIfExists(file);
    }
  }

  private static boolean remains(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".lock") || name.startsWith("incoming_") || name.startsWith("noz");
  }
}
