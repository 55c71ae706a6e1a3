package dev.esclusa.cli;

import dev.esclusa.tree.SourceTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder of a tree as a tree of its own. */
record Below(SourceTree tree, String folder) implements SourceTree {
  /** The tree itself for its root. */
  static SourceTree of(SourceTree tree, String folder) {
    return folder.isEmpty() ? tree : new Below(tree, folder);
  }

  @Override
  public @Nullable Blob file(String path) {
    return tree.file(inside(path));
  }

  @Override
  public @Nullable String fileId(String path) {
    return tree.fileId(inside(path));
  }

  @Override
  public List<Entry> list(String path) {
    return tree.list(inside(path));
  }

  /** A path that leads out of the folder keeps its dots, which the tree refuses. */
  private String inside(String path) {
    return path.isEmpty() ? folder : folder + "/" + path;
  }
}
