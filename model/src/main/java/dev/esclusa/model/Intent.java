package dev.esclusa.model;

import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change wants. It carries ids and hashes only, no names, so that it can stand in the log.
 */
public sealed interface Intent {
  /** Make the target what a commit says. */
  record Follow(String commit, boolean proposal) implements Intent {}

  /** Undo drift. */
  record Restore(EpisodeId drift, String commit) implements Intent {}

  /** Take drift as the new baseline. */
  record Accept(EpisodeId drift) implements Intent {}

  /** Go back to an earlier commit and hold the door until an instant. */
  record RollBack(String commit, Instant pinnedUntil) implements Intent {}

  /** Lead a change out of doubt. */
  record Recover(ChangeId change) implements Intent {}

  /** Hand objects to another target without touching them. */
  record Transfer(List<Digest> objects, TargetUid to) implements Intent {
    public Transfer {
      objects = List.copyOf(objects);
    }
  }

  /** Break a lock that nobody holds any more. */
  record Unlock(String lock) implements Intent {}

  /** The target left Git: forget its objects, or delete them where it says so. */
  record Decommission(String commit) implements Intent {}

  /** Remove the payloads of a proven change from the store; the log keeps standing. */
  record Erase(ChangeId change) implements Intent {}

  /**
   * The word for it in every format and output. Approvers sign these words, so they stay for ever,
   * whatever the types are called.
   */
  default String word() {
    return switch (this) {
      case Follow _ -> "follow";
      case Restore _ -> "restore";
      case Accept _ -> "accept";
      case RollBack _ -> "roll-back";
      case Recover _ -> "recover";
      case Transfer _ -> "transfer";
      case Unlock _ -> "unlock";
      case Decommission _ -> "decommission";
      case Erase _ -> "erase";
    };
  }

  /** The commit whose content is wanted, where there is one. */
  default @Nullable String commit() {
    return switch (this) {
      case Follow it -> it.commit();
      case Restore it -> it.commit();
      case RollBack it -> it.commit();
      case Decommission it -> it.commit();
      case Accept _, Recover _, Transfer _, Unlock _, Erase _ -> null;
    };
  }
}
