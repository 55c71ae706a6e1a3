package dev.esclusa.adapters.git;

import dev.esclusa.control.RepositoryProblem;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * Commits of one repository that overlays name as bases, each with all of its files and no history.
 * {@code refs/esclusa/pinned/} holds those that are here whole; they are never fetched again.
 */
final class PinnedCommits implements AutoCloseable {
  private static final String PINNED = "refs/esclusa/pinned/";

  /** So long nobody asks again for what could not be had. */
  private static final Duration REST = Duration.ofSeconds(15);

  private final Mirror mirror;
  private final InstantSource clock;
  private final Map<String, Failure> failures = new HashMap<>();

  private record Failure(Problem problem, Instant until) {}

  PinnedCommits(Mirror mirror, InstantSource clock) {
    this.mirror = mirror;
    this.clock = clock;
  }

  Mirror mirror() {
    return mirror;
  }

  /** The commit's root folder; one fetch at a time. */
  synchronized String treeId(RemoteReading reading, String commit) {
    try {
      String known = knownTree(commit);
      if (known != null) {
        return known;
      }
      refuseTooSoon(commit);
      fetch(reading, commit);
      String tree = knownTree(commit);
      if (tree == null) {
        throw RepositoryProblem.notPinned(mirror.address(), commit, "no branch or tag holds it")
            .asException();
      }
      failures.remove(commit);
      return tree;
    } catch (ProblemException e) {
      failures.putIfAbsent(commit, new Failure(e.problem(), clock.instant().plus(REST)));
      throw e;
    } catch (IOException e) {
      throw new ProblemException(GitProblem.damaged(mirror.address(), e.toString()), e);
    }
  }

  private void refuseTooSoon(String commit) {
    Failure last = failures.get(commit);
    if (last != null && clock.instant().isBefore(last.until())) {
      throw last.problem().asException();
    }
    failures.remove(commit);
  }

  /** By its name first; a remote that shows its branches and tags only is asked for all of them. */
  private void fetch(RemoteReading reading, String commit) {
    ObjectId wanted = ObjectId.fromString(commit);
    Arrival arrival = new Arrival(wanted);
    try {
      reading.runFor(mirror.git(), wanted, arrival);
    } catch (ProblemException e) {
      if (!e.problem().code().equals(UNREACHABLE)) {
        throw e;
      }
      try {
        reading.runForAll(mirror.git(), arrival);
      } catch (ProblemException all) {
        all.addSuppressed(e);
        throw all;
      }
    }
  }

  private static final String UNREACHABLE = "GIT-0001";

  private final class Arrival implements RemoteReading.Arrival {
    private final ObjectId wanted;

    Arrival(ObjectId wanted) {
      this.wanted = wanted;
    }

    @Override
    public Collection<Ref> missing(Map<String, Ref> heads) {
      return List.copyOf(heads.values());
    }

    @Override
    public void arrived(Map<String, Ref> heads) throws IOException {
      Repository git = mirror.git();
      try (RevWalk walk = new RevWalk(git)) {
        if (wholeTree(walk, wanted) == null) {
          return;
        }
        RefUpdate update = git.updateRef(PINNED + wanted.name());
        update.setNewObjectId(wanted);
        update.setForceUpdate(true);
        RefUpdate.Result result = update.update(walk);
        if (result != RefUpdate.Result.NEW && result != RefUpdate.Result.NO_CHANGE) {
          throw new IOException("ref " + update.getName() + " of the mirror: " + result);
        }
      }
    }
  }

  private @Nullable String knownTree(String commit) throws IOException {
    Repository git = mirror.git();
    if (git.getRefDatabase().exactRef(PINNED + commit) == null) {
      return null;
    }
    try (RevWalk walk = new RevWalk(git)) {
      return walk.parseCommit(ObjectId.fromString(commit)).getTree().name();
    }
  }

  /** Null where the commit or any of its files is not here. */
  private @Nullable String wholeTree(RevWalk walk, ObjectId commit) throws IOException {
    try (TreeWalk files = new TreeWalk(walk.getObjectReader())) {
      files.addTree(walk.parseCommit(commit).getTree());
      files.setRecursive(true);
      while (files.next()) {
        boolean here = walk.getObjectReader().has(files.getObjectId(0));
        if (!here && files.getFileMode(0) != FileMode.GITLINK) {
          return null;
        }
      }
      return walk.parseCommit(commit).getTree().name();
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      return null;
    }
  }

  @Override
  public void close() {
    mirror.close();
  }
}
