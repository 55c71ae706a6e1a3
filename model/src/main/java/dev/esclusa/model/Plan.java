package dev.esclusa.model;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The predicted transition of one target, redacted: what people, policies, hashes and evidence see.
 *
 * @param preconditions what must still hold at apply
 * @param desiredHash of the desired state it leads to
 * @param configHash of the configuration documents that this target's decision reads
 * @param artifact the authority's own saved plan, where it makes one
 * @param renderer name and version of what turned Git into objects
 * @param computedAt outside of the hash
 * @param hash {@link #hashOf}: same inputs, same bytes
 * @param readSetHash over everything that the renderer looked at, outside of the hash; absent in
 *     plans of earlier versions
 * @param unresolved what is otherwise than it was accepted and stays so: an apply would not undo it
 */
public record Plan(
    Target target,
    Intent intent,
    @Nullable Revision revision,
    List<ResourceChange> changes,
    List<Precondition> preconditions,
    Digest desiredHash,
    Digest configHash,
    @Nullable SavedPlan artifact,
    String renderer,
    Risk risk,
    Instant computedAt,
    Digest hash,
    @Nullable Digest readSetHash,
    @Nullable List<ResourceChange> unresolved) {

  private static final String DOMAIN = "esclusa/plan/v1";

  public Plan {
    changes = List.copyOf(changes);
    preconditions = List.copyOf(preconditions);
    unresolved = unresolved == null || unresolved.isEmpty() ? null : List.copyOf(unresolved);
    Digest wanted = hashOf(target.uid(), intent, changes, preconditions, artifact, unresolved);
    if (!hash.equals(wanted)) {
      throw new ModelException("plan hash " + hash + " is not the hash of its content " + wanted);
    }
  }

  /** One that does not name what was read. */
  public Plan(
      Target target,
      Intent intent,
      @Nullable Revision revision,
      List<ResourceChange> changes,
      List<Precondition> preconditions,
      Digest desiredHash,
      Digest configHash,
      @Nullable SavedPlan artifact,
      String renderer,
      Risk risk,
      Instant computedAt,
      Digest hash) {
    this(
        target,
        intent,
        revision,
        changes,
        preconditions,
        desiredHash,
        configHash,
        artifact,
        renderer,
        risk,
        computedAt,
        hash,
        null,
        null);
  }

  /**
   * Covers target, kind of intent, normalised redacted changes, preconditions and the meaning of a
   * saved plan; not its bytes, the commit, the time or the renderer (DESIGN 1.5).
   */
  public static Digest hashOf(
      TargetUid target,
      Intent intent,
      List<ResourceChange> changes,
      List<Precondition> preconditions,
      @Nullable SavedPlan artifact,
      @Nullable List<ResourceChange> unresolved) {
    return Canonical.hash(
        DOMAIN,
        Records.toValue(
            new Hashed(
                target,
                intentKind(intent),
                changes,
                preconditions,
                artifact == null ? null : artifact.meaning(),
                artifact == null || artifact.concerns().isEmpty() ? null : artifact.concerns(),
                unresolved == null || unresolved.isEmpty() ? null : unresolved)));
  }

  /** What is otherwise than it was accepted and stays so. */
  public List<ResourceChange> leftAlone() {
    return unresolved == null ? List.of() : unresolved;
  }

  /** The same proposal and its merge are one intent. */
  private static String intentKind(Intent intent) {
    return switch (intent) {
      case Intent.Follow _ -> "follow";
      case Intent.Restore _ -> "restore";
      case Intent.Accept it -> "accept " + it.drift();
      case Intent.RollBack it -> "roll-back until " + it.pinnedUntil();
      case Intent.Recover it -> "recover " + it.change();
      case Intent.Transfer it -> "transfer to " + it.to() + " of " + it.objects();
      case Intent.Unlock it -> "unlock " + it.lock();
      case Intent.Decommission _ -> "decommission";
      case Intent.Erase it -> "erase " + it.change();
    };
  }

  private record Hashed(
      TargetUid target,
      String intent,
      List<ResourceChange> changes,
      List<Precondition> preconditions,
      @Nullable Digest artifact,
      @Nullable List<SavedPlan.Concern> concerns,
      @Nullable List<ResourceChange> unresolved) {}

  /** Whether it would leave the world as it is. */
  public boolean changesNothing() {
    return changes.stream().allMatch(change -> change.action() == Action.NOTHING);
  }

  /** The deletions that an approval has to name. */
  public List<Address> guardedDeletions() {
    return changes.stream()
        .filter(change -> change.guarded() && change.action().destroys())
        .map(ResourceChange::address)
        .sorted()
        .toList();
  }
}
