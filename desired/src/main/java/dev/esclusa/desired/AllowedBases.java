package dev.esclusa.desired;

import dev.esclusa.model.Glob;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Project;
import dev.esclusa.tree.ReadSet;
import java.util.List;

/** Which other repositories an overlay may take bases of: those that its project may use. */
final class AllowedBases {
  private AllowedBases() {}

  static RemoteBases of(Project project, RemoteBases bases) {
    return (repository, commit) -> {
      if (!allows(project.repositories(), repository)) {
        throw new ProblemException(refused(project, repository), null);
      }
      return bases.tree(repository, commit);
    };
  }

  /** What is read of them is part of what the recorder saw. */
  static RemoteBases remembered(RemoteBases bases, ReadSet.Recorder recorder) {
    return (repository, commit) ->
        recorder.pinned(repository + "@" + commit + "//", bases.tree(repository, commit));
  }

  /** One repository may be written with {@code .git} and without it. */
  private static boolean allows(List<String> patterns, String repository) {
    String bare =
        repository.endsWith(".git") ? repository.substring(0, repository.length() - 4) : repository;
    return Glob.matchesAny(patterns, bare) || Glob.matchesAny(patterns, bare + ".git");
  }

  private static Problem refused(Project project, String repository) {
    return Problem.caller(
        "KUS-0012",
        "project "
            + project.name()
            + " may not use the repository "
            + repository
            + "; its repositories are "
            + project.repositories()
            + ".",
        "Commit a copy of the base, or have the project's owner add it to spec.repositories.");
  }
}
