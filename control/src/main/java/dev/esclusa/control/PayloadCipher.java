package dev.esclusa.control;

import dev.esclusa.control.Journal.Payload;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Stream;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tree.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Locks the payloads of a journal away: AES-256-GCM (NIST SP 800-38D) with one data key for each
 * stream, which is stored wrapped by the installation's master key. Who deletes the wrapped key has
 * erased every copy of the stream's payloads, backups included.
 *
 * <p>Form of everything sealed: a format byte, the 12 bytes of a random nonce, ciphertext with tag.
 */
public final class PayloadCipher {
  private static final byte FORMAT = 1;
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final SecretKeySpec master;
  private final Chance chance;
  // Asking the providers for a cipher costs as much as using it.
  private final Queue<Cipher> spare = new ConcurrentLinkedQueue<>();

  /**
   * @param masterKey 32 bytes
   * @param chance where keys and nonces come from
   */
  public PayloadCipher(byte[] masterKey, Chance chance) {
    if (masterKey.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a master key has " + KEY_BYTES + " bytes, not " + masterKey.length);
    }
    this.master = new SecretKeySpec(masterKey, "AES");
    this.chance = chance;
  }

  /** With the master key of a file of 64 hexadecimal digits, mode 0600; written when absent. */
  public static PayloadCipher ofKeyFile(Path file, Chance chance) {
    try {
      if (!Files.exists(file)) {
        writeKey(file, chance.bytes(KEY_BYTES));
      }
      return new PayloadCipher(readKey(file), chance);
    } catch (IOException e) {
      throw new ProblemException(
          Problem.environment(
              "JNL-0003",
              "The master key file " + file + " cannot be read or written: " + e.getMessage(),
              "Make its folder writable for the server, or bring the file back from the backup."),
          e);
    }
  }

  private static void writeKey(Path file, byte[] key) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(
        fresh,
        HexFormat.of().formatHex(key) + "\n",
        StandardOpenOption.WRITE,
        StandardOpenOption.DSYNC);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] readKey(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(permissions)) {
      throw badKey(
          file,
          "can be read by others (" + PosixFilePermissions.toString(permissions) + ")",
          "Run chmod 600 on it, and rotate the key if others may have read it.");
    }
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (!text.matches("[0-9a-f]{64}")) {
      throw badKey(
          file, "does not hold 64 hexadecimal digits", "Bring the file back from the backup.");
    }
    return HexFormat.of().parseHex(text);
  }

  private static ProblemException badKey(Path file, String cause, String fix) {
    return Problem.caller("JNL-0004", "The master key file " + file + " " + cause + ".", fix)
        .asException();
  }

  /** A new data key for a stream. */
  public StreamKey newKey(Stream stream) {
    byte[] key = chance.bytes(KEY_BYTES);
    return new StreamKey(new SecretKeySpec(key, "AES"), seal(master, aad(stream), key));
  }

  /**
   * @throws ProblemException CALLER when another master key wrapped it
   */
  public StreamKey unwrap(Stream stream, byte[] wrapped) {
    return new StreamKey(new SecretKeySpec(open(master, aad(stream), wrapped), "AES"), wrapped);
  }

  /**
   * The stored form of a stream's key under another master key; what it opens stays as it is.
   *
   * @throws ProblemException CALLER when this master key did not wrap it
   */
  public byte[] rewrap(Stream stream, byte[] wrapped, PayloadCipher next) {
    return next.seal(next.master, aad(stream), open(master, aad(stream), wrapped));
  }

  /** Names the master key and tells nothing of it: it has 256 random bits. */
  public Digest fingerprint() {
    byte[] domain = "esclusa/master-key/v1\0".getBytes(StandardCharsets.UTF_8);
    byte[] key = master.getEncoded();
    byte[] all = Arrays.copyOf(domain, domain.length + key.length);
    System.arraycopy(key, 0, all, domain.length, key.length);
    return Digest.of(all);
  }

  /**
   * @param commitment of the envelope: a payload opens only beside its own leaf
   */
  public byte[] seal(StreamKey key, Digest commitment, Payload payload) {
    byte[] plain = Arrays.copyOf(payload.salt(), payload.salt().length + payload.bytes().length);
    System.arraycopy(payload.bytes(), 0, plain, payload.salt().length, payload.bytes().length);
    return seal(key.key, commitment.bytes(), plain);
  }

  public Payload open(StreamKey key, Digest commitment, byte[] sealed) {
    byte[] plain = open(key.key, commitment.bytes(), sealed);
    return new Payload(
        Arrays.copyOf(plain, Envelope.SALT_BYTES),
        Arrays.copyOfRange(plain, Envelope.SALT_BYTES, plain.length));
  }

  private byte[] seal(SecretKeySpec key, byte[] aad, byte[] plain) {
    byte[] nonce = chance.bytes(NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, aad);
      byte[] sealed = new byte[1 + NONCE_BYTES + cipher.getOutputSize(plain.length)];
      sealed[0] = FORMAT;
      System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
      cipher.doFinal(plain, 0, plain.length, sealed, 1 + NONCE_BYTES);
      spare.add(cipher);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  private byte[] open(SecretKeySpec key, byte[] aad, byte[] sealed) {
    int start = 1 + NONCE_BYTES;
    if (sealed.length < start + TAG_BITS / 8 || sealed[0] != FORMAT) {
      throw unopened("it is not of format " + FORMAT, null);
    }
    try {
      byte[] nonce = Arrays.copyOfRange(sealed, 1, start);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, aad);
      byte[] plain = cipher.doFinal(sealed, start, sealed.length - start);
      spare.add(cipher);
      return plain;
    } catch (GeneralSecurityException e) {
      throw unopened("key or content is another than when it was sealed", e);
    }
  }

  private Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, byte[] aad)
      throws GeneralSecurityException {
    Cipher known = spare.poll();
    Cipher cipher = known == null ? Cipher.getInstance("AES/GCM/NoPadding") : known;
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(aad);
    return cipher;
  }

  private static byte[] aad(Stream stream) {
    return stream.text().getBytes(StandardCharsets.UTF_8);
  }

  private static ProblemException unopened(
      String cause, @org.jspecify.annotations.Nullable Throwable because) {
    return new ProblemException(
        Problem.caller(
            "JNL-0005",
            "A sealed payload or key does not open: " + cause + ".",
            "Start the server with the master key file that belongs to this database."),
        because);
  }

  /** The data key of one stream, and the form in which it is stored. */
  public static final class StreamKey {
    private final SecretKeySpec key;
    private final byte[] wrapped;

    private StreamKey(SecretKeySpec key, byte[] wrapped) {
      this.key = key;
      this.wrapped = wrapped;
    }

    public byte[] wrapped() {
      return wrapped.clone();
    }

    @Override
    public String toString() {
      return "(sensitive)";
    }
  }
}
