package dev.esclusa.evidence;

import dev.esclusa.tlog.Checkpoint;
import dev.esclusa.tlog.NoteSignature;
import dev.esclusa.tlog.SignatureCheck;
import dev.esclusa.tlog.SignedCheckpoint;
import dev.esclusa.tlog.TlogException;
import dev.esclusa.tlog.TreeHead;
import dev.esclusa.tlog.TrustPolicy;
import dev.esclusa.tlog.TrustVerdict;
import dev.esclusa.tlog.VerifierKey;
import java.util.List;

/** Whether the policy trusts a checkpoint; if not, which line is to blame. */
final class CheckpointCheck {
  private final SignedCheckpoint signed;
  private final TrustPolicy policy;

  private CheckpointCheck(SignedCheckpoint signed, TrustPolicy policy) {
    this.signed = signed;
    this.policy = policy;
  }

  /** The head that all proofs must lead to, and what is said of it. */
  record TrustedHead(TreeHead head, Report.Log log) {}

  static TrustedHead of(String text, TrustPolicy policy, Notes notes) {
    return new CheckpointCheck(parse(text), policy).trusted(notes);
  }

  private TrustedHead trusted(Notes notes) {
    Checkpoint checkpoint = signed.checkpoint();
    return switch (policy.evaluate(signed)) {
      case TrustVerdict.Distrusted it ->
          throw Refuted.checkpoint(blamed(), "It is not trusted: " + it.cause() + ".");
      case TrustVerdict.Trusted it -> {
        notes.checked(
            "the checkpoint is signed by "
                + it.log().name()
                + " and cosigned by "
                + (it.cosignedAt().isEmpty()
                    ? "nobody"
                    : String.join(", ", it.cosignedAt().keySet()))
                + ", which the trust policy accepts");
        nameStrangers(notes);
        yield new TrustedHead(
            checkpoint.head(),
            new Report.Log(
                checkpoint.origin(),
                checkpoint.head().size(),
                checkpoint.head().root().base64(),
                it.cosignedAt()));
      }
    };
  }

  /** C2SP signed-note: signatures of unknown keys are ignored; a reader should know of them. */
  private void nameStrangers(Notes notes) {
    for (NoteSignature line : signed.note().signatures()) {
      boolean known =
          policy.logs().stream().anyMatch(key -> key.name().equals(line.name()))
              || policy.witnesses().values().stream()
                  .anyMatch(key -> key.name().equals(line.name()));
      if (!known) {
        notes.unchecked(
            "the signature line of "
                + line.name()
                + ", which the trust policy does not know: "
                + line.base64());
      }
    }
  }

  /** As far as it can be told: the line of a wrong signature, or the origin nobody knows. */
  private String blamed() {
    String origin = signed.checkpoint().origin();
    List<VerifierKey> logs =
        policy.logs().stream().filter(key -> key.name().equals(origin)).toList();
    if (logs.isEmpty()) {
      return "checkpoint line 1";
    }
    for (VerifierKey log : logs) {
      if (signed.checkLog(log) == SignatureCheck.WRONG) {
        return lineOf(log);
      }
    }
    for (VerifierKey witness : policy.witnesses().values()) {
      if (signed.checkCosignature(witness) == SignatureCheck.WRONG) {
        return lineOf(witness);
      }
    }
    return "checkpoint";
  }

  private String lineOf(VerifierKey key) {
    List<NoteSignature> signatures = signed.note().signatures();
    for (int i = 0; i < signatures.size(); i++) {
      if (signatures.get(i).name().equals(key.name())) {
        long textLines = signed.note().text().lines().count();
        return "checkpoint line " + (textLines + 1 + i + 1);
      }
    }
    return "checkpoint";
  }

  private static SignedCheckpoint parse(String text) {
    try {
      SignedCheckpoint signed = SignedCheckpoint.parse(text);
      if (!signed.encoded().equals(text)) {
        throw Refuted.checkpoint("checkpoint", "It is not spelled as checkpoints are.");
      }
      return signed;
    } catch (TlogException | IllegalArgumentException malformed) {
      throw Refuted.checkpoint(
          "checkpoint" + malformedLine(text), "It cannot be read: " + malformed.getMessage());
    }
  }

  private static String malformedLine(String text) {
    String[] lines = text.split("\n", -1);
    boolean signatures = false;
    for (int i = 0; i < lines.length; i++) {
      if ((i == 1 && !lines[i].matches("0|[1-9][0-9]{0,18}"))
          || (i == 2 && !lines[i].matches("[A-Za-z0-9+/]{43}="))
          || (signatures && i < lines.length - 1 && !isSignature(lines[i]))) {
        return " line " + (i + 1);
      }
      signatures |= i > 2 && lines[i].isEmpty();
    }
    return "";
  }

  private static boolean isSignature(String line) {
    try {
      NoteSignature.parse(line);
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
