package dev.esclusa.tlog;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * One signature line of a note: {@code — name base64}, kept as it was written.
 *
 * @param base64 four bytes of key id and the signature
 */
public record NoteSignature(String name, String base64) {
  private static final String START = "\u2014 ";

  public NoteSignature {
    VerifierKey.checkName(name);
    if (StrictBase64.decode(base64).length <= Integer.BYTES) {
      throw new IllegalArgumentException("the signature of %s is too short".formatted(name));
    }
  }

  static NoteSignature of(VerifierKey key, byte[] signature) {
    var bytes = ByteBuffer.allocate(Integer.BYTES + signature.length).putInt(key.id());
    return new NoteSignature(
        key.name(), Base64.getEncoder().encodeToString(bytes.put(signature).array()));
  }

  /** A whole line without its newline. */
  public static NoteSignature parse(String line) {
    var parts = line.substring(Math.min(line.length(), START.length())).split(" ", -1);
    if (!line.startsWith(START) || parts.length != 2) {
      throw new IllegalArgumentException("'%s' is not a signature line".formatted(line));
    }
    return new NoteSignature(parts[0], parts[1]);
  }

  boolean isBy(VerifierKey key) {
    return name.equals(key.name()) && ByteBuffer.wrap(bytes()).getInt() == key.id();
  }

  byte[] signature() {
    return Arrays.copyOfRange(bytes(), Integer.BYTES, bytes().length);
  }

  private byte[] bytes() {
    return StrictBase64.decode(base64);
  }

  /** The line with its newline. */
  public String line() {
    return START + name + " " + base64 + "\n";
  }
}
