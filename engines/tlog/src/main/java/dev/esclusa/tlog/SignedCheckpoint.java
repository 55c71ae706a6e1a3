package dev.esclusa.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** A checkpoint with the signature of its log and the cosignatures of witnesses. */
public record SignedCheckpoint(Checkpoint checkpoint, SignedNote note) {
  private static final int SIGNATURE_BYTES = 64;

  public SignedCheckpoint {
    if (!checkpoint.text().equals(note.text())) {
      throw new IllegalArgumentException("the note is not of this checkpoint");
    }
  }

  public static SignedCheckpoint parse(String text) {
    var note = SignedNote.parse(text);
    return new SignedCheckpoint(Checkpoint.parse(note.text()), note);
  }

  public static SignedCheckpoint sign(Checkpoint checkpoint, SignerKey logKey) {
    return new SignedCheckpoint(checkpoint, SignedNote.sign(checkpoint.text(), logKey));
  }

  public TreeHead head() {
    return checkpoint.head();
  }

  public SignatureCheck checkLog(VerifierKey logKey) {
    return note.check(logKey);
  }

  public SignedCheckpoint with(NoteSignature signature) {
    return new SignedCheckpoint(checkpoint, note.with(signature));
  }

  /** A witness's statement that it saw this as the log's biggest consistent head at this time. */
  NoteSignature cosign(SignerKey witnessKey, Instant at) {
    var key = witnessKey.verifier();
    if (key.type() != KeyType.COSIGNATURE) {
      throw new IllegalArgumentException(witnessKey + " is not for cosigning");
    }
    var signature = witnessKey.sign(cosignedMessage(at.getEpochSecond()));
    var timed = ByteBuffer.allocate(Long.BYTES + SIGNATURE_BYTES);
    return NoteSignature.of(key, timed.putLong(at.getEpochSecond()).put(signature).array());
  }

  public SignatureCheck checkCosignature(VerifierKey witnessKey) {
    if (witnessKey.type() != KeyType.COSIGNATURE) {
      throw new IllegalArgumentException(witnessKey + " is not for cosignatures");
    }
    return note.check(witnessKey, line -> verifies(witnessKey, line.signature()));
  }

  /** When the witness cosigned; empty unless its cosignature is valid. */
  public Optional<Instant> cosignedAt(VerifierKey witnessKey) {
    if (checkCosignature(witnessKey) != SignatureCheck.VALID) {
      return Optional.empty();
    }
    return note.signatures().stream()
        .filter(line -> line.isBy(witnessKey))
        .map(line -> Instant.ofEpochSecond(ByteBuffer.wrap(line.signature()).getLong()))
        .max(Instant::compareTo);
  }

  private boolean verifies(VerifierKey key, byte[] timedSignature) {
    if (timedSignature.length != Long.BYTES + SIGNATURE_BYTES) {
      return false;
    }
    var buffer = ByteBuffer.wrap(timedSignature);
    long seconds = buffer.getLong();
    var signature = new byte[SIGNATURE_BYTES];
    buffer.get(signature);
    // Zero would say nothing of time; the top is where Java's Instant ends, far beyond any clock.
    return seconds > 0
        && seconds <= Instant.MAX.getEpochSecond()
        && key.verifies(cosignedMessage(seconds), signature);
  }

  /** C2SP tlog-cosignature, "Ed25519 signed message". */
  private byte[] cosignedMessage(long seconds) {
    return ("cosignature/v1\ntime " + seconds + "\n" + note.text())
        .getBytes(StandardCharsets.UTF_8);
  }

  public String encoded() {
    return note.encoded();
  }
}
