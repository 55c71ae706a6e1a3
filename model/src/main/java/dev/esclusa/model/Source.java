package dev.esclusa.model;

import dev.esclusa.tree.Value;

/**
 * Where a target's desired state is read.
 *
 * @param repository address of a repository; empty for the root repository
 * @param path folder, without leading or trailing slash; empty for the root
 * @param options of the renderer: {@code recurse}, {@code include}, {@code exclude}, ...
 */
public record Source(String repository, String path, Value.Mapping options) {
  /** Whether it is read from the root repository. */
  public boolean inRoot() {
    return repository.isEmpty();
  }
}
