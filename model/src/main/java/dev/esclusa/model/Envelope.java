package dev.esclusa.model;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One leaf of the journal: what is proven for ever. At most {@link #MAX_BYTES}.
 *
 * @param sequence position in the stream, from 1, without a gap
 * @param previousInStream leaf hash of the entry before it in the stream; absent for the first
 * @param previousOfTarget leaf hash of the newest earlier entry of any stream about the target
 * @param actor who did it, by pseudonym
 * @param commitment SHA-256 over salt and payload, see {@link #commitmentOf}
 */
public record Envelope(
    int version,
    String type,
    int typeVersion,
    Stream stream,
    long sequence,
    @Nullable Digest previousInStream,
    @Nullable Digest previousOfTarget,
    @Nullable TargetUid target,
    Instant recordedAt,
    PersonId actor,
    Fact fact,
    Digest commitment) {
  public static final int VERSION = 1;
  public static final int MAX_BYTES = 1024;
  public static final int SALT_BYTES = 16;

  public static Envelope of(
      Fact fact,
      Stream stream,
      long sequence,
      @Nullable Digest previousInStream,
      @Nullable Digest previousOfTarget,
      @Nullable TargetUid target,
      Instant recordedAt,
      PersonId actor,
      Digest commitment) {
    return new Envelope(
        VERSION,
        typeOf(fact),
        fact.version(),
        stream,
        sequence,
        previousInStream,
        previousOfTarget,
        target,
        recordedAt,
        actor,
        fact,
        commitment);
  }

  /** {@code plan-computed}. */
  public static String typeOf(Fact fact) {
    return Kebab.of(fact.getClass());
  }

  /**
   * An envelope before it has a place in the log: what its writer knows, written out already, so
   * that whoever holds the end of the log has little left to do.
   */
  public static final class Draft {
    private final Fact fact;
    private final Stream stream;
    private final @Nullable TargetUid target;
    private final PersonId actor;
    private final Digest commitment;
    // The keys of a canonical mapping stand in order: these come before its place, those after it.
    private final byte[] before;
    private final byte[] after;

    public Draft(
        Fact fact, Stream stream, @Nullable TargetUid target, PersonId actor, Digest commitment) {
      this.fact = fact;
      this.stream = stream;
      this.target = target;
      this.actor = actor;
      this.commitment = commitment;
      before =
          Canonical.bytes(
              Value.mapping(
                  "actor", actor.text(),
                  "commitment", commitment.toString(),
                  "fact", Records.toValue(fact)));
      Value.Mapping rest =
          Value.mapping(
              "stream", stream.text(),
              "type", typeOf(fact),
              "typeVersion", fact.version(),
              "version", VERSION);
      after = Canonical.bytes(target == null ? rest : rest.with("target", Value.of(target.text())));
    }

    /**
     * @throws ModelException when its bytes are more than {@link #MAX_BYTES}
     */
    public Placed at(
        long sequence,
        @Nullable Digest previousInStream,
        @Nullable Digest previousOfTarget,
        Instant recordedAt) {
      Envelope envelope =
          of(
              fact,
              stream,
              sequence,
              previousInStream,
              previousOfTarget,
              target,
              recordedAt,
              actor,
              commitment);
      byte[] place = Canonical.bytes(place(envelope));
      byte[] leaf = new byte[before.length + place.length + after.length - 2];
      System.arraycopy(before, 0, leaf, 0, before.length);
      System.arraycopy(place, 1, leaf, before.length, place.length - 1);
      System.arraycopy(after, 1, leaf, before.length + place.length - 1, after.length - 1);
      leaf[before.length - 1] = ',';
      leaf[before.length + place.length - 2] = ',';
      return new Placed(envelope, sized(leaf, envelope.type));
    }

    private static Value.Mapping place(Envelope envelope) {
      LinkedHashMap<String, Value> place = new LinkedHashMap<>();
      if (envelope.previousInStream != null) {
        place.put("previousInStream", Value.of(envelope.previousInStream.toString()));
      }
      if (envelope.previousOfTarget != null) {
        place.put("previousOfTarget", Value.of(envelope.previousOfTarget.toString()));
      }
      place.put("recordedAt", Value.of(envelope.recordedAt.toString()));
      place.put("sequence", Value.of(envelope.sequence));
      return Value.mapping(place);
    }
  }

  /**
   * An envelope and its bytes.
   *
   * @param leaf the same as {@link Envelope#canonicalBytes()}
   */
  public record Placed(Envelope envelope, byte[] leaf) {}

  /** The bytes of the leaf. They are stored and never made again from the record. */
  public byte[] canonicalBytes() {
    return sized(Canonical.bytes(Records.toValue(this)), type);
  }

  private static byte[] sized(byte[] bytes, String type) {
    if (bytes.length > MAX_BYTES) {
      throw new ModelException(
          type + " has " + bytes.length + " bytes, an envelope may have " + MAX_BYTES);
    }
    return bytes;
  }

  public static Envelope read(byte[] leaf) {
    return Records.fromValue(Envelope.class, Canonical.read(leaf));
  }

  /** RFC 6962 section 2.1: SHA-256(0x00 || leaf). */
  public static Digest leafHash(byte[] leaf) {
    byte[] prefixed = new byte[leaf.length + 1];
    System.arraycopy(leaf, 0, prefixed, 1, leaf.length);
    return Digest.of(prefixed);
  }

  /** Hides a payload that could be guessed: SHA-256(domain || 0x00 || salt || payload). */
  public static Digest commitmentOf(byte[] salt, byte[] payload) {
    byte[] domain = "esclusa/payload/v1\0".getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[domain.length + salt.length + payload.length];
    System.arraycopy(domain, 0, all, 0, domain.length);
    System.arraycopy(salt, 0, all, domain.length, salt.length);
    System.arraycopy(payload, 0, all, domain.length + salt.length, payload.length);
    return Digest.of(all);
  }
}
