package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that nobody but their owner may look into: tokens and private keys. */
final class PrivateFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final long MAX_BYTES = 64 << 10;

  private PrivateFile() {}

  static String token(Path file) {
    String token = text(file, "token file", "CLI-0004").strip();
    if (token.isEmpty() || !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw refused("CLI-0004", "token file " + file + " holds no token on one line.", file);
    }
    return token;
  }

  static String key(Path file) {
    return text(file, "private key file", "CLI-0010");
  }

  private static String text(Path file, String what, String code) {
    try {
      if (!Files.isRegularFile(file)) {
        throw refused(code, what + " " + file + " is not there.", file);
      }
      if (posix(file)) {
        Set<PosixFilePermission> seen = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(seen)) {
          throw refused(
              code,
              what
                  + " "
                  + file
                  + " has mode "
                  + PosixFilePermissions.toString(seen)
                  + ", wanted is rw------- (0600): others than its owner may use it.",
              file);
        }
      }
      if (Files.size(file) > MAX_BYTES) {
        throw refused(code, what + " " + file + " is larger than 64 KiB.", file);
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw Failure.of(
          ExitCode.NOT_AUTHORISED,
          Problem.caller(
              code, what + " " + file + " cannot be read.", "Check its path and permissions."),
          e);
    }
  }

  private static boolean posix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static Failure refused(String code, String cause, Path file) {
    return Failure.of(
        ExitCode.NOT_AUTHORISED,
        Problem.caller(code, cause, "Name another file, or correct this one: chmod 600 " + file));
  }
}
