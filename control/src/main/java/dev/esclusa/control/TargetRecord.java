package dev.esclusa.control;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A target as the journal has it.
 *
 * @param registered log index of its registration, whose payload is its declaration; -1 before
 * @param paused nothing is applied to it
 * @param open changes that are not settled, oldest first
 * @param latest the newest mainline change that makes it follow Git
 * @param inPlace the newest change after which it was what Git said
 * @param inventory log index of its newest inventory, -1 for none
 * @param episodes open episodes of drift
 * @param heals drift that was seen in the newest past, oldest first
 * @param pinnedUntil a roll back holds the door until then
 */
public record TargetRecord(
    TargetUid uid,
    long registered,
    boolean removed,
    boolean paused,
    List<ChangeId> open,
    @Nullable ChangeId latest,
    @Nullable ChangeId inPlace,
    long inventory,
    Map<EpisodeId, Episode> episodes,
    List<Heal> heals,
    @Nullable Instant pinnedUntil) {

  /**
   * An open episode of drift.
   *
   * @param index of its opening in the log
   */
  public record Episode(
      EpisodeId id,
      long index,
      Digest address,
      Digest fields,
      Instant openedAt,
      boolean contested) {}

  /** Fields that drifted, and when. */
  public record Heal(Digest address, Digest fields, Instant at) {}

  public TargetRecord {
    open = List.copyOf(open);
    episodes = Map.copyOf(episodes);
    heals = List.copyOf(heals);
  }

  static TargetRecord fresh(TargetUid uid) {
    return new TargetRecord(
        uid, -1, false, false, List.of(), null, null, -1, Map.of(), List.of(), null);
  }
}
