package dev.esclusa.adapters.terraform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run. Only its {@code box} is the engine's; what we keep about the run lies
 * beside it, where code that the engine runs cannot write. What is read back from the box is read
 * as hostile: no link is followed, no size is believed.
 */
final class RunFolder {
  private static final Set<PosixFilePermission> OURS_ALONE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> SCRIPT =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final RunRecord record;
  private int boxOwner = -1;

  private RunFolder(Path path, RunRecord record) {
    this.path = path;
    this.record = record;
  }

  static RunFolder make(Path root, RunRecord record) throws IOException {
    Files.createDirectories(root, PosixFilePermissions.asFileAttribute(OURS_ALONE));
    Path path =
        Files.createTempDirectory(
            root,
            record.kind().name().toLowerCase(Locale.ROOT) + "-",
            PosixFilePermissions.asFileAttribute(OURS_ALONE));
    RunFolder folder = new RunFolder(path, record);
    folder.keep("record", record.text());
    Files.createDirectory(path.resolve("root"));
    Files.createDirectory(path.resolve("steps"));
    Files.createDirectory(folder.box());
    for (String name : SandboxPaths.FOLDERS) {
      Files.createDirectory(
          folder.box().resolve(name), PosixFilePermissions.asFileAttribute(OURS_ALONE));
    }
    return folder;
  }

  /** A folder that an earlier server left; empty where it has no readable record. */
  static Optional<RunFolder> left(Path path) throws IOException {
    Optional<RunRecord> record =
        Files.isRegularFile(path.resolve("record"), LinkOption.NOFOLLOW_LINKS)
            ? RunRecord.read(Files.readString(path.resolve("record")))
            : Optional.empty();
    return record.map(found -> new RunFolder(path, found));
  }

  Path path() {
    return path;
  }

  RunRecord record() {
    return record;
  }

  /** The one part that the engine sees and may write. */
  Path box() {
    return path.resolve("box");
  }

  /** Where one process leaves its traces: who it is, what it printed, how it ended. */
  Path step(String name) throws IOException {
    return Files.createDirectory(
        path.resolve("steps").resolve(name), PosixFilePermissions.asFileAttribute(OURS_ALONE));
  }

  /** Writes a file of ours, whole or not at all. */
  private void keep(String name, String text) throws IOException {
    Path draft = path.resolve(name + ".draft");
    Files.writeString(draft, text);
    Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Writes into the box; readable by nobody else. The name was checked by the caller. */
  void write(String name, byte[] content) throws IOException {
    boxOwner = -1;
    Path file = box().resolve(name);
    Files.createDirectories(file.getParent(), PosixFilePermissions.asFileAttribute(OURS_ALONE));
    boolean script = content.length > 2 && content[0] == '#' && content[1] == '!';
    Files.deleteIfExists(file);
    Files.createFile(file, PosixFilePermissions.asFileAttribute(script ? SCRIPT : FILE));
    Files.write(file, content, StandardOpenOption.WRITE);
  }

  void write(String name, String content) throws IOException {
    write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  void makeFolder(String name) throws IOException {
    Files.createDirectories(box().resolve(name), PosixFilePermissions.asFileAttribute(OURS_ALONE));
  }

  void delete(String name) throws IOException {
    Files.deleteIfExists(box().resolve(name));
  }

  /** A link made by us, from inside of the box to where the engine will find it. */
  void link(String name, Path target) throws IOException {
    boxOwner = -1;
    Path link = box().resolve(name);
    Files.createDirectories(link.getParent(), PosixFilePermissions.asFileAttribute(OURS_ALONE));
    Files.createSymbolicLink(link, target);
  }

  /**
   * What the engine left under a name, at most so many bytes of it; null when there is no regular
   * file, when a link leads there, or when it is larger.
   */
  byte @Nullable [] readBack(String name, long bytesMax) throws IOException {
    Path file = box();
    for (Path part : Path.of(name)) {
      file = file.resolve(part);
      if (Files.isSymbolicLink(file)) {
        return null;
      }
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > bytesMax) {
      return null;
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes((int) Math.min(bytesMax + 1, Integer.MAX_VALUE - 8));
      return bytes.length > bytesMax ? null : bytes;
    }
  }

  boolean holds(String name) {
    return Files.isRegularFile(box().resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  /** Gives the box to another user, once after each time that we wrote; only root may. */
  void giveBoxTo(int userId) throws IOException {
    if (boxOwner == userId) {
      return;
    }
    boxOwner = userId;
    Files.walkFileTree(
        box(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            own(folder);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            own(file);
            return FileVisitResult.CONTINUE;
          }

          private void own(Path path) throws IOException {
            Files.setAttribute(path, "unix:uid", userId, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", userId, LinkOption.NOFOLLOW_LINKS);
          }
        });
  }

  void remove() throws IOException {
    remove(path);
  }

  /** Where names lie deeper than a path may be long, the system's own programs come through. */
  void removeForced() throws IOException, InterruptedException {
    try {
      remove();
    } catch (IOException e) {
      Path parent = path.resolve("..").normalize();
      String both = "chmod -R u+rwx -- \"$1\"; rm -rf -- \"$1\"";
      ProcessAnswer.of(parent, List.of("/bin/sh", "-c", both, "sh", path.toString()));
      if (Files.exists(path)) {
        throw e;
      }
    }
  }

  /** Removes a folder with all that is in it; links are removed, not followed. */
  static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes)
              throws IOException {
            openUp(inner);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path inner, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(inner);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Code of a stack may have closed a folder to keep it from being removed. */
  private static void openUp(Path folder) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null && !view.readAttributes().permissions().containsAll(OURS_ALONE)) {
      view.setPermissions(EnumSet.copyOf(OURS_ALONE));
    }
  }
}
