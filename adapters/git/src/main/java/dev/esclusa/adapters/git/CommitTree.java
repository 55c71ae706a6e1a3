package dev.esclusa.adapters.git;

import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.SourceTree;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of one Git tree. Symbolic links and submodules are listed and never entered. */
final class CommitTree implements SourceTree {
  private static final SourceTree EMPTY = new InMemorySourceTree(Map.of());

  private final Mirror mirror;
  private final GitObjects objects;
  private final String treeId;

  CommitTree(Mirror mirror, GitObjects objects, String treeId) {
    this.mirror = mirror;
    this.objects = objects;
    this.treeId = treeId;
  }

  @Override
  public @Nullable Blob file(String path) {
    String id = fileId(path);
    return id == null ? null : objects.blob(mirror, path, id);
  }

  @Override
  public @Nullable String fileId(String path) {
    Entry entry = entry(path);
    return entry != null && entry.type() == Entry.Type.FILE ? entry.id() : null;
  }

  @Override
  public List<Entry> list(String folder) {
    if (folder.isEmpty()) {
      return GitObjects.list(objects.folder(mirror, treeId));
    }
    Entry entry = entry(folder);
    return entry != null && entry.type() == Entry.Type.FOLDER
        ? GitObjects.list(objects.folder(mirror, entry.id()))
        : List.of();
  }

  private @Nullable Entry entry(String path) {
    checkPath(path);
    String folder = treeId;
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      Entry next = objects.folder(mirror, folder).get(path.substring(start, slash));
      if (next == null || next.type() != Entry.Type.FOLDER) {
        return null;
      }
      folder = next.id();
      start = slash + 1;
    }
    return objects.folder(mirror, folder).get(path.substring(start));
  }

  /** Every tree refuses the same paths, in the same words. */
  private static void checkPath(String path) {
    EMPTY.list(path);
  }
}
