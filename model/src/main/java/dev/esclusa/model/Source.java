package dev.esclusa.model;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * Where a target's desired state is read.
 *
 * @param repository address of a repository; empty for the root repository
 * @param path folder, without leading or trailing slash; empty for the root
 * @param options of the renderer: {@code recurse}, {@code include}, {@code exclude}, {@code
 *     kustomize}
 * @param overriddenAt where options stand that change what the folder's files say; absent where
 *     none do
 */
public record Source(
    String repository, String path, Value.Mapping options, @Nullable Position overriddenAt) {
  public Source(String repository, String path, Value.Mapping options) {
    this(repository, path, options, null);
  }

  /** Whether it is read from the root repository. */
  public boolean inRoot() {
    return repository.isEmpty();
  }
}
