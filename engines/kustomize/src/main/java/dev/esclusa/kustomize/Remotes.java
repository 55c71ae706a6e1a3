package dev.esclusa.kustomize;

import dev.esclusa.tree.SourceTree;

/**
 * Decides which bases of other repositories may be read, and gives their files. The engine opens no
 * connection; what it is given for a commit is taken to be the same for ever.
 */
@FunctionalInterface
public interface Remotes {
  /** Refuses all. */
  Remotes NONE =
      base -> {
        throw base.refused(
            "'" + base.repository() + "' is another repository, and none is allowed here.",
            "Commit a copy, or let the configuration allow the repository.");
      };

  /**
   * The files of the base's commit, from the repository's root on.
   *
   * @throws KustomizeException as {@link RemoteResource#refused} makes it
   */
  SourceTree open(RemoteResource base);
}
