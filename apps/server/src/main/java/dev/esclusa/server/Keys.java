package dev.esclusa.server;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.stack.AesKeyWrap;
import dev.esclusa.stack.KeyWrap;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tlog.KeyType;
import dev.esclusa.tlog.SignerKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The installation's name and keys, made at its first start and kept in files that only their owner
 * reads. Losing them loses the payloads and the log's identity: they belong into the backup.
 */
final class Keys {
  private static final int REDACTION_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path folder;
  private final Chance chance;

  Keys(Path folder, Chance chance) {
    this.folder = folder;
    this.chance = chance;
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /** {@code i-7d20aa13}. */
  String installation() {
    return kept("installation", () -> "i-" + HexFormat.of().formatHex(chance.bytes(4)));
  }

  byte[] redaction() {
    return HexFormat.of()
        .parseHex(
            kept("redaction.key", () -> HexFormat.of().formatHex(chance.bytes(REDACTION_BYTES))));
  }

  /** Wrap the keys of states and saved plans: the last line of the file, and older ones to read. */
  KeyWrap states() {
    return AesKeyWrap.parse(
        folder.resolve("state.keys").toString(),
        kept("state.keys", () -> AesKeyWrap.newLine(chance)),
        chance);
  }

  /** The same with one more key, which wraps from now on what is new. */
  KeyWrap statesWithAnotherKey() {
    states();
    Path file = folder.resolve("state.keys");
    try {
      String text = Files.readString(file).strip() + "\n" + AesKeyWrap.newLine(chance) + "\n";
      Private.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unusable(file, e);
    }
    return states();
  }

  /** Wraps the keys of payloads. */
  Path masterFile() {
    return folder.resolve("master.key");
  }

  SignerKey log() {
    String origin = "esclusa.local/" + installation();
    return signer("log.key", origin, KeyType.NOTE);
  }

  /** Of the witness inside this process, which a trial has to make do with. */
  SignerKey localWitness() {
    return signer("witness.key", "witness.local/" + installation(), KeyType.COSIGNATURE);
  }

  private SignerKey signer(String file, String name, KeyType type) {
    return SignerKey.parse(
        kept(file, () -> SignerKey.of(name, type, chance.bytes(32)).secretText()));
  }

  /**
   * A policy file for verifiers (C2SP tlog-policy); to be handed over by another way than bundles.
   */
  String trustPolicy() {
    return "log "
        + log().verifier()
        + "\n"
        + "witness local "
        + localWitness().verifier()
        + "\n"
        + "quorum local\n";
  }

  private String kept(String name, Supplier<String> made) {
    Path file = folder.resolve(name);
    try {
      if (Files.exists(file)) {
        requireOwnerOnly(file);
        return Files.readString(file).strip();
      }
      String text = made.get();
      Private.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
      return text;
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static void requireOwnerOnly(Path file) throws IOException {
    Set<PosixFilePermission> seen = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(seen)) {
      throw Problem.caller(
              "SRV-0010",
              "the key file "
                  + file
                  + " has mode "
                  + PosixFilePermissions.toString(seen)
                  + ", wanted is rw------- or less",
              "Run chmod 600 on it, and rotate the key if somebody may have read it.")
          .asException();
    }
  }

  private static ProblemException unusable(Path file, IOException e) {
    return new ProblemException(
        Problem.environment(
            "SRV-0002",
            "the key file " + file + " cannot be used: " + e.getMessage(),
            "Check that the server's user owns the data folder and the disk has room."),
        e);
  }

  /** Files that only their owner reads, whole or not there. */
  static final class Private {
    private Private() {}

    static void write(Path file, byte[] bytes) throws IOException {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(fresh, bytes, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      Files.move(
          fresh,
          file,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
