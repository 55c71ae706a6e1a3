package dev.esclusa.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one revision, read only. Paths are separated by {@code /}, without a leading one;
 * the empty path is the root. A path that leads elsewhere ({@code ..}) is refused with TRE-0015.
 * Symbolic links are never followed.
 */
public interface SourceTree {
  /** The file's content, or null when no regular file stands there. */
  @Nullable Blob file(String path);

  /** What stands in the folder, by name in UTF-16 order; empty when there is no such folder. */
  List<Entry> list(String folder);

  /** The id that {@link #file} would give, for trees that know it without reading the content. */
  default @Nullable String fileId(String path) {
    Blob blob = file(path);
    return blob == null ? null : blob.id();
  }

  /** A file's content and its Git blob id. */
  @SuppressWarnings("ArrayRecordComponent") // shared for speed; nobody changes it
  record Blob(String id, byte[] bytes) {}

  /** One name in a folder; the id is empty where the tree would have to read to know it. */
  record Entry(String name, Type type, String id) {
    /** What a name stands for. */
    public enum Type {
      FILE,
      FOLDER,
      SYMLINK,
      SUBMODULE
    }
  }
}
