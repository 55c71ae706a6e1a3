package dev.esclusa.desired;

import dev.esclusa.model.Managed;
import dev.esclusa.model.Project;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.SourceTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells which targets a commit touches, so that the others need not be rendered again. */
public final class ReadSets {
  private ReadSets() {}

  /**
   * What the newest outcome of a target came from.
   *
   * @param readSet of the outcome, ready or broken
   */
  public record Known(Managed managed, Project project, ReadSet readSet) {}

  /**
   * Those of the targets whose declaration, project or files are others than before, in their
   * order.
   *
   * @param targets with their projects; all with sources in the tree's repository
   * @param known absent for a target that was never rendered
   */
  public static List<Managed> touched(
      Map<Managed, Project> targets, Map<TargetUid, Known> known, SourceTree tree) {
    SourceTree once = new OnceRead(tree);
    return targets.entrySet().stream()
        .filter(
            it -> touched(it.getKey(), it.getValue(), known.get(it.getKey().target().uid()), once))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean touched(
      Managed managed, Project project, @Nullable Known known, SourceTree tree) {
    return known == null
        || !known.managed().equals(managed)
        || !known.project().equals(project)
        || !known.readSet().holdsIn(tree);
  }

  /** Looks at each place once, however many targets share it. */
  private static final class OnceRead implements SourceTree {
    private final SourceTree tree;
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, List<Entry>> listings = new HashMap<>();

    OnceRead(SourceTree tree) {
      this.tree = tree;
    }

    @Override
    public @Nullable Blob file(String path) {
      return tree.file(path);
    }

    @Override
    public @Nullable String fileId(String path) {
      String id = ids.computeIfAbsent(path, it -> orEmpty(tree.fileId(it)));
      return id.isEmpty() ? null : id;
    }

    @Override
    public List<Entry> list(String folder) {
      return listings.computeIfAbsent(folder, tree::list);
    }

    private static String orEmpty(@Nullable String id) {
      return id == null ? "" : id;
    }
  }
}
