package dev.esclusa.stack;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tree.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Envelope encryption of states and plans: a fresh AES-256-GCM key for each blob, wrapped by a key
 * that {@link KeyWrap} holds. A blob opens only as what it was sealed: of that stack, for that
 * purpose, with that content.
 *
 * <p>Form: a format byte; length (1 byte) and id of the wrapping key; length (2 bytes) and bytes of
 * the wrapped key; nonce, ciphertext and tag.
 */
public final class EnvelopeSeal {
  private static final byte FORMAT = 1;
  private static final String DOMAIN = "esclusa/stack-seal/v1";

  private final KeyWrap keys;
  private final Chance chance;

  public EnvelopeSeal(KeyWrap keys, Chance chance) {
    this.keys = keys;
    this.chance = chance;
  }

  /**
   * What a blob is, bound to it.
   *
   * @param digest of the content in the clear
   */
  public record Label(TargetUid stack, Purpose purpose, Digest digest) {
    byte[] bytes() {
      return (DOMAIN
              + '\0'
              + stack.text()
              + '\0'
              + purpose.name().toLowerCase(Locale.ROOT)
              + '\0'
              + digest.hex())
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  public byte[] seal(TargetUid stack, Purpose purpose, byte[] plain) {
    byte[] label = new Label(stack, purpose, Digest.of(plain)).bytes();
    byte[] key = chance.bytes(AesGcm.KEY_BYTES);
    byte[] body = AesGcm.seal(key, chance.bytes(AesGcm.NONCE_BYTES), label, plain);
    return framed(keys.wrap(key, label), body, 0);
  }

  /**
   * @throws ProblemException STK-0012 when it is not what the label says, or its key is not ours
   */
  public byte[] open(Label label, byte[] sealed) {
    Frame frame = frame(sealed);
    byte[] key = keys.unwrap(frame.wrapped, label.bytes());
    byte[] plain = AesGcm.open(key, label.bytes(), sealed, frame.bodyAt);
    if (plain == null || !Digest.of(plain).equals(label.digest())) {
      throw unopened(
          "it is not the "
              + label.purpose().name().toLowerCase(Locale.ROOT).replace('_', ' ')
              + " "
              + label.digest().shortText()
              + " of stack "
              + label.stack());
    }
    return plain;
  }

  /** The same blob with its key wrapped by the key that writes now. */
  public byte[] rewrap(Label label, byte[] sealed) {
    Frame frame = frame(sealed);
    byte[] key = keys.unwrap(frame.wrapped, label.bytes());
    return framed(keys.wrap(key, label.bytes()), sealed, frame.bodyAt);
  }

  /** Whether another key wrapped it than the one that wraps what is new. */
  public boolean outdated(byte[] sealed) {
    return !keyIdOf(sealed).equals(keys.keyId());
  }

  /** Which key wrapped it. */
  public static String keyIdOf(byte[] sealed) {
    return frame(sealed).wrapped.keyId();
  }

  private static byte[] framed(KeyWrap.Wrapped wrapped, byte[] body, int from) {
    byte[] id = wrapped.keyId().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(4 + id.length + wrapped.bytes().length + body.length - from)
        .put(FORMAT)
        .put((byte) id.length)
        .put(id)
        .putShort((short) wrapped.bytes().length)
        .put(wrapped.bytes())
        .put(body, from, body.length - from)
        .array();
  }

  private record Frame(KeyWrap.Wrapped wrapped, int bodyAt) {}

  private static Frame frame(byte[] sealed) {
    ByteBuffer in = ByteBuffer.wrap(sealed);
    if (in.remaining() < 2 || in.get() != FORMAT) {
      throw unopened("it is not of format " + FORMAT);
    }
    String id = new String(piece(in, in.get() & 0xff), StandardCharsets.US_ASCII);
    byte[] wrapped = piece(in, in.remaining() < 2 ? Integer.MAX_VALUE : in.getShort() & 0xffff);
    return new Frame(new KeyWrap.Wrapped(id, wrapped), in.position());
  }

  private static byte[] piece(ByteBuffer in, int length) {
    if (in.remaining() < length) {
      throw unopened("it is cut short");
    }
    byte[] piece = new byte[length];
    in.get(piece);
    return piece;
  }

  static ProblemException unopened(String why) {
    return Problem.caller(
            "STK-0012",
            "a sealed blob of a stack does not open: " + why + ".",
            "Start the server with the key file that belongs to this database; if it does, look who"
                + " wrote to the database.")
        .asException();
  }
}
