package dev.esclusa.adapters.identity;

import dev.esclusa.model.Problem;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call the API: a file of mode 0600 that holds the digests of tokens, and never a token.
 * Tokens have 256 random bits, so a plain SHA-256 of one tells nothing.
 */
public final class Tokens {
  private static final String PREFIX = "esclusa_";
  private static final int TOKEN_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private List<Entry> entries;
  private @Nullable FileTime readAt;

  /**
   * Whom a token stands for.
   *
   * @param projects that it may change; {@code *} for all
   */
  public record Holder(String principal, List<String> projects) {
    public Holder {
      projects = List.copyOf(projects);
    }

    public boolean mayChange(String project) {
      return projects.contains("*") || projects.contains(project);
    }
  }

  record Entry(Digest token, Holder holder) {}

  record Stored(List<Entry> tokens) {}

  private Tokens(Path file) {
    this.file = file;
    this.entries = List.of();
  }

  /**
   * Opens the file; one that is not there yet holds no tokens.
   *
   * @throws dev.esclusa.model.ProblemException IDN-0005 where others may read it, IDN-0006 where it
   *     cannot be read
   */
  public static Tokens open(Path file) {
    Tokens tokens = new Tokens(file);
    tokens.readAgain();
    return tokens;
  }

  /** Tokens are made and ended beside a server that runs, by another process. */
  private void readAgain() {
    try {
      FileTime changedAt = Files.exists(file) ? Files.getLastModifiedTime(file) : null;
      if (changedAt == null || changedAt.equals(readAt)) {
        return;
      }
      requireOwnerOnly(file);
      entries =
          List.copyOf(
              Records.fromValue(Stored.class, Json.read(Files.readAllBytes(file))).tokens());
      readAt = changedAt;
    } catch (IOException | TreeException e) {
      throw unusable(file, e);
    }
  }

  /** Makes a token and keeps its digest. The token itself is only ever here. */
  public synchronized String issue(String principal, List<String> projects, SecureRandom random) {
    readAgain();
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(digest(token), new Holder(principal, projects)));
    keep(more);
    return token;
  }

  /** Ends all tokens of a principal. */
  public synchronized void revoke(String principal) {
    readAgain();
    keep(entries.stream().filter(it -> !it.holder().principal().equals(principal)).toList());
  }

  /** Looks at every entry, however early one fits, and compares in constant time. */
  public synchronized Optional<Holder> holderOf(String token) {
    readAgain();
    byte[] wanted = digest(token).bytes();
    Optional<Holder> found = Optional.empty();
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(wanted, entry.token().bytes())) {
        found = Optional.of(entry.holder());
      }
    }
    return found;
  }

  private static Digest digest(String token) {
    return Digest.of(token.getBytes(StandardCharsets.UTF_8));
  }

  /** A crash leaves the old file or the new one. */
  private void keep(List<Entry> wanted) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.deleteIfExists(next);
      Files.createFile(next, ownerOnly(next));
      Files.write(next, Json.write(Records.toValue(new Stored(wanted))), StandardOpenOption.SYNC);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      entries = List.copyOf(wanted);
      readAt = Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return isPosix(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void requireOwnerOnly(Path file) throws IOException {
    if (!isPosix(file)) {
      return;
    }
    Set<PosixFilePermission> seen = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(seen)) {
      throw Problem.caller(
              "IDN-0005",
              "token file "
                  + file.getFileName()
                  + " has mode "
                  + PosixFilePermissions.toString(seen)
                  + "; others than its owner may use it",
              "Run `chmod 600` on it, and issue new tokens if somebody may have read or"
                  + " changed it.")
          .asException();
    }
  }

  private static RuntimeException unusable(Path file, Exception e) {
    Problem problem =
        Problem.environment(
            "IDN-0006",
            "token file " + file.getFileName() + " cannot be used: " + e.getMessage(),
            "Check disk and permissions; where the file is damaged, remove it and issue new"
                + " tokens.");
    return new dev.esclusa.model.ProblemException(problem, e);
  }
}
