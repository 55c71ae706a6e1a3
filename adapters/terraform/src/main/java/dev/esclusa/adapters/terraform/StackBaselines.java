package dev.esclusa.adapters.terraform;

import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.Artifact;
import dev.esclusa.stack.Artifacts;
import dev.esclusa.stack.Purpose;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.terraform.Baseline;
import dev.esclusa.terraform.DriftFinding;
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
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
   * As it is kept; the newest one counts.
   *
   * @param mark the state that it was read from; absent while the next look shall tell
   * @param baseline what was accepted; absent before the first apply
   * @param applied digest of the rendered plan whose apply went through since
   * @param completed what of that apply came to its end; absent where all of it did
   * @param accepts what a person took as it is, each {@code address attribute}; absent where
   *     nothing was
   * @param nonce two equal ones are two, so that the newest can be told
   */
  record Kept(
      @Nullable String mark,
      @Nullable Baseline baseline,
      @Nullable Digest applied,
      @Nullable List<String> completed,
      @Nullable List<String> accepts,
      String nonce) {
    static final Kept NOTHING = new Kept("", null, null, null, null, "");

    /** An apply went through, and the next look shows what it left. */
    boolean pending() {
      return mark == null;
    }

    /** Whether a state in which nothing moved since needs no second look. */
    boolean holds(String seen) {
      return seen.equals(mark);
    }
  }

  Kept of(TargetUid uid) {
    List<Artifact> all = artifacts.artifacts(uid, Purpose.BASELINE);
    return all.isEmpty()
        ? Kept.NOTHING
        : Records.fromValue(
            Kept.class,
            Canonical.read(artifacts.open(uid, Purpose.BASELINE, all.getFirst().digest())));
  }

  /**
   * A plan is about to be applied.
   *
   * @param rendered what it does
   */
  void begin(TargetUid uid, byte[] rendered, PlanDocument document) {
    Kept before = of(uid);
    if (document.listsChanges()) {
      Digest digest = artifacts.put(uid, Purpose.RENDERED_PLAN, rendered);
      keep(uid, new Kept(before.mark(), before.baseline(), digest, null, null, nonce()));
      return;
    }
    List<String> accepts =
        StackDrift.of(document, before.baseline(), masking).findings().stream()
            .map(StackBaselines::name)
            .toList();
    keep(uid, new Kept(before.mark(), before.baseline(), null, null, accepts, nonce()));
  }

  /**
   * It was applied; the next look shows what is accepted from now on.
   *
   * @param completed what of it came to its end; absent where all of it did
   */
  void expect(TargetUid uid, @Nullable Set<String> completed) {
    Kept before = of(uid);
    keep(
        uid,
        new Kept(
            null,
            before.baseline(),
            before.applied(),
            completed == null ? null : completed.stream().sorted().toList(),
            before.accepts(),
            nonce()));
  }

  private static String name(DriftFinding finding) {
    return finding.address() + " " + finding.attribute();
  }

  /** The first look after an apply or an acceptance. */
  Kept settle(TargetUid uid, Kept pending, PlanDocument now, String mark) {
    Kept kept = new Kept(mark, next(uid, pending, now), null, null, null, nonce());
    keep(uid, kept);
    if (pending.applied() != null) {
      artifacts.drop(uid, Purpose.RENDERED_PLAN, pending.applied());
    }
    return kept;
  }

  private Baseline next(TargetUid uid, Kept pending, PlanDocument now) {
    Baseline before = pending.baseline();
    if (before == null) {
      return Baseline.found(now, masking);
    }
    List<String> accepts = pending.accepts();
    if (accepts != null) {
      List<DriftFinding> taken =
          StackDrift.of(now, before, masking).findings().stream()
              .filter(it -> accepts.contains(name(it)))
              .toList();
      return before.accepting(taken, now, masking);
    }
    Digest applied = pending.applied();
    if (applied == null) {
      return before;
    }
    PlanDocument plan = PlanDocument.read(artifacts.open(uid, Purpose.RENDERED_PLAN, applied));
    List<String> completed = pending.completed();
    return completed == null
        ? before.after(plan, now, masking)
        : before.afterPart(plan, now, Set.copyOf(completed), masking);
  }

  private void keep(TargetUid uid, Kept kept) {
    artifacts.put(uid, Purpose.BASELINE, Canonical.bytes(Records.toValue(kept)));
  }

  private String nonce() {
    return HexFormat.of().formatHex(tempo.chance().bytes(8));
  }
}
