package dev.esclusa.tree;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder of the file system as a source tree, without {@code .git}. Symbolic links are listed and
 * never followed, not even on the way to a file. A folder with a {@code .git} of its own is a
 * submodule.
 */
public final class FolderSourceTree implements SourceTree {
  private static final String GIT = ".git";

  private final Path root;

  /** The root itself may be reached through links. */
  public FolderSourceTree(Path root) {
    try {
      this.root = root.toRealPath();
    } catch (IOException e) {
      throw unreadable(root.toString(), e);
    }
  }

  @Override
  public @Nullable Blob file(String path) {
    Path file = resolve(path);
    if (file == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      return new Blob(SourcePath.blobId(bytes), bytes);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public List<Entry> list(String folder) {
    Path resolved = resolve(folder);
    if (resolved == null || !Files.isDirectory(resolved, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(resolved)) {
      for (Path child : children) {
        Entry entry = entry(child);
        if (entry != null) {
          entries.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw unreadable(folder, e);
    }
    entries.sort(Comparator.comparing(Entry::name));
    return List.copyOf(entries);
  }

  /** Null when a folder on the way is missing, a link, or no folder. */
  private @Nullable Path resolve(String path) {
    SourcePath.check(path);
    Path here = root;
    if (path.isEmpty()) {
      return here;
    }
    for (String name : path.split("/")) {
      if (name.equals(GIT) || !Files.isDirectory(here, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
      here = here.resolve(name);
    }
    return here;
  }

  /** Null for what Git does not keep either: its own folder, sockets, devices. */
  private static @Nullable Entry entry(Path path) {
    String name = path.getFileName().toString();
    if (name.equals(GIT)) {
      return null;
    }
    if (Files.isSymbolicLink(path)) {
      return new Entry(name, Entry.Type.SYMLINK, "");
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      boolean submodule = Files.exists(path.resolve(GIT), LinkOption.NOFOLLOW_LINKS);
      return new Entry(name, submodule ? Entry.Type.SUBMODULE : Entry.Type.FOLDER, "");
    }
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        ? new Entry(name, Entry.Type.FILE, "")
        : null;
  }

  private static TreeException unreadable(String path, Exception origin) {
    return new TreeException(
        "TRE-0017",
        null,
        "'" + path + "' cannot be read: " + origin.getMessage() + ".",
        "Check that it exists and may be read.",
        origin);
  }
}
