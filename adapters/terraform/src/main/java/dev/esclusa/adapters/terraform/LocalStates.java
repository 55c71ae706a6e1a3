package dev.esclusa.adapters.terraform;

import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where stacks with a {@code local} backend may keep their states: a folder of each project within
 * one of the server's. Their engines see it, and those that plan cannot write it where the kernel
 * keeps them apart.
 *
 * @param folder absent: a local backend is refused
 */
public record LocalStates(@Nullable Path folder) {
  public static LocalStates none() {
    return new LocalStates(null);
  }

  /** The folder of the stack's project, made for the user that engines run as. */
  List<Path> of(Target target, Isolation isolation) {
    if (folder == null) {
      return List.of();
    }
    Path own = folder.resolve(target.project());
    try {
      Files.createDirectories(own);
      if (isolation instanceof Isolation.Namespaces namespaces
          && namespaces.user() instanceof Isolation.User.Dropped dropped) {
        Files.setAttribute(own, "unix:uid", dropped.id());
        Files.setAttribute(own, "unix:gid", dropped.id());
      }
      Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
      return List.of(own.toRealPath());
    } catch (IOException e) {
      throw new ProblemException(RunnerProblem.folderFailed(target.name().text(), e.toString()), e);
    }
  }
}
