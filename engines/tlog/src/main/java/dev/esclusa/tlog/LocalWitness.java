package dev.esclusa.tlog;

import java.time.InstantSource;
import java.util.Map;

/** A witness in this process: all of C2SP tlog-witness "add-checkpoint" but the HTTP. */
public final class LocalWitness implements Witness {
  private final SignerKey key;
  private final Map<String, VerifierKey> logKeys;
  private final WitnessMemory memory;
  private final InstantSource clock;

  /**
   * @param logKeys the trusted key of each log, by origin
   */
  public LocalWitness(
      SignerKey key, Map<String, VerifierKey> logKeys, WitnessMemory memory, InstantSource clock) {
    if (key.verifier().type() != KeyType.COSIGNATURE) {
      throw new IllegalArgumentException(key + " is not for cosigning");
    }
    this.key = key;
    this.logKeys = Map.copyOf(logKeys);
    this.memory = memory;
    this.clock = clock;
  }

  @Override
  public VerifierKey key() {
    return key.verifier();
  }

  /** One at a time: reading the last head and remembering the new one must not interleave. */
  @Override
  public synchronized WitnessAnswer add(AddCheckpoint request) {
    var checkpoint = request.checkpoint().checkpoint();
    var logKey = logKeys.get(checkpoint.origin());
    if (logKey == null) {
      return new WitnessAnswer.UnknownOrigin(checkpoint.origin());
    }
    var signature = request.checkpoint().checkLog(logKey);
    if (signature != SignatureCheck.VALID) {
      return new WitnessAnswer.NotSignedByLog(signature);
    }
    if (request.oldSize() > checkpoint.head().size()) {
      return new WitnessAnswer.Shrunk(request.oldSize(), checkpoint.head().size());
    }
    var last = memory.last(checkpoint.origin()).orElse(TreeHead.EMPTY);
    if (request.oldSize() != last.size()) {
      return new WitnessAnswer.OtherSize(last.size());
    }
    if (!continues(last, checkpoint.head(), request.proof())) {
      return new WitnessAnswer.Inconsistent(last, checkpoint.head());
    }
    return cosign(request.checkpoint());
  }

  /** An empty tree is consistent with any, so from zero the proof must be empty. */
  private static boolean continues(TreeHead last, TreeHead next, ConsistencyProof proof) {
    if (next.size() == 0) {
      return proof.path().isEmpty() && next.equals(TreeHead.EMPTY);
    }
    return last.size() == 0 ? proof.path().isEmpty() : proof.connects(last, next);
  }

  /** Remembered before it is answered: a crash in between only costs a repeated request. */
  private WitnessAnswer cosign(SignedCheckpoint signed) {
    var cosignature = signed.cosign(key, clock.instant());
    memory.remember(signed.checkpoint().origin(), signed.head());
    return new WitnessAnswer.Cosigned(cosignature);
  }
}
