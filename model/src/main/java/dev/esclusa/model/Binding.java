package dev.esclusa.model;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exactly what an approver signs: one transition, and nothing else.
 *
 * @param installation which Esclusa asks, so that a signature is worthless elsewhere
 * @param intent kind of intent, e.g. {@code follow}
 * @param commit absent for an intent without one
 * @param confirms the guarded deletions that this approver names
 * @param rules which requirements it answers
 * @param nonce 128 random bits, hex; each approver signs one of their own
 */
public record Binding(
    int version,
    String installation,
    ChangeId change,
    TargetUid target,
    String targetName,
    String intent,
    @Nullable String commit,
    Digest desiredHash,
    Digest planHash,
    Digest decisionHash,
    Digest verdictHash,
    Digest configHash,
    Risk.Level risk,
    boolean destructive,
    List<Address> confirms,
    List<RuleId> rules,
    Instant expiresAt,
    String nonce) {
  public static final int VERSION = 1;

  /** The SSHSIG namespace of approvals (PROTOCOL.sshsig of OpenSSH). */
  public static final String NAMESPACE = "approval@esclusa.dev";

  public Binding {
    confirms = confirms.stream().sorted().toList();
    rules = rules.stream().sorted().toList();
  }

  /** What is signed. */
  public byte[] canonicalBytes() {
    return Canonical.bytes(Records.toValue(this));
  }

  public Digest hash() {
    return Digest.of(canonicalBytes());
  }
}
