package dev.esclusa.model;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second judgement, at the moment of apply: approvals, time, freezes and the rules in force
 * now.
 *
 * @param bindings hashes of the approvals that it consumes
 * @param refusal why not, absent when admitted
 */
public record Admission(
    ChangeId change,
    Digest planHash,
    Digest decisionHash,
    List<Digest> bindings,
    List<String> waiversUsed,
    Instant decidedAt,
    @Nullable Problem refusal) {
  public Admission {
    bindings = List.copyOf(bindings);
    waiversUsed = List.copyOf(waiversUsed);
  }

  public boolean admitted() {
    return refusal == null;
  }

  public Digest hash() {
    return Canonical.hash("esclusa/admission/v1", Records.toValue(this));
  }
}
