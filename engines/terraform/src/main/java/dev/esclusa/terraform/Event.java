package dev.esclusa.terraform;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of what an engine prints with {@code -json} (machine-readable UI, version 1.2). Words of
 * the stream are turned into words of the plan. Types that this version does not know, and lines
 * that are no JSON, are events too.
 */
public sealed interface Event {
  /** The first line. */
  record Version(String engineVersion, String uiVersion) implements Event {}

  /**
   * A change that the engine plans; a replacement comes as {@code DELETE_CREATE}, whatever its
   * order.
   *
   * @param reason as in {@link ResourceChange#actionReason}
   */
  record Planned(
      String address,
      @Nullable String previousAddress,
      Step step,
      @Nullable String reason,
      @Nullable String importingId)
      implements Event {}

  /** An object that moved since the engine looked last. */
  record Drifted(String address, Step step) implements Event {}

  /** An operation on an object began. */
  record Started(String address, Step step, @Nullable Instant at) implements Event {}

  /** An operation goes on. */
  record Progressed(String address, Step step, long elapsedSeconds) implements Event {}

  /** An operation is done. */
  record Completed(
      String address,
      Step step,
      @Nullable String idKey,
      @Nullable String idValue,
      long elapsedSeconds)
      implements Event {}

  /** An operation failed. */
  record Errored(String address, Step step, long elapsedSeconds) implements Event {}

  /** An object is being looked at, or was. */
  record Refreshed(String address, boolean complete) implements Event {}

  /** A provisioner speaks. */
  record Provisioned(String address, String provisioner, Phase phase, String output)
      implements Event {
    /** How far a provisioner is. */
    public enum Phase {
      STARTED,
      PROGRESS,
      COMPLETED,
      ERRORED
    }
  }

  /**
   * The count at the end of a plan or apply.
   *
   * @param operation {@code plan}, {@code apply} or {@code destroy}
   */
  record Counted(long add, long change, long destroy, long imported, String operation)
      implements Event {}

  /**
   * The outputs at the end.
   *
   * @param steps what becomes of each, {@code NO_OP} where the engine does not say
   */
  record Outputs(Map<String, Step> steps) implements Event {
    public Outputs {
      steps = Map.copyOf(steps);
    }
  }

  /** An error or warning. */
  record Diagnosed(Diagnostic diagnostic) implements Event {}

  /** A line for people, of a type that means nothing more. */
  record Log(String type, String message) implements Event {}

  /** A type that this version does not know. */
  record Unknown(String type, String message) implements Event {}

  /** A line that is no JSON, without its colour codes. */
  record Text(String line, boolean truncated) implements Event {}
}
