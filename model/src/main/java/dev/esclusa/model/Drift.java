package dev.esclusa.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object that is not what was last applied, from when it was seen until it was gone.
 *
 * @param actor only from an audit source, else absent
 * @param manager the writer that the authority names for the fields
 * @param count how often the same fields came back
 * @param restorable whether applying again what is in place would undo it
 */
public record Drift(
    EpisodeId id,
    TargetUid target,
    Address address,
    Cause cause,
    @Nullable String actor,
    @Nullable String manager,
    List<FieldChange> fields,
    Instant openedAt,
    @Nullable Instant closedAt,
    int count,
    boolean restorable) {
  /** The six causes. */
  public enum Cause {
    UNAUTHORIZED,
    EMERGENCY,
    PROVIDER_DEFAULT,
    CONTROLLER,
    EXTERNAL_ACTOR,
    IGNORED
  }

  public Drift {
    fields = List.copyOf(fields);
  }

  /** One that an apply would undo. */
  public Drift(
      EpisodeId id,
      TargetUid target,
      Address address,
      Cause cause,
      @Nullable String actor,
      @Nullable String manager,
      List<FieldChange> fields,
      Instant openedAt,
      @Nullable Instant closedAt,
      int count) {
    this(id, target, address, cause, actor, manager, fields, openedAt, closedAt, count, true);
  }
}
