package dev.esclusa.tlog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which logs and which witnesses one trusts, and how many of them are enough (C2SP tlog-policy). It
 * reaches a verifier by another way than the proofs it judges.
 */
public final class TrustPolicy {

  /** A rule over the names of the witnesses that cosigned. */
  sealed interface Quorum {
    boolean isMetBy(Set<String> cosigners);
  }

  /** No cosignature is wanted. */
  record None() implements Quorum {
    @Override
    public boolean isMetBy(Set<String> cosigners) {
      return true;
    }
  }

  /** One witness. */
  record One(String witness) implements Quorum {
    @Override
    public boolean isMetBy(Set<String> cosigners) {
      return cosigners.contains(witness);
    }
  }

  /** At least {@code threshold} of the members. */
  record Group(int threshold, List<Quorum> members) implements Quorum {
    Group {
      members = List.copyOf(members);
    }

    @Override
    public boolean isMetBy(Set<String> cosigners) {
      return members.stream().filter(member -> member.isMetBy(cosigners)).count() >= threshold;
    }
  }

  private final List<VerifierKey> logs;
  private final Map<String, VerifierKey> witnesses;
  private final String quorumName;
  private final Quorum quorum;

  TrustPolicy(
      List<VerifierKey> logs,
      Map<String, VerifierKey> witnesses,
      String quorumName,
      Quorum quorum) {
    this.logs = List.copyOf(logs);
    this.witnesses = Map.copyOf(witnesses);
    this.quorumName = quorumName;
    this.quorum = quorum;
  }

  public static TrustPolicy parse(String text) {
    return new TrustPolicyParser().parse(text);
  }

  public List<VerifierKey> logs() {
    return logs;
  }

  /** By the names the policy file gives them. */
  public Map<String, VerifierKey> witnesses() {
    return witnesses;
  }

  /** A wrong signature of a known key rejects the whole checkpoint, whatever else is there. */
  public TrustVerdict evaluate(SignedCheckpoint signed) {
    VerifierKey signer = null;
    for (var log : logs) {
      if (log.name().equals(signed.checkpoint().origin())) {
        var check = signed.checkLog(log);
        if (check == SignatureCheck.WRONG) {
          return new TrustVerdict.Distrusted("the signature of log %s is wrong".formatted(log));
        }
        signer = check == SignatureCheck.VALID ? log : signer;
      }
    }
    if (signer == null) {
      return new TrustVerdict.Distrusted(
          "no log of the policy signed it; its origin is " + signed.checkpoint().origin());
    }
    return evaluateWitnesses(signed, signer);
  }

  private TrustVerdict evaluateWitnesses(SignedCheckpoint signed, VerifierKey log) {
    var cosignedAt = new TreeMap<String, Instant>();
    for (var witness : witnesses.entrySet()) {
      if (signed.checkCosignature(witness.getValue()) == SignatureCheck.WRONG) {
        return new TrustVerdict.Distrusted(
            "the cosignature of witness %s is wrong".formatted(witness.getKey()));
      }
      signed.cosignedAt(witness.getValue()).ifPresent(at -> cosignedAt.put(witness.getKey(), at));
    }
    if (!quorum.isMetBy(cosignedAt.keySet())) {
      return new TrustVerdict.Distrusted(
          "quorum %s is not met by the witnesses that cosigned: %s"
              .formatted(quorumName, cosignedAt.isEmpty() ? "none" : cosignedAt.keySet()));
    }
    return new TrustVerdict.Trusted(log, cosignedAt);
  }
}
