package dev.esclusa.control;

import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.ReadSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What moves between two commits, worked out once for all targets: most of them read nothing of it,
 * and need no look at their files.
 */
final class TouchedPaths {
  private static final int KEPT = 64;

  private final Repositories repositories;
  private final Map<Move, Touched> known = new LinkedHashMap<>(); // guarded by this

  TouchedPaths(Repositories repositories) {
    this.repositories = repositories;
  }

  private record Move(String repository, String from, String to) {}

  /**
   * Keys of a read set: paths of files, and of folders with a slash at the end, whose listing may
   * have changed.
   */
  private record Touched(Set<String> keys) {
    static Touched of(Set<String> paths) {
      Set<String> keys = new HashSet<>(paths);
      for (String path : paths) {
        keys.add("/");
        for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
          keys.add(path.substring(0, at + 1));
        }
      }
      return new Touched(keys);
    }
  }

  /** False only when every look would see the same at both commits. */
  boolean touch(String repository, String from, String to, ReadSet reads) {
    if (from.equals(to)) {
      return false;
    }
    try {
      Set<String> keys = touched(new Move(repository, from, to)).keys();
      return reads.entries().keySet().stream().anyMatch(keys::contains);
    } catch (ProblemException e) {
      return true; // a commit that is gone compares with nothing; the files themselves will tell
    }
  }

  private synchronized Touched touched(Move move) {
    Touched touched = known.get(move);
    if (touched == null) {
      touched = Touched.of(repositories.changedPaths(move.repository(), move.from(), move.to()));
      known.put(move, touched);
      if (known.size() > KEPT) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return touched;
  }
}
