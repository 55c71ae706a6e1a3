package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.Artifact;
import dev.esclusa.stack.Artifacts;
import dev.esclusa.stack.Purpose;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was accepted of each stack: its objects as the newest approved apply or acceptance left
 * them. Drift is measured against that and not against the engine's state, which takes up what
 * moved at every apply and forgets that it moved.
 */
final class StackBaselines {
  private final Artifacts artifacts;
  private final Masking masking;
  private final Tempo tempo;

  StackBaselines(Artifacts artifacts, Masking masking, Tempo tempo) {
    this.artifacts = artifacts;
    this.masking = masking;
    this.tempo = tempo;
  }

  /**
   * As it is kept.
   *
   * @param mark the state that it was read from; absent while the next look shall tell
   * @param nonce two equal ones are two, so that the newest can be told
   */
  record Kept(@Nullable String mark, Value objects, String nonce) {}

  /** What was accepted, or that nothing was yet. */
  final class Baseline {
    private final @Nullable Kept kept;

    Baseline(@Nullable Kept kept) {
      this.kept = kept;
    }

    /** An apply went through, and the next look shows what it left. */
    boolean pending() {
      return kept != null && kept.mark() == null;
    }

    /** Whether a state that nothing moved in since needs no second look. */
    boolean holds(String mark) {
      return kept != null && mark.equals(kept.mark());
    }

    StackDrift compare(PlanDocument document) {
      return kept == null || kept.mark() == null
          ? StackDrift.NONE
          : StackDrift.of(document, kept.objects(), masking);
    }
  }

  Baseline of(TargetUid uid) {
    List<Artifact> all = artifacts.artifacts(uid, Purpose.BASELINE);
    return all.isEmpty()
        ? new Baseline(null)
        : new Baseline(
            Records.fromValue(
                Kept.class,
                Canonical.read(
                    artifacts.open(uid, Purpose.BASELINE, all.getFirst().digest()))));
  }

  /** The next look shall tell what is accepted from now on. */
  void expect(TargetUid uid) {
    keep(uid, new Kept(null, Value.mapping(), nonce()));
  }

  Baseline settle(TargetUid uid, PlanDocument document, String mark) {
    Kept kept = new Kept(mark, StackDrift.baseline(document, masking), nonce());
    keep(uid, kept);
    return new Baseline(kept);
  }

  private void keep(TargetUid uid, Kept kept) {
    artifacts.put(uid, Purpose.BASELINE, Canonical.bytes(Records.toValue(kept)));
  }

  private String nonce() {
    return HexFormat.of().formatHex(tempo.chance().bytes(8));
  }
}
