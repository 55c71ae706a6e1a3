package dev.esclusa.cli;

import dev.esclusa.adapters.git.GitRepositories;
import dev.esclusa.adapters.git.GitSettings;
import dev.esclusa.adapters.git.Pushers;
import dev.esclusa.adapters.git.RepositoryCredentials;
import dev.esclusa.desired.RemoteBases;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.SourceTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Bases of other repositories for a person: fetched once, kept in the folder for such things
 * ({@code XDG_CACHE_HOME}, else {@code ~/.cache}). Only repositories that are open to all.
 */
final class FetchedBases implements RemoteBases {
  private final Terminal terminal;
  private @Nullable GitRepositories repositories;

  FetchedBases(Terminal terminal) {
    this.terminal = terminal;
  }

  /** One process at a time; what is here already is read beside others. */
  @Override
  public synchronized SourceTree tree(String repository, String commit) {
    Path folder = folder();
    try {
      Files.createDirectories(folder);
      try (FileChannel lock =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = lock.lock()) {
        return terminal.doing(
            "fetching " + repository, () -> repositories(folder).pinned(repository, commit));
      }
    } catch (IOException e) {
      throw new ProblemException(
          Problem.environment(
              "CLI-0013",
              "bases cannot be kept in " + folder + ": " + e.getMessage() + ".",
              "Let XDG_CACHE_HOME name a folder that may be written."),
          e);
    }
  }

  private GitRepositories repositories(Path folder) {
    GitRepositories known = repositories;
    if (known == null) {
      known =
          new GitRepositories(
              GitSettings.in(folder),
              (_, _, _) -> new Principal.Unknown("", "signatures of bases are not checked"),
              Pushers.NONE,
              RepositoryCredentials.NONE,
              RealTempo.machineClock());
      repositories = known;
    }
    return known;
  }

  private Path folder() {
    String cache = terminal.environment("XDG_CACHE_HOME");
    String home = terminal.environment("HOME");
    Path kept =
        cache != null && !cache.isEmpty()
            ? terminal.path(cache)
            : Path.of(home == null ? System.getProperty("user.home", ".") : home, ".cache");
    return kept.resolve("esclusa").resolve("bases");
  }
}
